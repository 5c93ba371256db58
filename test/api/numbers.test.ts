import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { DialectName } from "../../src/stores/store-options.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { insertMetricPoints, type MetricPoint } from "../support/metric-points.js";
import { type RandomNumbers, randomNumbers } from "../support/random-numbers.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { graphReader } from "./graph-reader.js";

const randomKeys = ["random-0", "random-1", "random-2"];
const pointsPerKey = 100_000;
const patience = { deadlineMs: 120_000, statementTimeoutMs: 120_000, testMs: 240_000 };

describeDialects("numbers survive", (dialect) => {
  const run = fixtureStore(dialect).oracle.runs.find(({ name }) => name === "vision-live")?.runId ?? "";
  let store: TestDatabase;
  let sql: SqlRunner;
  let server: TestServer;
  beforeAll(async () => {
    store = await mlflowStore(dialect);
    sql = await openSql(store.url);
    server = await startServer({
      stores: [{ url: store.url, statementTimeoutMs: patience.statementTimeoutMs }],
      limits: { deadlineMs: patience.deadlineMs, costMax: 10_000_000 },
    });
  });
  afterAll(async () => {
    await server.close();
    await sql.close();
    await store.drop();
  });

  describe(`${randomKeys.length * pointsPerKey} random doubles with random 64-bit steps and times`, () => {
    const series = new Map<string, MetricPoint[]>();
    beforeAll(async () => {
      const numbers = randomNumbers(20_261_124n);
      for (const key of randomKeys) {
        const points = Array.from({ length: pointsPerKey }, () => randomPoint(key, numbers));
        await insertMetricPoints(sql, dialect, run, points);
        series.set(key, points.toSorted(byStep));
      }
    }, patience.testMs);

    test.each(randomKeys)("%s: the store itself keeps every bit", async (key) => {
      const rows = await sql.query<MetricPoint>(
        `SELECT value, step, timestamp FROM metrics WHERE run_uuid = ? AND "key" = ? ORDER BY step`,
        [run, key],
      );
      expectSame(
        rows.map(({ value }) => value),
        pointsOf(key).map(({ value }) => value),
      );
      expectSame(
        rows.map(({ step }) => step),
        pointsOf(key).map(({ step }) => step),
      );
    });

    test.each(randomKeys)(
      "%s: as columns",
      async (key) => {
        const [found] = await readSeries("columns { steps timestamps values }", { key });
        const { steps, timestamps, values } = found?.columns ?? { steps: [], timestamps: [], values: [] };
        expectSame(
          values,
          pointsOf(key).map(({ value }) => value),
        );
        expectSame(
          steps,
          pointsOf(key).map(({ step }) => integer(step)),
        );
        expectSame(
          timestamps,
          pointsOf(key).map(({ timestamp }) => integer(timestamp)),
        );
      },
      patience.testMs,
    );

    test.each(randomKeys)(
      "%s: as points",
      async (key) => {
        const [found] = await readSeries("points { step value }", { key });
        const points = found?.points ?? [];
        expectSame(
          points.map(({ value }) => value),
          pointsOf(key).map(({ value }) => value),
        );
        expectSame(
          points.map(({ step }) => step),
          pointsOf(key).map(({ step }) => integer(step)),
        );
      },
      patience.testMs,
    );

    test(
      "as samples, which are read another way",
      async () => {
        const [key = ""] = randomKeys;
        const byStepText = new Map(
          pointsOf(key).map(({ step, value, timestamp }) => [String(step), { value, timestamp }]),
        );
        const [found] = await readSeries("isSampled columns { steps timestamps values }", { key, maxPoints: 5_000 });
        const { steps, timestamps, values } = found?.columns ?? { steps: [], timestamps: [], values: [] };
        expect(found?.isSampled).toBe(true);
        expect(steps.length).toBeGreaterThan(2_500);
        expectSame(
          values,
          steps.map((step) => byStepText.get(String(step))?.value),
        );
        expectSame(
          timestamps,
          steps.map((step) => integer(byStepText.get(String(step))?.timestamp ?? 0n)),
        );
        expect([steps[0], steps.at(-1)]).toEqual(
          [pointsOf(key)[0], pointsOf(key).at(-1)].map((point) => integer(point?.step ?? 0n)),
        );
      },
      patience.testMs,
    );

    function pointsOf(key: string): readonly MetricPoint[] {
      return series.get(key) ?? [];
    }
  });

  test("doubles that are hard to print", async () => {
    await insertMetricPoints(
      sql,
      dialect,
      run,
      hardDoubles.map((value, at) => point("hard", BigInt(at), value)),
    );
    await expectHistory(
      "hard",
      hardDoubles.map((value, at) => [at, value]),
    );
  });

  test("NaN, the infinities and the largest doubles that are none", async () => {
    const below = 1.797_693_134_862_315_5e308;
    const points = [
      { ...point("odd-values", 0n, 0), isNan: true },
      point("odd-values", 1n, Number.MAX_VALUE),
      point("odd-values", 2n, -Number.MAX_VALUE),
      point("odd-values", 3n, below),
      point("odd-values", 4n, -below),
    ];
    await insertMetricPoints(sql, dialect, run, points);
    await expectHistory("odd-values", [
      [0, "NaN"],
      [1, "Infinity"],
      [2, "-Infinity"],
      [3, below],
      [4, -below],
    ]);
    await expectLatest(sql, points, ["NaN", "Infinity", "-Infinity", below, -below]);
  });

  test("a negative zero, where the database can hold one", async () => {
    await sql.query(
      `INSERT INTO metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES ('zero', ${negativeZero[dialect].literal}, 5, 0, false, ?)`,
      [run],
    );
    const [row] = await sql.query<{ value: number }>(`SELECT value FROM metrics WHERE "key" = 'zero'`);
    expect(Object.is(row?.value, -0)).toBe(negativeZero[dialect].isKept);
    await expectHistory("zero", [[0, negativeZero[dialect].isKept ? "-0" : 0]]);
  });

  test("points that differ in their value alone, a NaN beside a real zero", async () => {
    const values = [-Number.MAX_VALUE, -1, -5e-324, 0, 5e-324, 1, Number.MAX_VALUE];
    const points = [
      ...values.map((value) => point("same-step", 7n, value)),
      { ...point("same-step", 7n, 0), isNan: true },
    ];
    await insertMetricPoints(sql, dialect, run, points);
    const expected = ["-Infinity", -1, -5e-324, 0, "NaN", 5e-324, 1, "Infinity"];
    await expectHistory(
      "same-step",
      expected.map((value) => [7, value]),
    );
  });

  test("64-bit steps: numbers within ±(2^53-1), text beyond", async () => {
    await insertMetricPoints(
      sql,
      dialect,
      run,
      hardIntegers.map((step) => point("steps", step, 1)),
    );
    await expectHistory(
      "steps",
      hardIntegers.map((step) => [integer(step), 1]),
    );
    const [found] = await readSeries("columns { steps }", {
      key: "steps",
      steps: { from: 2n ** 53n + 1n, to: 2n ** 53n + 1n },
    });
    expect(found?.columns.steps).toEqual(["9007199254740993"]);
  });

  test("64-bit times: in columns as they are, in points an error where no date stands for them", async () => {
    const timestamps = hardIntegers.map((timestamp, step) => ({ ...point("times", BigInt(step), 1), timestamp }));
    await insertMetricPoints(sql, dialect, run, timestamps);
    const { data, errors } = await server.query<{ run: { metricHistory: Series[] } }>(
      historyOf("columns { timestamps } points { timestamp }"),
      { run, key: "times" },
    );
    const [found] = data?.run.metricHistory ?? [];
    expect(found?.columns.timestamps).toEqual(hardIntegers.map(integer));
    const isDate = (time: bigint) => time >= -8_640_000_000_000_000n && time <= 8_640_000_000_000_000n;
    expect(found?.points).toEqual(
      hardIntegers.map((time) => ({ timestamp: isDate(time) ? new Date(Number(time)).toISOString() : null })),
    );
    expect(errors?.map(({ path, extensions }) => [path?.[4], extensions?.["reason"]])).toEqual(
      hardIntegers.flatMap((time, at) => (isDate(time) ? [] : [[at, "DATE_OUT_OF_RANGE"]])),
    );
  });

  async function readSeries(
    selection: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<readonly Series[]> {
    const data = await server.data<{ run: { metricHistory: Series[] } }>(historyOf(selection), { run, ...variables });
    return data.run.metricHistory;
  }

  /** In one page and in pages of two, whose cursors must carry every bit as well. */
  async function expectHistory(
    key: string,
    expected: readonly (readonly [step: number | string, value: number | string])[],
  ) {
    for (const size of [2, 1_000]) {
      const history = await graphReader(server, size).history(run, key);
      for (const form of [history?.columns, history?.points]) {
        expectSame(
          (form ?? []).map(([step]) => step),
          expected.map(([step]) => step),
        );
        expectSame(
          (form ?? []).map(([, , value]) => value),
          expected.map(([, value]) => value),
        );
      }
    }
  }

  /** As latest metrics of the run, one key a point. */
  async function expectLatest(
    runner: SqlRunner,
    points: readonly MetricPoint[],
    expected: readonly (number | string)[],
  ) {
    const keys = points.map(({ key, step }) => `${key}-${step}`);
    for (const [at, { value, timestamp, step, isNan }] of points.entries()) {
      await runner.query(
        `INSERT INTO latest_metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)`,
        [keys[at] ?? "", value, timestamp, step, dialect === "sqlite" ? Number(isNan) : isNan, run],
      );
    }
    const data = await server.data<{ run: { metrics: { nodes: { value: unknown }[] } } }>(latestOf, { run, keys });
    expectSame(
      data.run.metrics.nodes.map(({ value }) => value),
      expected,
    );
  }
});

/** What SQL text makes a -0; SQLite and MariaDB turn it into 0 on its way into the table. */
const negativeZero: Readonly<Record<DialectName, { literal: string; isKept: boolean }>> = {
  postgres: { literal: "'-0'::float8", isKept: true },
  mysql: { literal: "-0e0", isKept: false },
  sqlite: { literal: "-0.0", isKept: false },
};

const hardDoubles = [
  0,
  1,
  -1,
  0.1,
  0.1 + 0.2,
  0.3,
  1 / 3,
  2 / 3,
  4.35,
  100,
  1e15,
  1e16,
  1e21,
  1e22,
  1e23,
  1e-6,
  1e-7,
  1.5e300,
  -1e300,
  123_456_789_012_345_680,
  999_999_999_999_999.9,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  2 ** 64,
  9.536_743_164_062_5e-7,
  5e-324,
  -5e-324,
  1.5e-323,
  2.225_073_858_507_201e-308,
  2.225_073_858_507_201_4e-308,
  2.225_073_858_507_202e-308,
  8.41e21,
  5.0e-320,
  9.109_383_701_528e-31,
  6.022_140_76e23,
  1.797_693_134_862_315_5e308,
];

const hardIntegers = [
  -(2n ** 63n),
  -(2n ** 53n) - 1n,
  -(2n ** 53n),
  -(2n ** 53n) + 1n,
  -8_640_000_000_000_001n,
  -8_640_000_000_000_000n,
  -3n,
  -1n,
  0n,
  1n,
  8_640_000_000_000_000n,
  8_640_000_000_000_001n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 53n + 2n,
  2n ** 63n - 1n,
].toSorted((one, other) => (one < other ? -1 : 1));

interface Series {
  readonly isSampled: boolean;
  readonly columns: { readonly steps: unknown[]; readonly timestamps: unknown[]; readonly values: unknown[] };
  readonly points: readonly { readonly step: unknown; readonly timestamp: unknown; readonly value: unknown }[];
}

function historyOf(selection: string): string {
  return `query History($run: String!, $key: String!, $steps: StepRange, $maxPoints: Int) {
    run(store: "main", mlflowId: $run) { metricHistory(keys: [$key], steps: $steps, maxPoints: $maxPoints) { ${selection} } }
  }`;
}

const latestOf = `query Latest($run: String!, $keys: [String!]!) {
  run(store: "main", mlflowId: $run) { metrics(keys: $keys) { nodes { key value } } }
}`;

function randomPoint(key: string, numbers: RandomNumbers): MetricPoint {
  return { key, step: numbers.int64(), timestamp: numbers.int64(), value: numbers.double(), isNan: false };
}

function point(key: string, step: bigint, value: number): MetricPoint {
  return { key, step, timestamp: 1_790_000_000_000n, value, isNan: false };
}

function byStep(one: MetricPoint, other: MetricPoint): number {
  return one.step < other.step ? -1 : 1;
}

/** A 64-bit integer as the graph spells it. */
function integer(value: bigint): number | string {
  return value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? Number(value) : String(value);
}

/** Bit for bit; Jest's own comparison of 100,000 items would take minutes to explain a difference. */
function expectSame(received: readonly unknown[], expected: readonly unknown[]): void {
  const differences = expected.flatMap((value, at) =>
    Object.is(value, received[at]) ? [] : [{ at, value, received: received[at] }],
  );
  expect({ length: received.length, wrong: differences.length, first: differences.slice(0, 5) }).toEqual({
    length: expected.length,
    wrong: 0,
    first: [],
  });
}
