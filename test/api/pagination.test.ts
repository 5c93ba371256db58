import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";

interface Page {
  readonly experiment: {
    readonly runs: {
      readonly nodes: readonly { readonly mlflowId: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

const document = `query P($first: Int!, $after: String) { experiment(store: "main", name: "empty") {
  runs(first: $first, after: $after) { nodes { mlflowId } pageInfo { hasNextPage endCursor } }
} }`;

/** Few different times and none at all, so that most rows tie with another. */
const times = fc.array(fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }), { minLength: 1, maxLength: 25 });

describeDialects("pages while rows come and go", (dialect) => {
  let server: TestServer;
  let sql: SqlRunner;
  let drop: () => Promise<void>;
  let runsMade = 0;

  beforeAll(async () => {
    const store = await mlflowStore(dialect);
    drop = () => store.drop();
    sql = await openSql(store.url);
    server = await startServer({ stores: [{ url: store.url }] });
  });
  afterAll(async () => {
    await server.close();
    await sql.close();
    await drop();
  });

  /** Ids are scattered, so that new rows fall on both sides of any cursor. */
  async function insertRun(time: number | null): Promise<string> {
    runsMade += 1;
    const id = `${(runsMade * 7_919) % 100_003}-${runsMade}`;
    await sql.query(
      "INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id, user_id) VALUES (?, ?, 'RUNNING', ?, 'active', 3, '')",
      [id, id, time],
    );
    return id;
  }

  /** Walks all pages; between two of them `change` is called with the number of pages read. */
  async function walk(first: number, change: (pagesRead: number) => Promise<void>): Promise<string[]> {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pagesRead = 1; ; pagesRead += 1) {
      const { nodes, pageInfo }: Page["experiment"]["runs"] = (await server.data<Page>(document, { first, after }))
        .experiment.runs;
      seen.push(...nodes.map(({ mlflowId }) => mlflowId));
      if (!pageInfo.hasNextPage) return seen;
      after = pageInfo.endCursor;
      await change(pagesRead);
    }
  }

  test("neither skip nor repeat what was there throughout, with ties and nulls", async () => {
    const sizes = fc.integer({ min: 1, max: 7 });
    const arbitrary = fc.asyncProperty(times, times, sizes, async (before, meanwhile, first) => {
      await sql.query("DELETE FROM runs WHERE experiment_id = 3");
      const there: string[] = [];
      for (const time of before) there.push(await insertRun(time));
      const [leaving, ...staying] = there;
      const seen = await walk(first, async (pagesRead) => {
        const time = meanwhile[pagesRead - 1];
        if (time !== undefined) await insertRun(time);
        if (pagesRead === 2) await sql.query("DELETE FROM runs WHERE run_uuid = ?", [leaving ?? ""]);
      });
      expect(new Set(seen).size).toBe(seen.length);
      expect(staying.filter((id) => !seen.includes(id))).toEqual([]);
    });
    await fc.assert(arbitrary, { numRuns: 15 });
  });
});
