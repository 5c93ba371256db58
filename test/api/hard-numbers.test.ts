import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DialectName } from "../../src/stores/store-options.js";
import { describeDialects } from "../support/describe-stores.js";
import { insertMetricPoints, type MetricPoint } from "../support/metric-points.js";
import { graphReader } from "./graph-reader.js";
import {
  double,
  expectSame,
  historyOf,
  integer,
  type NumberStore,
  numberStore,
  point,
  type Series,
} from "./number-series.js";

type Spelled = number | string;

describeDialects("numbers that are hard to carry", (dialect) => {
  let store: NumberStore;
  beforeAll(async () => {
    store = await numberStore(dialect);
  });
  afterAll(() => store.close());

  test("doubles that are hard to print", async () => {
    const points = hardDoubles.map((value, at) => point("hard", BigInt(at), value));
    await insert(points);
    await expectHistory(
      "hard",
      hardDoubles.map((value, at) => [at, value]),
    );
    await expectLatest(points, hardDoubles);
  });

  test("NaN, the infinities and the largest doubles that are none", async () => {
    const points = [
      { ...point("odd-values", 0n, 0), isNan: true },
      point("odd-values", 1n, Number.MAX_VALUE),
      point("odd-values", 2n, -Number.MAX_VALUE),
      point("odd-values", 3n, belowInfinity),
      point("odd-values", 4n, -belowInfinity),
    ];
    const expected = ["NaN", "Infinity", "-Infinity", belowInfinity, -belowInfinity];
    await insert(points);
    await expectHistory(
      "odd-values",
      expected.map((value, at) => [at, value]),
    );
    await expectLatest(points, expected);
  });

  test("a negative zero, where the database can hold one", async () => {
    const { literal, isKept } = negativeZero[dialect];
    await store.sql.query(
      `INSERT INTO metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES ('zero', ${literal}, 5, 0, false, ?)`,
      [store.run],
    );
    const [row] = await store.sql.query<{ value: number }>(`SELECT value FROM metrics WHERE "key" = 'zero'`);
    expect(Object.is(row?.value, -0)).toBe(isKept);
    await expectHistory("zero", [[0, isKept ? "-0" : 0]]);
  });

  test("points that differ in their value alone, a NaN beside a real zero", async () => {
    const values = [-Number.MAX_VALUE, -1, -5e-324, 0, 5e-324, 1, Number.MAX_VALUE];
    const points = values.map((value) => point("same-step", 7n, value));
    await insert([...points, { ...point("same-step", 7n, 0), isNan: true }]);
    const expected = ["-Infinity", -1, -5e-324, 0, "NaN", 5e-324, 1, "Infinity"];
    await expectHistory(
      "same-step",
      expected.map((value) => [7, value]),
    );
  });

  test("64-bit steps: numbers within ±(2^53-1), text beyond", async () => {
    await insert(hardIntegers.map((step) => point("steps", step, 1)));
    await expectHistory(
      "steps",
      hardIntegers.map((step) => [integer(step), 1]),
    );
    const beyond = 2n ** 53n + 1n;
    const { columns } = await store.series("columns { steps }", { key: "steps", steps: { from: beyond, to: beyond } });
    expect(columns.steps).toEqual(["9007199254740993"]);
  });

  test("64-bit times: in columns as they are, in points an error where no date stands for them", async () => {
    await insert(hardIntegers.map((timestamp, step) => ({ ...point("times", BigInt(step), 1), timestamp })));
    const { data, errors } = await store.server.query<{ run: { metricHistory: Series[] } }>(
      historyOf("columns { timestamps } points { timestamp }"),
      { run: store.run, key: "times" },
    );
    const found = data?.run.metricHistory[0];
    expect(found?.columns.timestamps).toEqual(hardIntegers.map(integer));
    expect(found?.points).toEqual(
      hardIntegers.map((time) => ({ timestamp: isDate(time) ? new Date(Number(time)).toISOString() : null })),
    );
    expect(errors?.map(({ path, extensions }) => [path?.[4], extensions?.code, extensions?.reason])).toEqual(
      hardIntegers.flatMap((time, at) => (isDate(time) ? [] : [[at, "INVALID", "DATE_OUT_OF_RANGE"]])),
    );
  });

  function insert(points: readonly MetricPoint[]): Promise<void> {
    return insertMetricPoints(store.sql, dialect, store.run, points);
  }

  /** In one page, and in pages of two, whose cursors must carry every bit as well; as columns and as points. */
  async function expectHistory(key: string, expected: readonly (readonly [step: Spelled, value: Spelled])[]) {
    for (const size of [2, 1_000]) {
      const history = await graphReader(store.server, size).history(store.run, key);
      for (const form of [history?.columns ?? [], history?.points ?? []]) {
        expectSame(
          form.map(([step]) => step),
          expected.map(([step]) => step),
        );
        expectSame(
          form.map(([, , value]) => double(value)),
          expected.map(([, value]) => value),
        );
      }
    }
  }

  /** As latest metrics of the run, each point under a key of its own. */
  async function expectLatest(points: readonly MetricPoint[], expected: readonly Spelled[]) {
    const keyOf = ({ key, step }: MetricPoint) => `${key}-${String(step).padStart(3, "0")}`;
    for (const latest of points) {
      const { value, timestamp, step, isNan } = latest;
      await store.sql.query(
        `INSERT INTO latest_metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)`,
        [keyOf(latest), value, timestamp, step, dialect === "sqlite" ? Number(isNan) : isNan, store.run],
      );
    }
    const { run } = await store.server.data<{ run: { metrics: { nodes: { value: unknown }[] } } }>(latestOf, {
      run: store.run,
      keys: points.map(keyOf),
    });
    expectSame(
      run.metrics.nodes.map(({ value }) => double(value)),
      expected,
    );
  }
});

