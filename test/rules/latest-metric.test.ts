import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isLater, latestAfter } from "../../src/rules/latest-metric.js";
import { distinctPoints, identityOfPoint, type MetricPoint, readMetric } from "../../src/rules/metric-input.js";
import { decodeMetricValue, encodeMetricValue } from "../../src/rules/metric-value.js";
import { check } from "./arbitraries.js";
import { fewPoints } from "./written-points.js";
import { anyMetricValue } from "./written-values.js";

const point = (step: bigint, timestamp: bigint, value: number, isNan = false): MetricPoint => ({
  key: "loss",
  step,
  timestamp,
  value,
  isNan,
});

describe("the latest point of a metric", () => {
  test.each<[string, MetricPoint, MetricPoint, boolean]>([
    ["a greater step, whatever its time", point(2n, 0n, 0), point(1n, 9n, 9), true],
    ["a smaller step", point(1n, 9n, 9), point(2n, 0n, 0), false],
    ["a later time of one step", point(1n, 2n, 0), point(1n, 1n, 9), true],
    ["a greater value of one time", point(1n, 1n, 2), point(1n, 1n, 1), true],
    ["the same again", point(1n, 1n, 1), point(1n, 1n, 1), false],
    ["NaN after 0, which is stored for it", point(1n, 1n, 0, true), point(1n, 1n, 0), false],
    ["0 after NaN", point(1n, 1n, 0), point(1n, 1n, 0, true), false],
    ["NaN after -1", point(1n, 1n, 0, true), point(1n, 1n, -1), true],
    ["0 after -0", point(1n, 1n, 0), point(1n, 1n, -0), false],
    ["steps that one double cannot tell apart", point(2n ** 53n + 1n, 0n, 0), point(2n ** 53n, 9n, 9), true],
  ])("is replaced or not by %s", (_, newer, older, replaces) => {
    expect(isLater(newer, older)).toBe(replaces);
  });

  test("is what MLflow's own loop leaves, batch by batch", () => {
    check(
      fc.property(fc.array(fewPoints, { maxLength: 4 }), (batches) => {
        const [ours, theirs] = [new Map<string, MetricPoint>(), new Map<string, MetricPoint>()];
        for (const batch of batches) {
          const points = distinctPoints(batch.map((one) => readMetric(one, [])));
          for (const [key, latest] of latestAfter(ours, points)) ours.set(key, latest);
          logAsMlflow(theirs, points);
        }
        expect(ours).toEqual(theirs);
      }),
    );
  });

  test("names only what changes", () => {
    const latest = new Map([["loss", point(5n, 0n, 0)]]);
    expect(latestAfter(latest, [point(4n, 9n, 9), point(5n, 0n, 0)]).size).toBe(0);
  });
});

/** sqlalchemy_store.py, `_update_latest_metrics_if_necessary`: rows are changed in place, new ones are gathered and added at the end. */
function logAsMlflow(rows: Map<string, MetricPoint>, loggedMetrics: readonly MetricPoint[]): void {
  const fresh = new Map<string, MetricPoint>();
  for (const logged of loggedMetrics) {
    const held = rows.has(logged.key) ? rows : fresh;
    const current = held.get(logged.key);
    if (current === undefined || isGreater(logged, current)) held.set(logged.key, logged);
  }
  for (const [key, created] of fresh) rows.set(key, created);
}

/** Python's comparison of the tuples (step, timestamp, value). */
function isGreater(a: MetricPoint, b: MetricPoint): boolean {
  const [left, right] = [tupleOf(a), tupleOf(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
}

function tupleOf({ step, timestamp, value }: MetricPoint): (bigint | number)[] {
  return [step, timestamp, value];
}

describe("points of a batch", () => {
  test("are each kept once, the first of those that are one in the table", () => {
    const points = [
      point(1n, 1n, -0),
      point(1n, 1n, 0),
      point(1n, 1n, 0, true),
      point(1n, 1n, -0, true),
      point(2n, 1n, 0),
    ];
    expect(distinctPoints(points)).toEqual([points[0], points[2], points[4]]);
  });

  test("have one identity if and only if the table's key is one", () => {
    check(
      fc.property(fewPoints, (batch) => {
        const points = batch.map((one) => readMetric(one, []));
        for (const a of points)
          for (const b of points) {
            const isOne =
              a.key === b.key &&
              a.step === b.step &&
              a.timestamp === b.timestamp &&
              a.value === b.value &&
              a.isNan === b.isNan;
            expect(identityOfPoint(a) === identityOfPoint(b)).toBe(isOne);
          }
      }),
      200,
    );
  });
});

test("a metric's value comes back as it was given", () => {
  check(
    fc.property(anyMetricValue, (value) => {
      const { value: stored, isNan } = decodeMetricValue(value);
      expect(Number.isFinite(stored)).toBe(true);
      const read = encodeMetricValue(stored, isNan);
      // The largest double is how an infinity is stored.
      if (value === Number.MAX_VALUE || value === -Number.MAX_VALUE) expect(Number(read)).toBe(value * 2);
      else expect(read).toBe(value);
    }),
  );
});
