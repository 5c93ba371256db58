import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { gridSteps } from "../../src/rules/sampling.js";
import type { Sample } from "../../src/stores/mlflow/every-nth-point.js";
import { sampledSeriesOfRuns as readSampledSeriesOfRuns } from "../../src/stores/mlflow/metric-samples.js";
import { seriesKey } from "../../src/stores/series.js";
import type { MetricPoint } from "../support/metric-points.js";
import { describeEmptied } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import {
  awkwardSeries,
  columnsOf,
  everyPoint,
  inOrder,
  plainSamples,
  point,
  ranges,
  runMaker,
  within,
} from "./series-points.js";

const sampledSeriesOfRuns = async (...asked: Parameters<typeof readSampledSeriesOfRuns>) =>
  plainSamples(await readSampledSeriesOfRuns(...asked));

const key = (runId: string, name = "loss") => seriesKey({ runId, key: name });

describeEmptied("metric samples", ["3.17.2", "3.9.0"], (store) => {
  const newRuns = runMaker(store);

  test("of one run keep first and last, hold real rows only, and are complete where they fit, on random series", async () => {
    await fc.assert(
      fc.asyncProperty(
        awkwardSeries(250).chain((points) => fc.record({ points: fc.constant(points), filter: ranges(points) })),
        fc.integer({ min: 2, max: 40 }),
        async ({ points, filter }, maxPoints) => {
          const [runId = ""] = await newRuns(points);
          const asked = { ...everyPoint, ...filter };
          const found = await sampledSeriesOfRuns(store().open, scope, [runId], asked, maxPoints);
          expectSample(
            found.get(key(runId)),
            points.filter((one) => within(asked, one)),
            maxPoints,
          );
        },
      ),
      { seed: 1, numRuns: 25 },
    );
  });

  test("of long series are the first points at or after even steps, and the last, on random series", async () => {
    await fc.assert(
      fc.asyncProperty(
        awkwardSeries(250).chain((points) =>
          fc.record({
            points: fc.constant(points),
            filter: ranges(points).map(({ stepMin, stepMax }) => ({
              stepMin: stepMin ?? null,
              stepMax: stepMax ?? null,
            })),
          }),
        ),
        fc.integer({ min: 2, max: 25 }),
        async ({ points, filter }, maxPoints) => {
          const { capabilities, fragments } = store().open;
          const asked = { ...everyPoint, ...filter };
          const shown = inOrder(points.filter((one) => within(asked, one)));
          const kept = onGrid(shown, maxPoints);
          const isSought = capabilities.metricStepIndex && shown.length > maxPoints * fragments.rowsPerSeek;
          if (!isSought || kept.length * 2 < maxPoints) return;
          const [runId = ""] = await newRuns(points);
          const found = await sampledSeriesOfRuns(store().open, scope, [runId], asked, maxPoints);
          expect(found.get(key(runId))).toEqual({ columns: columnsOf(kept), sample: "GRID" });
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  test.each([-(2n ** 63n), 2n ** 63n - 100n])(
    "of steps that lie as close as parts of the grid, from %s on, are found",
    async (from) => {
      const points = Array.from({ length: 300 }, (_, at) => point(from + BigInt(at % 20), { timestamp: BigInt(at) }));
      const [runId = ""] = await newRuns(points);
      const found = await sampledSeriesOfRuns(store().open, scope, [runId], everyPoint, 30);
      expectSample(found.get(key(runId)), points, 30);
    },
  );

  test("of many runs and keys are each as if asked for alone", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(awkwardSeries(120), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom({}, { stepMin: 0n }, { timeMin: 1_790_000_000_010n }),
        async (series, maxPoints, filter) => {
          const acc = (points: readonly MetricPoint[]) => points.slice(0, 3).map((one) => ({ ...one, key: "acc" }));
          const ids = await newRuns(...series.map((points) => [...points, ...acc(points)]));
          const asked = { ...everyPoint, ...filter, keys: ["loss", "acc", "absent"] };
          const found = await sampledSeriesOfRuns(store().open, scope, ids, asked, maxPoints);
          for (const [at, points] of series.entries()) {
            const runId = ids[at] ?? "";
            const shown = (all: readonly MetricPoint[]) => all.filter((one) => within(asked, one));
            expectSample(found.get(key(runId)), shown(points), maxPoints);
            expectSample(found.get(key(runId, "acc")), shown(acc(points)), maxPoints);
            expect(found.get(key(runId, "absent"))).toBeUndefined();
          }
        },
      ),
      { seed: 2, numRuns: 12 },
    );
  });

  test("of evenly spaced steps are evenly spaced", async () => {
    const points = Array.from({ length: 2_001 }, (_, step) =>
      point(step, { value: step / 7, timestamp: BigInt(step) }),
    );
    const [runId = ""] = await newRuns(points);
    const found = await sampledSeriesOfRuns(store().open, scope, [runId], everyPoint, 101);
    const every20th = points.filter((_, at) => at % 20 === 0);
    expect(found).toEqual(new Map([[key(runId), { columns: columnsOf(every20th), sample: "GRID" }]]));
    const inRange = { ...everyPoint, stepMin: 1_000n, stepMax: 1_400n };
    const range = await sampledSeriesOfRuns(store().open, scope, [runId], inRange, 5);
    expect(range.get(key(runId))?.columns.steps).toEqual([1_000, 1_100, 1_200, 1_300, 1_400]);
  });

  test("of keys that a collation merges stay apart", async () => {
    const series = (name: string, value: number, length: number) =>
      Array.from({ length }, (_, step) => point(step, { key: name, value }));
    const pairs = [...series("Loss", 1, 50), ...series("loss", 2, 4), ...series("é", 3, 50), ...series("e", 4, 50)];
    const [runId = ""] = await newRuns(pairs);
    const asked = { ...everyPoint, keys: ["Loss", "loss", "é", "e", "LOSS"] };
    const found = await sampledSeriesOfRuns(store().open, scope, [runId], asked, 10);
    for (const [at, name] of ["Loss", "loss", "é", "e"].entries()) {
      expectSample(
        found.get(key(runId, name)),
        pairs.filter((one) => one.key === name),
        10,
      );
      expect(new Set(found.get(key(runId, name))?.columns.values)).toEqual(new Set([at + 1]));
    }
    expect(found.size).toBe(4);
  });

  test("of runs and keys without points are none", async () => {
    const [runId = ""] = await newRuns([]);
    expect(await sampledSeriesOfRuns(store().open, scope, [runId, "absent"], everyPoint, 10)).toEqual(new Map());
  });
});

function onGrid(points: readonly MetricPoint[], maxPoints: number): MetricPoint[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const sought = gridSteps(first.step, last.step, maxPoints - 1).map((step) => points.find((one) => one.step >= step));
  return [...new Set([...sought, last])].filter((one) => one !== undefined);
}

/** What every sample of a series owes, whatever way it was taken. */
function expectSample(sample: Sample | undefined, points: readonly MetricPoint[], maxPoints: number): void {
  const wanted = inOrder(points);
  if (wanted.length === 0) {
    expect(sample).toBeUndefined();
    return;
  }
  if (wanted.length <= maxPoints) {
    expect(sample).toEqual({ columns: columnsOf(wanted), sample: null });
    return;
  }
  const shown = rowsOf(sample);
  expect(sample?.sample).toBe("GRID");
  expect(shown.length).toBeLessThanOrEqual(maxPoints);
  expect(shown.length).toBeGreaterThanOrEqual(maxPoints / 2);
  const all = rowsOf({ columns: columnsOf(wanted), sample: null });
  const places = shown.map((row) => all.indexOf(row));
  expect(places.at(0)).toBe(0);
  expect(places.at(-1)).toBe(all.length - 1);
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
}

function rowsOf(sample: Sample | undefined): string[] {
  const { steps = [], timestamps = [], values = [] } = sample?.columns ?? {};
  return steps.map((step, at) => JSON.stringify([step, timestamps[at], values[at]]));
}
