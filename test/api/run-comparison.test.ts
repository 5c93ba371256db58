import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { RunComparisonDocument } from "../../src/operations/operations.js";
import { compareBytes } from "../../src/rules/bytes.js";
import { formatGlobalId } from "../../src/rules/global-id.js";
import { describeDialects, describeFixtures } from "../support/describe-stores.js";
import { fixtureStore } from "../support/fixtures.js";
import type { OracleRun, StringMap } from "../support/oracle.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { isoText, spelled } from "./expected-graph.js";
import { withServer, withStore } from "./export-client.js";
import { failuresOf } from "./http-client.js";

const idOf = (store: string, mlflowId: string) => formatGlobalId(store, "Run", mlflowId);

interface Row<Value = string> {
  readonly key: string;
  readonly values: readonly (Value | null)[];
  readonly differs: boolean;
}

/** What MLflow's own answers are side by side. */
function expectedRows<Value>(
  runs: readonly OracleRun[],
  cellsOf: (run: OracleRun) => Readonly<Record<string, Value>>,
): Row<Value>[] {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(cellsOf(run))))].sort(compareBytes);
  return keys.map((key) => {
    const values = runs.map((run) => cellsOf(run)[key] ?? null);
    return { key, values, differs: new Set(values).size > 1 };
  });
}

const spelledMetrics = ({ metrics }: OracleRun) =>
  Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, spelled(value)]));

