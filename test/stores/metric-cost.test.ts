import { beforeAll, expect, test } from "@jest/globals";
import { seriesOfRuns } from "../../src/stores/mlflow/metric-history.js";
import { sampledSeriesOfRuns } from "../../src/stores/mlflow/metric-samples.js";
import { sql } from "../../src/stores/sql.js";
import type { OpenStore } from "../../src/stores/store.js";
import { describeEmptied, type StoreUnderTest } from "./describe-emptied.js";
import { type OpenedStore, openedStore, scope, watched } from "./opened-store.js";
import { everyPoint, inOrder, insertPoints, insertRuns, placeOf, point } from "./series-points.js";

const lengths = { short: 5_000, long: 200_000, "short of ties and gaps": 5_000, "long of ties and gaps": 50_000 };
const maxPoints = 200;
const pageSize = 2_000;

type Run = keyof typeof lengths;

/** Even steps, or some points at each of steps that lie ever further apart. */
const stepOf = (run: Run, at: number) => (run.endsWith("gaps") ? Math.floor(at / 5) ** 2 : at * 3);

describeEmptied("what a chart costs where there is the step index", ["3.17.2"], (store) => {
  beforeAll(async () => {
    await insertRuns(store(), "1", Object.keys(lengths));
    for (const [run, length] of Object.entries(lengths)) {
      const points = Array.from({ length }, (_, at) =>
        point(stepOf(run as Run, at), { timestamp: BigInt(at), value: at % 97 }),
      );
      await insertPoints(store(), run, points);
    }
    const { database, dialect } = store();
    if (dialect === "postgres") await database.sql.script("VACUUM ANALYZE metrics");
    else await database.sql.script(dialect === "mysql" ? "ANALYZE TABLE metrics" : "ANALYZE metrics");
  }, 120_000);

  const sample = (open: OpenStore, run: Run) => sampledSeriesOfRuns(open, scope, [run], everyPoint, maxPoints);

  /** A page from the middle of the series on. */
  const page = (open: OpenStore, run: Run) => {
    const middle = inOrder([point(3 * (lengths[run] / 2))]).map(placeOf)[0] ?? null;
    return seriesOfRuns(open, scope, [run], everyPoint, pageSize, middle);
  };

  test.each([
    { what: "a sample", ask: sample },
    { what: "a page from the middle on", ask: page },
  ])(
    "does not grow with the series: $what of 200,000 points touches at most twice what one of 5,000 does",
    async ({ ask }) => {
      const opened = await openedStore(store().database.url, { poolSizeMax: 1 });
      try {
        const short = await costOf(store(), opened, (open) => ask(open, "short"));
        const long = await costOf(store(), opened, (open) => ask(open, "long"));
        expect(short).toBeGreaterThan(0);
        expect(long).toBeLessThanOrEqual(2 * short);
      } finally {
        await opened.close();
      }
    },
  );

  test("does not grow where points share steps that lie unevenly", async () => {
    const opened = await openedStore(store().database.url, { poolSizeMax: 1 });
    try {
      const short = await costOf(store(), opened, (open) => sample(open, "short of ties and gaps"));
      const long = await costOf(store(), opened, (open) => sample(open, "long of ties and gaps"));
      expect(short).toBeGreaterThan(0);
      expect(long).toBeLessThanOrEqual(2 * short);
    } finally {
      await opened.close();
    }
  });

  test("takes as many statements for a long series as for a short one", async () => {
    const { open, opened } = store();
    opened.statements();
    await sample(open, "short");
    const short = opened.statements();
    await sample(open, "long");
    expect(opened.statements()).toHaveLength(short.length);
  });
});

/** Blocks on PostgreSQL, rows on MariaDB; on SQLite, which counts neither, rows that its plan reads without an index. */
async function costOf(
  { dialect }: StoreUnderTest,
  opened: OpenedStore,
  ask: (open: OpenStore) => Promise<unknown>,
): Promise<number> {
  if (dialect === "postgres") return blocksTouched(opened.open, ask);
  return dialect === "mysql" ? rowsTouched(opened.open, ask) : scansPlanned(opened.open, ask);
}

async function blocksTouched(open: OpenStore, ask: (open: OpenStore) => Promise<unknown>): Promise<number> {
  let blocks = 0;
  const explained = watched(open, async (statement) => {
    const [row] = await open.rows<{ "QUERY PLAN": readonly [{ readonly Plan: Buffers }] }>(
      sql`explain (analyze, buffers, format json) ${statement}`,
    );
    const plan = row?.["QUERY PLAN"][0].Plan;
    blocks += (plan?.["Shared Hit Blocks"] ?? 0) + (plan?.["Shared Read Blocks"] ?? 0);
  });
  await ask(explained);
  return blocks;
}

interface Buffers {
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
}

/** On the one connection of its pool. */
async function rowsTouched(open: OpenStore, ask: (open: OpenStore) => Promise<unknown>): Promise<number> {
  const before = await handlerReads(open);
  await ask(open);
  return (await handlerReads(open)) - before;
}

async function handlerReads(open: OpenStore): Promise<number> {
  const [row] = await open.rows<{ total: unknown }>(
    sql`select sum(variable_value) as total from information_schema.session_status where variable_name like 'Handler\\_read\\_%' and variable_name not like '%rnd%'`,
  );
  return Number(row?.total);
}

/** Every access must be a search by the step index, whose parts are all bound; each other step counts as one more. */
async function scansPlanned(open: OpenStore, ask: (open: OpenStore) => Promise<unknown>): Promise<number> {
  let steps = 0;
  const explained = watched(open, async (statement) => {
    const plan = await open.rows<{ detail: string }>(sql`explain query plan ${statement}`);
    for (const { detail } of plan.filter((row) => /\b(?:m|s|metrics)\b/.test(row.detail))) {
      expect(detail).toMatch(
        /^SEARCH \w+ USING (?:COVERING )?(?:INDEX index_metrics_run_uuid_key_step \(run_uuid=\? AND key=\? AND step[<>]\?\)|INTEGER PRIMARY KEY)/,
      );
      steps += 1;
    }
  });
  await ask(explained);
  return steps;
}
