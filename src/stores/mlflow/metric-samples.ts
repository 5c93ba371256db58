import { gridSteps, isThin } from "../../rules/sampling.js";
import type { Scope } from "../../rules/scope.js";
import type { MetricSeek } from "../dialects/dialect.js";
import { orderBy } from "../keyset.js";
import { toBigInt, toInteger } from "../row-values.js";
import { allOf, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import {
  pointOrder,
  type RawPoint,
  type SeriesColumns,
  type SeriesFilter,
  type SeriesKey,
  seriesConditions,
  seriesFromRows,
  seriesKey,
  seriesOfRuns,
} from "./metric-history.js";

export interface Sample {
  readonly columns: SeriesColumns;
  /** False when the series has no more points than were asked for: then it is complete. */
  readonly isSampled: boolean;
}

/**
 * Series of at most `maxPoints` points each, first and last kept. Where the store has the step index, points are sought
 * on an even grid of steps, at a cost that does not grow with the series; else, and where steps are too uneven for a
 * grid, every n-th row is taken, which reads the series once.
 *
 * @param maxPoints at least 2
 */
export async function sampledSeriesOfRuns(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  const canSeek = open.capabilities.metricStepIndex && filter.timeMin === null && filter.timeMax === null;
  if (!canSeek) return everyNthPoint(open, runIds, filter, maxPoints);
  const seekable = seriesBounds(filter);
  const series = runIds.flatMap((runId) => filter.keys.map((key) => ({ runId, key })));
  const large = await largeSeries(open, series, seekable, maxPoints);
  const small = series.filter((one) => !large.has(seriesKey(one)));
  const samples = await gridSamples(
    open,
    series.filter((one) => large.has(seriesKey(one))),
    seekable,
    maxPoints,
  );
  const thin = series.filter((one) => large.has(seriesKey(one)) && !samples.has(seriesKey(one)));
  const [complete, byRow] = await Promise.all([
    completeSeries(open, scope, small, filter, maxPoints),
    thin.length === 0 ? new Map<string, Sample>() : everyNthPoint(open, ...runsAndKeys(thin, filter), maxPoints),
  ]);
  return new Map([...byRow, ...complete, ...samples]);
}

interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

const int64 = { low: -(2n ** 63n), high: 2n ** 63n - 1n };

function seriesBounds({ stepMin, stepMax }: SeriesFilter): Bounds {
  return { low: stepMin ?? int64.low, high: stepMax ?? int64.high };
}

/** Series with more than `maxPoints` points: those where a point lies after skipping that many. */
async function largeSeries(
  open: OpenStore,
  series: readonly SeriesKey[],
  { low, high }: Bounds,
  maxPoints: number,
): Promise<Set<string>> {
  const rows = await seek(
    open,
    series.map((one) => seekFor(one, low)),
    "ascending",
    maxPoints,
  );
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
      0,
    ),
    seek(
      open,
      series.map((one) => seekFor(one, high)),
      "descending",
      0,
    ),
  ]);
  const lastOf = new Map(lasts.map((row) => [keyOfPoint(row), row]));
  const seeks = firsts.flatMap((first) => {
    const end = lastOf.get(keyOfPoint(first));
    return end ? gridSeeks(first, toBigInt(end.step), maxPoints) : [];
  });
  const found = [...(await seek(open, seeks, "ascending", 0)), ...lasts];
  const samples = seriesFromRows(distinctInOrder(found.filter((row) => toBigInt(row.step) <= high)));
  const thick = [...samples].filter(([, columns]) => !isThin(columns.steps.length, maxPoints));
  return new Map(thick.map(([key, columns]) => [key, { columns, isSampled: true }]));
}

function gridSeeks(first: RawPoint, end: bigint, maxPoints: number): MetricSeek[] {
  return gridSteps(toBigInt(first.step), end, maxPoints - 1).map((step) => ({
    run: first.run_uuid,
    key: first.metric_name,
    step,
  }));
}

async function completeSeries(
  open: OpenStore,
  scope: Scope,
  series: readonly SeriesKey[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  if (series.length === 0) return new Map();
  const [runIds, narrowed] = runsAndKeys(series, filter);
  const wanted = new Set(series.map(seriesKey));
  const found = await seriesOfRuns(open, scope, runIds, narrowed, maxPoints, null);
  return new Map(
    [...found].filter(([key]) => wanted.has(key)).map(([key, columns]) => [key, { columns, isSampled: false }]),
  );
}

/** Every n-th row, so that first and last are among `maxPoints` rows. */
async function everyNthPoint(
  open: OpenStore,
  runIds: readonly string[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  const partition = sql`partition by m.run_uuid, ${open.fragments.exact(sql`m.key`)}`;
  const gaps = maxPoints - 1;
  const rows = await open.rows<RawPoint & { total: unknown }>(
    sql`select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (${partition} order by ${orderBy(pointOrder)}) as place, count(*) over (${partition}) as total from metrics m where ${allOf(seriesConditions(open, runIds, filter))}) x where x.total <= ${maxPoints} or ((x.place - 1) * ${gaps}) % case when x.total = 1 then 1 else x.total - 1 end < ${gaps} order by x.place`,
  );
  const totals = new Map(rows.map((row) => [keyOfPoint(row), toInteger(row.total)]));
  const columns = seriesFromRows(rows);
  return new Map(
    [...columns].map(([key, found]) => [key, { columns: found, isSampled: (totals.get(key) ?? 0) > maxPoints }]),
  );
}

async function seek(
  open: OpenStore,
  seeks: readonly MetricSeek[],
  direction: "ascending" | "descending",
  offset: number,
): Promise<RawPoint[]> {
  if (seeks.length === 0) return [];
  const statements = open.fragments.seekMetrics(seeks, direction, offset);
  return (await Promise.all(statements.map((statement) => open.rows<RawPoint>(statement)))).flat();
}

function seekFor({ runId, key }: SeriesKey, step: bigint): MetricSeek {
  return { run: runId, key, step };
}

function keyOfPoint(row: RawPoint): string {
  return seriesKey({ runId: row.run_uuid, key: row.metric_name });
}

function runsAndKeys(series: readonly SeriesKey[], filter: SeriesFilter): [string[], SeriesFilter] {
  const runs = new Set(series.map(({ runId }) => runId));
  return [[...runs], { ...filter, keys: [...new Set(series.map(({ key }) => key))] }];
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
      compare(Number(a.value), Number(b.value)),
  );
}

function compare<Value extends bigint | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
