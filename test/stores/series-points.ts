import fc from "fast-check";
import { encodeInteger, encodeMetricValue } from "../../src/rules/metric-value.js";
import type { Sample } from "../../src/stores/mlflow/every-nth-point.js";
import type { SeriesFilter } from "../../src/stores/mlflow/metric-history.js";
import type { SeriesColumns } from "../../src/stores/series.js";
import { insertMetricPoints, type MetricPoint } from "../support/metric-points.js";
import type { StoreUnderTest } from "./describe-emptied.js";
import { experimentColumns, experimentRow, runColumns, runRow } from "./rows.js";

/** What a whole series is asked with; ranges are added to it. */
export const everyPoint: SeriesFilter = { keys: ["loss"], stepMin: null, stepMax: null, timeMin: null, timeMax: null };

export function point(step: bigint | number, rest: Partial<MetricPoint> = {}): MetricPoint {
  return { key: "loss", step: BigInt(step), timestamp: 1_000n, value: 0.5, isNan: false, ...rest };
}

/** The order of a series: step, time, value, and a NaN (stored as 0) behind a real 0. */
export function inOrder(points: readonly MetricPoint[]): MetricPoint[] {
  return [...points].sort(
    (a, b) =>
      compare(a.step, b.step) ||
      compare(a.timestamp, b.timestamp) ||
      compare(a.value, b.value) ||
      compare(Number(a.isNan), Number(b.isNan)),
  );
}

function compare<Value extends bigint | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function within(filter: SeriesFilter, { step, timestamp }: MetricPoint): boolean {
  return (
    (filter.stepMin === null || step >= filter.stepMin) &&
    (filter.stepMax === null || step <= filter.stepMax) &&
    (filter.timeMin === null || timestamp >= filter.timeMin) &&
    (filter.timeMax === null || timestamp <= filter.timeMax)
  );
}

export function columnsOf(points: readonly MetricPoint[]): SeriesColumns {
  return {
    steps: points.map(({ step }) => encodeInteger(step)),
    timestamps: points.map(({ timestamp }) => encodeInteger(timestamp)),
    values: points.map(({ value, isNan }) => encodeMetricValue(value, isNan)),
  };
}

/** As the cursor of a point holds it. */
export function placeOf({ step, timestamp, value, isNan }: MetricPoint): [bigint, bigint, number, bigint] {
  return [step, timestamp, value, isNan ? 1n : 0n];
}

/** Makes runs, once for each id, in an experiment of their own. */
export async function insertRuns(
  { database }: StoreUnderTest,
  experiment: string,
  ids: readonly string[],
): Promise<void> {
  await database.insert("experiments", experimentColumns(experimentRow(experiment)));
  await database.insert("runs", ...ids.map((id) => runColumns(runRow(id, { experimentId: experiment }))));
}

export async function insertPoints(
  { database, dialect }: StoreUnderTest,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  if (points.length > 0) await insertMetricPoints(database.sql, dialect, runId, points);
}

/** Series whose steps lie as awkwardly as a client may log them; no two points are the same row. */
export function awkwardSeries(lengthMax: number): fc.Arbitrary<MetricPoint[]> {
  const small = fc.integer({ min: -3, max: 3 }).map(BigInt);
  const steps = fc.oneof(
    fc.constant(fc.constant(7n)),
    fc.constant(fc.integer({ min: 0, max: 400 }).map(BigInt)),
    fc.constant(fc.integer({ min: -200, max: -1 }).map(BigInt)),
    fc.constant(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.constant(small.map((offset) => 2n ** 53n + offset)),
    fc.constant(
      fc.oneof(
        small,
        small.map((offset) => offset + 1_000_000n),
      ),
    ),
    fc.constant(fc.oneof({ weight: 20, arbitrary: small }, fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n))),
  );
  const value = fc.constantFrom(0, 0.1 + 0.2, -1.5, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324);
  return steps.chain((step) =>
    fc
      .uniqueArray(
        fc
          .record({
            step,
            timestamp: fc.integer({ min: 0, max: 40 }).map((at) => 1_790_000_000_000n + BigInt(at)),
            value,
            isNan: fc.boolean(),
          })
          .map(({ value: stored, isNan, ...rest }) => ({ key: "loss", ...rest, value: isNan ? 0 : stored, isNan })),
        {
          maxLength: lengthMax,
          size: "max",
          selector: (one) => `${one.step} ${one.timestamp} ${one.value} ${one.isNan}`,
        },
      )
      .map((points) => [...points]),
  );
}

/** Ranges that may cut anywhere, be empty, or be turned round. */
export function ranges(points: readonly MetricPoint[]): fc.Arbitrary<Omit<SeriesFilter, "keys">> {
  const bound = (of: (one: MetricPoint) => bigint) =>
    fc.option(points.length === 0 ? fc.constant(0n) : fc.constantFrom(...points.map(of)));
  const step = bound((one) => one.step);
  const time = bound((one) => one.timestamp);
  const open = fc.constant(null);
  return fc.oneof(
    fc.record({ stepMin: open, stepMax: open, timeMin: open, timeMax: open }),
    fc.record({ stepMin: step, stepMax: step, timeMin: open, timeMax: open }),
    fc.record({ stepMin: step, stepMax: step, timeMin: time, timeMax: time }),
  );
}

/** The columns themselves, also of those that are parsed when they are wanted. */
export function plain({ steps, timestamps, values }: SeriesColumns): SeriesColumns {
  return { steps, timestamps, values };
}

/** Samples with their columns themselves. */
export function plainSamples(found: ReadonlyMap<string, Sample>): Map<string, Sample> {
  return new Map([...found].map(([key, sample]) => [key, { ...sample, columns: plain(sample.columns) }]));
}

/** Makes a run for each series, in an experiment of their own. */
export function runMaker(store: () => StoreUnderTest) {
  let runsMade = 0;
  return async (...series: readonly (readonly MetricPoint[])[]): Promise<string[]> => {
    const ids = series.map(() => `run-${++runsMade}`);
    await insertRuns(store(), String(runsMade), ids);
    for (const [at, points] of series.entries()) await insertPoints(store(), ids[at] ?? "", points);
    return ids;
  };
}
