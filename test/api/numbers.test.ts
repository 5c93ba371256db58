import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import { insertMetricPoints, type MetricPoint } from "../support/metric-points.js";
import { randomNumbers } from "../support/random-numbers.js";
import { double, expectSame, integer, type NumberStore, numberStore } from "./number-series.js";

const keys = ["random-0", "random-1", "random-2"];
const pointsPerKey = 100_000;
const testMsMax = 240_000;

describeDialects(
  `${keys.length * pointsPerKey} random doubles, 64-bit steps and times survive, bit for bit`,
  (dialect) => {
    const pointsByKey = new Map<string, readonly MetricPoint[]>();
    let store: NumberStore;
    beforeAll(async () => {
      store = await numberStore(dialect);
      const numbers = randomNumbers(20_261_124n);
      for (const key of keys) {
        const points = Array.from({ length: pointsPerKey }, () => ({
          key,
          step: numbers.int64(),
          timestamp: numbers.int64(),
          value: numbers.double(),
          isNan: false,
        }));
        await insertMetricPoints(store.sql, dialect, store.run, points);
        pointsByKey.set(
          key,
          points.toSorted((one, other) => (one.step < other.step ? -1 : 1)),
        );
      }
    }, testMsMax);
    afterAll(() => store.close());

    /** Of one metric, by step. */
    function column<Field extends keyof MetricPoint>(key: string, field: Field): MetricPoint[Field][] {
      return (pointsByKey.get(key) ?? []).map((point) => point[field]);
    }

    test.each(keys)("in the store itself: %s", async (key) => {
      const rows = await store.sql.query<MetricPoint>(
        `SELECT value, step, timestamp FROM metrics WHERE run_uuid = ? AND "key" = ? ORDER BY step`,
        [store.run, key],
      );
      for (const field of ["value", "step", "timestamp"] as const) {
        expectSame(
          rows.map((row) => row[field]),
          column(key, field),
        );
      }
    });

    test.each(keys)(
      "as columns and as points: %s",
      async (key) => {
        const both = "columns { steps timestamps values } points { step value }";
        const { columns, points } = await store.series(both, { key });
        expectSame(columns.values.map(double), column(key, "value"));
        expectSame(columns.steps, column(key, "step").map(integer));
        expectSame(columns.timestamps, column(key, "timestamp").map(integer));
        expectSame(
          points.map(({ value }) => double(value)),
          column(key, "value"),
        );
        expectSame(
          points.map(({ step }) => step),
          column(key, "step").map(integer),
        );
      },
      testMsMax,
    );

    test(
      "as samples, which are read in another way",
      async () => {
        const [key = ""] = keys;
        const byStep = new Map((pointsByKey.get(key) ?? []).map((point) => [integer(point.step), point]));
        const { isSampled, columns } = await store.series("isSampled columns { steps timestamps values }", {
          key,
          maxPoints: 1_000,
        });
        const found = columns.steps.map((step) => byStep.get(step as number | string));
        expect(isSampled).toBe(true);
        expect(found.length).toBeGreaterThan(500);
        expectSame(
          columns.values.map(double),
          found.map((point) => point?.value),
        );
        expectSame(
          columns.timestamps,
          found.map((point) => point && integer(point.timestamp)),
        );
        expectSame(
          [columns.steps[0], columns.steps.at(-1)],
          [...byStep.keys()].filter((_, at) => at === 0 || at === byStep.size - 1),
        );
      },
      testMsMax,
    );
  },
);
