import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { extremesOfRuns as readExtremesOfRuns } from "../../src/stores/mlflow/metric-extremes.js";
import { sampledSeriesOfRuns } from "../../src/stores/mlflow/metric-samples.js";
import { seriesKey } from "../../src/stores/series.js";
import type { MetricPoint } from "../support/metric-points.js";
import { describeEmptied } from "./describe-emptied.js";
import { extremesOf } from "./extremes-model.js";
import { scope } from "./opened-store.js";
import {
  awkwardSeries,
  columnsOf,
  everyPoint,
  inOrder,
  plain,
  plainSamples,
  point,
  ranges,
  runMaker,
  within,
} from "./series-points.js";

const extremesOfRuns = async (...asked: Parameters<typeof readExtremesOfRuns>) =>
  plainSamples(await readExtremesOfRuns(...asked));

const key = (runId: string, name = "loss") => seriesKey({ runId, key: name });

describeEmptied("extremes of metrics", ["3.17.2", "3.9.0"], (store) => {
  const newRuns = runMaker(store);

  test("of one run are those of every bucket, on random series and ranges", async () => {
    await fc.assert(
      fc.asyncProperty(
        awkwardSeries(250).chain((points) => fc.record({ points: fc.constant(points), filter: ranges(points) })),
        fc.integer({ min: 2, max: 40 }),
        async ({ points, filter }, maxPoints) => {
          const [runId = ""] = await newRuns(points);
          const asked = { ...everyPoint, ...filter };
          const found = await extremesOfRuns(store().open, scope, [runId], asked, maxPoints);
          const shown = points.filter((one) => within(asked, one));
          if (shown.length > maxPoints && shown.every(({ isNan }) => isNan)) return;
          expect(found).toEqual(new Map(shown.length === 0 ? [] : [[key(runId), sampleOf(shown, maxPoints)]]));
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  test("of many runs, and of keys that a collation merges, are each as if asked for alone", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(awkwardSeries(120), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom({}, { stepMin: 0n }, { timeMin: 1_790_000_000_010n }),
        async (series, maxPoints, filter) => {
          const other = (points: readonly MetricPoint[]) =>
            points.slice(0, 50).map((one) => ({
              ...one,
              key: "Loss",
              timestamp: one.timestamp + 100n,
              value: one.value === 0 ? 0 : -one.value,
            }));
          const ids = await newRuns(...series.map((points) => [...points, ...other(points)]));
          const asked = { ...everyPoint, ...filter, keys: ["loss", "Loss", "LOSS", "absent"] };
          const found = await extremesOfRuns(store().open, scope, ids, asked, maxPoints);
          const expected = series.flatMap((points, at) =>
            [points, other(points)]
              .map((all) => all.filter((one) => within(asked, one)))
              .flatMap((shown) => {
                const isPlain = shown.length <= maxPoints || shown.some(({ isNan }) => !isNan);
                const [first] = shown;
                return first && isPlain ? [[key(ids[at] ?? "", first.key), sampleOf(shown, maxPoints)] as const] : [];
              }),
          );
          for (const [name, sample] of expected) expect([name, found.get(name)]).toEqual([name, sample]);
          expect([...found.keys()].filter((name) => /LOSS|absent/.test(name))).toEqual([]);
        },
      ),
      { seed: 4, numRuns: 20 },
    );
  });

  test("keep a spike that a grid misses, and infinities", async () => {
    const value = (step: number) => (step === 777 ? 1e9 : step === 1_500 ? -Number.MAX_VALUE : 1);
    const points = Array.from({ length: 2_000 }, (_, step) => point(step, { value: value(step) }));
    const [runId = ""] = await newRuns(points);
    const found = await extremesOfRuns(store().open, scope, [runId], everyPoint, 4);
    expect(found.get(key(runId))).toEqual({
      columns: {
        steps: [0, 777, 1_000, 1_500],
        timestamps: [1_000, 1_000, 1_000, 1_000],
        values: [1, 1e9, 1, "-Infinity"],
      },
      sample: "EXTREMES",
    });
  });

  test("of a series of NaN only are what a grid shows of it", async () => {
    const points = Array.from({ length: 50 }, (_, step) => point(step, { value: 0, isNan: true }));
    const mixed = points.map((one) => ({ ...one, key: "acc", isNan: one.step !== 49n }));
    const [runId = ""] = await newRuns([...points, ...mixed]);
    const asked = { ...everyPoint, keys: ["loss", "acc"] };
    const found = await extremesOfRuns(store().open, scope, [runId], asked, 10);
    const grid = await sampledSeriesOfRuns(store().open, scope, [runId], { ...everyPoint, timeMin: 0n }, 10);
    const [shown, known] = [found.get(key(runId)), grid.get(key(runId))];
    expect(shown?.columns).toEqual(known && plain(known.columns));
    expect([shown?.sample, known?.sample]).toEqual(["GRID", "GRID"]);
    expect(found.get(key(runId, "acc"))?.columns).toEqual({ steps: [49], timestamps: [1_000], values: [0] });
  });

  test("take a negative zero for equal to zero: the first of both stands, with its sign", async () => {
    const [runId = ""] = await newRuns(Array.from({ length: 9 }, (_, step) => point(step + 1, { value: 0 })));
    await store().database.sql.query(
      `insert into metrics (run_uuid, "key", step, timestamp, value, is_nan) values ('${runId}', 'loss', 0, 1000, -0e0, ${store().dialect === "postgres" ? "false" : "0"})`,
    );
    const found = await extremesOfRuns(store().open, scope, [runId], everyPoint, 2);
    expect(found.get(key(runId))?.columns.steps).toEqual([0]);
  });
});

function sampleOf(points: readonly MetricPoint[], maxPoints: number) {
  if (points.length <= maxPoints) return { columns: columnsOf(inOrder(points)), sample: null };
  return { columns: columnsOf(extremesOf(points, maxPoints) ?? []), sample: "EXTREMES" };
}