describeFixtures("a comparison says what MLflow says", ({ url, oracle }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [{ url }] });
  });
  afterAll(() => server.close());

  const runs = oracle.runs.slice(0, 100);
  const ids = runs.map(({ runId }) => idOf("main", runId));
  const ask = async (variables: { runs: string[]; onlyDifferences?: boolean; mlflowTags?: boolean }) => {
    const { runComparison } = await server.data(RunComparisonDocument, variables);
    if (!runComparison) throw new Error("there is no comparison");
    return runComparison;
  };

  test("of all runs at once, deleted ones too, in the order asked for", async () => {
    for (const order of [ids, ids.toReversed()]) {
      const asked = order.map((id) => runs[ids.indexOf(id)] as OracleRun);
      const found = await ask({ runs: order });
      expect(found.runs.map((run) => run?.mlflowId)).toEqual(asked.map(({ runId }) => runId));
      expect(found.params?.nodes).toEqual(expectedRows<string>(asked, (run): StringMap => run.params));
      expect(found.tags?.nodes).toEqual(expectedRows<string>(asked, (run): StringMap => run.tags));
      const metrics = (found.metrics?.nodes ?? []).map((row) => ({
        ...row,
        values: row.values.map((cell) => cell?.value ?? null),
      }));
      expect(metrics).toEqual(expectedRows(asked, spelledMetrics));
      expect([found.params, found.tags, found.metrics].map((list) => list?.pageInfo.hasNextPage)).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  test("of attributes", async () => {
    const { attributes } = await ask({ runs: ids });
    const valuesOf = (name: string) => attributes.find(({ attribute }) => attribute === name)?.values;
    expect(valuesOf("NAME")).toEqual(runs.map(({ name }) => name));
    expect(valuesOf("STATUS")).toEqual(runs.map(({ status }) => status));
    expect(valuesOf("EXPERIMENT")).toEqual(runs.map(({ experimentId }) => experimentId));
    expect(valuesOf("LIFECYCLE_STAGE")).toEqual(runs.map(({ lifecycleStage }) => lifecycleStage.toUpperCase()));
    expect(valuesOf("START_TIME")).toEqual(runs.map(({ startTime }) => isoText(startTime)));
    expect(valuesOf("END_TIME")).toEqual(runs.map(({ endTime }) => (endTime === null ? null : isoText(endTime))));
    expect(valuesOf("USER")).toEqual(runs.map(({ tags }) => tags["mlflow.user"] ?? "unknown"));
    expect(valuesOf("SOURCE_NAME")).toEqual(runs.map(({ tags }) => tags["mlflow.source.name"] ?? null));
    expect(valuesOf("GIT_COMMIT")).toEqual(runs.map(({ tags }) => tags["mlflow.source.git.commit"] ?? null));
    for (const { values, differs } of attributes) expect(differs).toBe(new Set(values).size > 1);
  });

  test("of what differs alone, and without MLflow's own tags", async () => {
    const all = await ask({ runs: ids });
    const some = await ask({ runs: ids, onlyDifferences: true, mlflowTags: false });
    expect(some.params?.nodes).toEqual(all.params?.nodes.filter(({ differs }) => differs));
    expect(some.metrics?.nodes).toEqual(all.metrics?.nodes.filter(({ differs }) => differs));
    expect(some.attributes).toEqual(all.attributes.filter(({ differs }) => differs));
    expect(some.tags?.nodes).toEqual(
      all.tags?.nodes.filter(({ key, differs }) => differs && !key.startsWith("mlflow.")),
    );
    const same = await ask({ runs: ids.slice(0, 1), onlyDifferences: true });
    expect([same.attributes, same.params?.nodes, same.metrics?.nodes, same.tags?.nodes]).toEqual([[], [], [], []]);
  });

  test("in pages of keys, the same rows, with differences alone too", async () => {
    for (const [field, onlyDifferences] of [
      ["params", false],
      ["tags", true],
      ["tags", false],
    ] as const) {
      const document = `query ($runs: [ID!]!, $first: Int, $after: String) { runComparison(runs: $runs, onlyDifferences: ${onlyDifferences}) {
        ${field}(first: $first, after: $after) { nodes { key values differs } edges { cursor node { key } } pageInfo { hasNextPage endCursor } } } }`;
      const whole = (await server.data<Answer>(document, { runs: ids })).runComparison[field];
      const rows: Row[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const variables = { runs: ids, first: 2, after };
        const page: Page = (await server.data<Answer>(document, variables)).runComparison[field] as Page;
        expect(page.edges.map(({ node }) => node.key)).toEqual(page.nodes.map(({ key }) => key));
        rows.push(...page.nodes);
        after = page.pageInfo.endCursor;
        more = page.pageInfo.hasNextPage;
      }
      expect(rows).toEqual(whole?.nodes);
    }
  });

  test("of the keys asked for alone", async () => {
    const [key = ""] = Object.keys(runs.find(({ params }) => Object.keys(params).length > 0)?.params ?? {});
    const document =
      "query ($runs: [ID!]!, $keys: [String!]) { runComparison(runs: $runs) { params(keys: $keys) { nodes { key values differs } } } }";
    const { runComparison } = await server.data<Answer>(document, { runs: ids, keys: [key, "nobody has it"] });
    expect(runComparison.params?.nodes).toEqual(
      expectedRows<string>(runs, (run): StringMap => run.params).filter((row) => row.key === key),
    );
  });
});

interface Page {
  readonly nodes: readonly Row[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly key: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
interface Answer {
  readonly runComparison: { readonly params?: Page; readonly tags?: Page };
}

describeDialects("a comparison", (dialect) => {
  test("keeps metrics bit for bit, with steps of 64 bits, and tells keys apart by their bytes", async () => {
    await withStore(dialect, async (store, sql) => {
      const [one, other] = fixtureStore(dialect).oracle.runs.map(({ runId }) => runId);
      const latest = (run: string | undefined, key: string, value: number, step: bigint, isNan = false) =>
        sql.query(
          'insert into latest_metrics ("key", value, "timestamp", step, is_nan, run_uuid) values (?, ?, 1, ?, ?, ?)',
          [key, value, step, dialect === "sqlite" ? Number(isNan) : isNan, run ?? ""],
        );
      await latest(one, "x-sum", 0.1 + 0.2, 2n ** 63n - 1n);
      await latest(other, "x-sum", 0.3, -(2n ** 63n));
      await latest(one, "x-nan", 0, 1n, true);
      await latest(other, "x-nan", 0, 2n, true);
      await latest(one, "x-zero", 0, 1n, true);
      await latest(other, "x-zero", 0, 1n);
      await latest(one, "x-Case", 1, 1n);
      await latest(other, "x-case", 1, 1n);
      await withServer({ stores: [store] }, async (server) => {
        const { runComparison } = await server.data(RunComparisonDocument, {
          runs: [one, other].map((run) => idOf("main", run ?? "")),
        });
        const rows = runComparison?.metrics?.nodes.filter(({ key }) => key.startsWith("x-"));
        expect(
          rows?.map(({ key, values, differs }) => [
            key,
            values.map((cell) => cell && [cell.value, cell.step]),
            differs,
          ]),
        ).toEqual([
          ["x-Case", [[1, 1], null], true],
          ["x-case", [null, [1, 1]], true],
          [
            "x-nan",
            [
              ["NaN", 1],
              ["NaN", 2],
            ],
            false,
          ],
          [
            "x-sum",
            [
              [0.1 + 0.2, "9223372036854775807"],
              [0.3, "-9223372036854775808"],
            ],
            true,
          ],
          [
            "x-zero",
            [
              ["NaN", 1],
              [0, 1],
            ],
            true,
          ],
        ]);
      });
    });
  });
});

describe("a comparison over several stores", () => {
  const fixtures = [fixtureStore("sqlite"), fixtureStore("postgres")];
  const stores = fixtures.map(({ dialect, url }) => ({ name: dialect as string, url }));
  const runOf = (at: number, place: number) => fixtures[at]?.oracle.runs[place] as OracleRun;
  const down = { name: "down", url: "postgresql://nobody:secret@127.0.0.1:1/mlflow" };
  const absent = idOf("sqlite", "f".repeat(32));
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [...stores, down] });
  });
  afterAll(() => server.close());

  test("has their columns in the order asked for, and pages of keys over all of them", async () => {
    const asked = [runOf(1, 0), runOf(0, 3), runOf(1, 5), runOf(0, 8)];
    const runs = asked.map(({ runId }, at) => idOf(at % 2 === 0 ? "postgres" : "sqlite", runId));
    const document = `query ($runs: [ID!]!, $after: String) { runComparison(runs: $runs) {
      tags(first: 3, after: $after) { nodes { key values differs } edges { cursor node { key } } pageInfo { hasNextPage endCursor } } } }`;
    const rows: Row[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = (await server.data<Answer>(document, { runs, after })).runComparison.tags as Page;
      rows.push(...page.nodes);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(rows).toEqual(expectedRows<string>(asked, (run): StringMap => run.tags));
  });

  test("has a null column, and errors, for a run that is not there and for a store that is down", async () => {
    const here = runOf(1, 0);
    const runs = [absent, idOf("postgres", here.runId), idOf("down", "a"), idOf("down", "b"), idOf("nowhere", "c")];
    const { data, errors } = await server.query(RunComparisonDocument, { runs });
    const found = data?.runComparison;
    expect(found?.runs.map((run) => run?.mlflowId ?? null)).toEqual([null, here.runId, null, null, null]);
    expect(found?.params?.nodes).toEqual(
      expectedRows<string>([here], (run): StringMap => run.params).map(({ key, values }) => ({
        key,
        values: [null, ...values, null, null, null],
        differs: false,
      })),
    );
    expect(found?.attributes.every(({ differs }) => !differs)).toBe(true);
    const unreachable = "UNAVAILABLE STORE_UNREACHABLE at runComparison";
    expect(failuresOf(errors).sort()).toEqual([
      "NOT_FOUND NOT_FOUND at runComparison.runs.0",
      "NOT_FOUND NOT_FOUND at runComparison.runs.4",
      `${unreachable}.metrics`,
      `${unreachable}.params`,
      `${unreachable}.runs.2`,
      `${unreachable}.runs.3`,
      `${unreachable}.tags`,
    ]);
    expect(JSON.stringify(errors)).not.toContain("secret");
  });

  const refused = async (runs: readonly string[], more = "") => {
    const { data, errors } = await server.query(
      `query ($runs: [ID!]!) { runComparison(runs: $runs) { params${more} { nodes { key } } } }`,
      { runs },
    );
    return [data, failuresOf(errors)];
  };
  const some = idOf("sqlite", runOf(0, 0).runId);
  const at = "at runComparison";

  test.each<[string, readonly string[], string]>([
    ["a run asked for twice", [some, absent, some], `INVALID DUPLICATE_RUN ${at}`],
    ["an id of something else", [formatGlobalId("sqlite", "Experiment", "1")], `INVALID NOT_A_RUN ${at}`],
    ["what is no id", ["nonsense"], `INVALID MALFORMED_ID ${at}`],
    [
      "more than 100",
      Array.from({ length: 101 }, (_, place) => idOf("sqlite", `${place}`)),
      `LIMIT LIST_TOO_LONG ${at}`,
    ],
  ])("refuses %s", async (_, runs, failure) => {
    expect(await refused(runs)).toEqual([{ runComparison: null }, [failure]]);
  });

  test.each([
    ["(first: 0)", "INVALID FIRST_TOO_SMALL"],
    ["(first: 1001)", "LIMIT PAGE_TOO_LARGE"],
    ['(after: "x")', "INVALID WRONG_CURSOR"],
    [`(keys: [${Array.from({ length: 101 }, (_, place) => `"${place}"`).join()}])`, "LIMIT LIST_TOO_LONG"],
  ])("refuses keys asked for with %s", async (more, failure) => {
    expect(await refused([some], more)).toEqual([{ runComparison: { params: null } }, [`${failure} ${at}.params`]]);
  });

  test("of 100 runs is within the default limits, of none is empty", async () => {
    const runs = Array.from({ length: 100 }, (_, place) => idOf("nowhere", `${place}`));
    const { data, errors } = await server.query(RunComparisonDocument, { runs });
    expect(data?.runComparison?.runs).toEqual(runs.map(() => null));
    expect(errors).toHaveLength(100);
    const none = await server.data(RunComparisonDocument, { runs: [] });
    expect(none.runComparison).toMatchObject({ runs: [], attributes: [], params: { nodes: [] } });
  });
});
