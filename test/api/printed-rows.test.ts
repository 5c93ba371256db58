import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import type { SqlValue } from "../support/sql-runner.js";
import { type NumberStore, numberStore } from "./number-series.js";

type Item = Readonly<Record<string, unknown>>;
interface List {
  readonly nodes: readonly Item[];
  readonly edges: readonly { readonly node: Item }[];
  readonly pageInfo: object;
}

const texts = ['quotes " and \\ and /', "tab\t, newline\n, \u0001", "", "ñ 漢 🙂 \u2028", "null", "{}", " 1e400 "];
const largest = 1.7976931348623157e308;

/** Value, whether it is none, step, time. */
const numbers: readonly (readonly [number, boolean, bigint, bigint])[] = [
  [0.1 + 0.2, false, 0n, 1_790_000_000_123n],
  [0, true, -3n, 0n],
  [largest, false, 2n ** 53n - 1n, 253_402_300_799_999n],
  [-largest, false, 2n ** 53n, -62_135_596_800_000n],
  [-0, false, 2n ** 63n - 1n, -1n],
  [5e-324, false, -(2n ** 63n), 1n],
  [1e21, false, 1n, 951_782_400_000n],
];

describeDialects("lists that a database may print say what rows say", (dialect) => {
  let store: NumberStore;

  const insert = async (table: string, rows: readonly (readonly SqlValue[])[], columns: string) => {
    const places = columns
      .split(",")
      .map(() => "?")
      .join(", ");
    for (const row of rows) {
      await store.sql.query(`insert into ${table} (run_uuid, "key", ${columns}) values (?, ?, ${places})`, [
        store.run,
        ...row,
      ]);
    }
  };

  beforeAll(async () => {
    store = await numberStore(dialect);
    const named = texts.map((value, at) => [`key ${at} ${value.trim()}`, value]);
    await insert("params", named, "value");
    await insert("tags", named, "value");
    await insert(
      "latest_metrics",
      numbers.map(([value, isNan, step, time], at) => [`metric ${at}`, value, isNan, step, time]),
      "value, is_nan, step, timestamp",
    );
  }, 60_000);
  afterAll(() => store.close());

  const listed = async (field: string, selection: string, args = ""): Promise<List> => {
    const ask = async (what: string) => {
      const answer = await store.server.query<{ run: { list: List } }>(
        `query ($run: String!) { run(store: "main", mlflowId: $run) { list: ${field}${args} { ${what} } } }`,
        { run: store.run },
      );
      return { list: answer.data?.run.list as List, errors: answer.errors };
    };
    const printed = await ask(`nodes { ${selection} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`);
    const rows = await ask(
      `edges { node { ${selection} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`,
    );
    expect(JSON.stringify(printed.list.nodes)).toBe(JSON.stringify(rows.list.edges.map(({ node }) => node)));
    expect(printed.list.pageInfo).toEqual(rows.list.pageInfo);
    expect(printed.errors?.map(({ message }) => message)).toEqual(rows.errors?.map(({ message }) => message));
    return printed.list;
  };

  test.each([
    ["params", "key value"],
    ["params", "__proto__: value v: value __typename key k: key"],
    ["tags", "then: value __typename"],
    ["metrics", "key value step timestamp"],
    ["metrics", "t: timestamp v: value s: step type: __typename"],
  ])("%s { %s }", async (field, selection) => {
    expect((await listed(field, selection)).nodes.length).toBeGreaterThanOrEqual(texts.length);
    const first = await listed(field, selection, "(first: 2)");
    expect(first.nodes).toHaveLength(2);
    const { endCursor } = first.pageInfo as { endCursor: string };
    expect((await listed(field, selection, `(first: 3, after: "${endCursor}")`)).nodes).toHaveLength(3);
    expect((await listed(field, selection, '(keys: ["none"])')).nodes).toEqual([]);
  });

  test("a time that is no date is the error of its own field", async () => {
    await insert("latest_metrics", [["never", 1, false, 1n, 2n ** 62n]], "value, is_nan, step, timestamp");
    const { nodes } = await listed("metrics", "key timestamp", '(keys: ["never", "metric 0"])');
    expect(nodes.map(({ timestamp }) => timestamp)).toEqual(["2026-09-21T14:13:20.123Z", null]);
  });

  test("the points of a history are those of its columns", async () => {
    const points = numbers.map(([value, isNan, step, time]) => ["loss", value, isNan, step, time]);
    await insert("metrics", points, "value, is_nan, step, timestamp");
    const series = await store.server.data<{ run: { metricHistory: [{ points: Item[]; columns: Item }] } }>(
      `query ($run: String!) { run(store: "main", mlflowId: $run) { metricHistory(keys: ["loss"]) {
        columns { steps values } points { value t: timestamp __typename step } } } }`,
      { run: store.run },
    );
    const [{ points: shown, columns }] = series.run.metricHistory;
    expect(shown.map(({ step }) => step)).toEqual(columns.steps);
    expect(shown.map(({ value }) => value)).toEqual(columns.values);
    const times = new Map(numbers.map(([, , step, time]) => [String(step), new Date(Number(time)).toISOString()]));
    expect(shown.map(({ t }) => t)).toEqual(shown.map(({ step }) => times.get(String(step))));
    expect(Object.keys(shown[0] ?? {})).toEqual(["value", "t", "__typename", "step"]);
  });
});
