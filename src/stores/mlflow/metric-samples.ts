import { gridSteps, isThin } from "../../rules/sampling.js";
import type { Scope } from "../../rules/scope.js";
import type { MetricSeek } from "../dialects/dialect.js";
import { toBigInt, toBoolean } from "../row-values.js";
import {
  countOf,
  type RawPoint,
  type ReadSeries,
  readSeries,
  type SeriesKey,
  seriesFromRows,
  seriesKey,
  seriesOf,
} from "../series.js";
import { type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { everyNthPoint, type Sample } from "./every-nth-point.js";
import type { SeriesFilter } from "./metric-history.js";

/**
 * Series of at most `maxPoints` points each, first and last kept. Where the store has the step index, points of a long
 * series are sought on an even grid of steps, at a cost that does not grow with it; of one that is short enough to read
 * for less, and where there is no index or steps are too uneven for a grid, every n-th row is taken.
 *
 * @param maxPoints at least 2
 */
export async function sampledSeriesOfRuns(
  open: OpenStore,
  _scope: Scope,
  runIds: readonly string[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  const series = seriesOf(runIds, filter.keys);
  const canSeek = open.capabilities.metricStepIndex && filter.timeMin === null && filter.timeMax === null;
  if (!canSeek) return everyNthPoint(open, series, filter, maxPoints);
  const bounds = seriesBounds(filter);
  const long = await longSeries(open, series, bounds, maxPoints * open.fragments.rowsPerSeek);
  const [readWhole, sought] = await Promise.all([
    everyNthPoint(
      open,
      series.filter((one) => !long.has(seriesKey(one))),
      filter,
      maxPoints,
    ),
    gridSamples(
      open,
      series.filter((one) => long.has(seriesKey(one))),
      bounds,
      maxPoints,
    ),
  ]);
  const thin = series.filter((one) => long.has(seriesKey(one)) && !sought.has(seriesKey(one)));
  return new Map([...readWhole, ...sought, ...(await everyNthPoint(open, thin, filter, maxPoints))]);
}

interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

const int64 = { low: -(2n ** 63n), high: 2n ** 63n - 1n };

function seriesBounds({ stepMin, stepMax }: SeriesFilter): Bounds {
  return { low: stepMin ?? int64.low, high: stepMax ?? int64.high };
}

/** Those with more than `length` points: a point lies that far behind the first. */
async function longSeries(
  open: OpenStore,
  series: readonly SeriesKey[],
  { low, high }: Bounds,
  length: number,
): Promise<Set<string>> {
  const seeks = series.map((one) => seekFor(one, low));
  const rows = await rowsOf(open, open.fragments.measureMetrics(seeks, length));
  return new Set(rows.filter((row) => toBigInt(row.step) <= high).map(keyOfPoint));
}

/** Absent where the grid found too few points to stand for the series. */
async function gridSamples(
  open: OpenStore,
  series: readonly SeriesKey[],
  { low, high }: Bounds,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  const [firsts, lasts] = await Promise.all([
    seek(
      open,
      series.map((one) => seekFor(one, low)),
      "ascending",
    ),
    seek(
      open,
      series.map((one) => seekFor(one, high)),
      "descending",
    ),
  ]);
  const lastOf = new Map(lasts.map((row) => [keyOfPoint(row), row]));
  const seeks = firsts.flatMap((first) => {
    const end = lastOf.get(keyOfPoint(first));
    return end ? gridSeeks(first, toBigInt(end.step), maxPoints) : [];
  });
  const samples = await soughtSeries(open, seeks, lasts, high);
  const thick = [...samples].filter(([, { columns }]) => !isThin(countOf(columns), maxPoints));
  return new Map(thick.map(([key, { columns }]) => [key, { columns, sample: "GRID" }]));
}

/** The points that seeks find up to a step, and the last ones. */
async function soughtSeries(
  open: OpenStore,
  seeks: readonly MetricSeek[],
  lasts: readonly RawPoint[],
  high: bigint,
): Promise<Map<string, ReadSeries>> {
  const [statement, ...more] = seeks.length === 0 ? [] : open.fragments.seekMetrics(seeks, "ascending");
  if (open.fragments.jsonLists === null || statement === undefined || more.length > 0) {
    const found = [...(await seek(open, seeks, "ascending")), ...lasts];
    return seriesFromRows(distinctInOrder(found.filter((row) => toBigInt(row.step) <= high)));
  }
  const ends = lasts.map((row) => seekFor({ runId: row.run_uuid, key: row.metric_name }, toBigInt(row.step)));
  const [end = sql``] = open.fragments.seekMetrics(ends, "descending");
  // `union` leaves one of the points that neighbouring seeks find.
  return readSeries(open, sql`(${statement} union ${end}) x where x.step <= ${high}`);
}

function gridSeeks(first: RawPoint, end: bigint, maxPoints: number): MetricSeek[] {
  return gridSteps(toBigInt(first.step), end, maxPoints - 1).map((step) => ({
    run: first.run_uuid,
    key: first.metric_name,
    step,
  }));
}

async function seek(
  open: OpenStore,
  seeks: readonly MetricSeek[],
  direction: "ascending" | "descending",
): Promise<RawPoint[]> {
  return seeks.length === 0 ? [] : rowsOf(open, open.fragments.seekMetrics(seeks, direction));
}

async function rowsOf(open: OpenStore, statements: readonly Sql[]): Promise<RawPoint[]> {
  return (await Promise.all(statements.map((statement) => open.rows<RawPoint>(statement)))).flat();
}

function seekFor({ runId, key }: SeriesKey, step: bigint): MetricSeek {
  return { run: runId, key, step };
}

function keyOfPoint(row: Pick<RawPoint, "run_uuid" | "metric_name">): string {
  return seriesKey({ runId: row.run_uuid, key: row.metric_name });
}

/** Neighbouring seeks may find the same point. */
function distinctInOrder(rows: readonly RawPoint[]): RawPoint[] {
  const distinct = new Map(
    rows.map((row) => [`${keyOfPoint(row)} ${row.step} ${row.timestamp} ${row.value} ${row.is_nan}`, row]),
  );
  return [...distinct.values()].sort(
    (a, b) =>
      compare(toBigInt(a.step), toBigInt(b.step)) ||
      compare(toBigInt(a.timestamp), toBigInt(b.timestamp)) ||
      compare(Number(a.value), Number(b.value)) ||
      Number(toBoolean(a.is_nan)) - Number(toBoolean(b.is_nan)),
  );
}

function compare<Value extends bigint | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