const belowInfinity = 1.797_693_134_862_315_5e308;

/** What SQL text makes a -0; SQLite and MariaDB turn it into 0 on its way into the table. */
const negativeZero: Readonly<Record<DialectName, { readonly literal: string; readonly isKept: boolean }>> = {
  postgres: { literal: "'-0'::float8", isKept: true },
  mysql: { literal: "-0e0", isKept: false },
  sqlite: { literal: "-0.0", isKept: false },
};

const hardDoubles: readonly number[] = [
  [0, 1, -1, 0.1, 0.1 + 0.2, 0.3, 1 / 3, 2 / 3, 4.35, 100, 0.1 * 3, 1.1 * 1.1],
  [1e15, 1e16, 1e17, 1e21, 1e22, 1e23, 1e-5, 1e-6, 1e-7, 1.5e300, -1e300, 8.41e21, 6.022_140_76e23],
  [123_456_789_012_345_680, 999_999_999_999_999.9, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 2 ** 64, 9.536_743_164_062_5e-7],
  // MariaDB writes these out without an exponent, 34 characters long.
  [2.157_954_770_700_680_7e-15, -1.579_246_884_935_000_4e-14],
  // Subnormals, the smallest normal and its neighbours.
  [5e-324, -5e-324, 1.5e-323, 5.0e-320, 2.225_073_858_507_201e-308, 2.225_073_858_507_201_4e-308],
  [2.225_073_858_507_202e-308, -2.225_073_858_507_201_4e-308, 9.109_383_701_528e-31, -1.234_567_890_123_456_8e-300],
].flat();

const hardIntegers: readonly bigint[] = [
  [-(2n ** 63n), -(2n ** 53n) - 1n, -(2n ** 53n), -(2n ** 53n) + 1n, -8_640_000_000_000_001n, -8_640_000_000_000_000n],
  [-3n, -1n, 0n, 1n, 8_640_000_000_000_000n, 8_640_000_000_000_001n],
  [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 63n - 1n],
].flat();

/** JavaScript's and ISO 8601's range of dates. */
function isDate(time: bigint): boolean {
  return time >= -8_640_000_000_000_000n && time <= 8_640_000_000_000_000n;
}

const latestOf = `query Latest($run: String!, $keys: [String!]!) {
  run(store: "main", mlflowId: $run) { metrics(keys: $keys) { nodes { key value } } }
}`;
