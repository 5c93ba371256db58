import type { Scope } from "../../rules/scope.js";
import { inParts } from "../in-parts.js";
import { toBigInt, toInteger } from "../row-values.js";
import { pointColumns, type ReadSeries, readSeries, type SeriesKey, seriesKey, seriesOf } from "../series.js";
import { allOf, join, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { everyNthPoint, isOneOfSeries, type Sample } from "./every-nth-point.js";
import { canSeekSteps, type SeriesFilter, seriesConditions, seriesRanges, stepBounds } from "./metric-history.js";

/**
 * Series of at most `maxPoints` points each: the minimum and the maximum of every bucket, where buckets are equally wide
 * in steps, or in time where all steps are equal. Of equal values the first stands. A NaN is neither minimum nor maximum.
 *
 * @param maxPoints at least 2
 */
export async function extremesOfRuns(
  open: OpenStore,
  _scope: Scope,
  runIds: readonly string[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  const series = seriesOf(runIds, filter.keys);
  const buckets = Math.floor(maxPoints / 2);
  const byIndex = await extremesByIndex(open, series, filter, maxPoints, buckets);
  const others = series.filter((one) => !byIndex.has(seriesKey(one)));
  const ends = (await endsOf(open, others, filter)).filter(({ total }) => total > maxPoints);
  const found = new Map([...byIndex, ...(await extremesByEnds(open, ends, filter, buckets))]);
  // Those that are short enough, and those of nothing but NaN.
  const rest = series.filter((one) => !found.has(seriesKey(one)));
  return new Map([
    ...[...found].map(([key, { columns }]): [string, Sample] => [key, { columns, sample: "EXTREMES" }]),
    ...(await everyNthPoint(open, rest, filter, maxPoints)),
  ]);
}

/** How many rows of a bucket make up for the two searches that find its points, as measured. */
const rowsPerBucket = 16;

async function extremesByIndex(
  open: OpenStore,
  series: readonly SeriesKey[],
  filter: SeriesFilter,
  maxPoints: number,
  buckets: number,
): Promise<Map<string, ReadSeries>> {
  const { stepIndex } = open.fragments;
  if (stepIndex.grid === null || !canSeekSteps(open, filter)) return new Map();
  const longerThan = Math.max(maxPoints, buckets * rowsPerBucket);
  return readSeries(open, stepIndex.extremes({ series, ...stepBounds(filter), longerThan }, buckets));
}

interface Ends extends SeriesKey {
  readonly axis: "step" | "timestamp";
  readonly low: bigint;
  readonly high: bigint;
  readonly total: number;
}

async function endsOf(open: OpenStore, series: readonly SeriesKey[], filter: SeriesFilter): Promise<Ends[]> {
  if (series.length === 0) return [];
  const where = allOf([isOneOfSeries(open, series), ...seriesRanges(filter)]);
  const rows = await open.rows<RawEnds>(
    sql`select m.run_uuid, min(m.key) as metric_name, count(*) as total, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high from metrics m where ${where} group by m.run_uuid, ${open.fragments.exact(sql`m.key`)}`,
  );
  return rows.map((row) => {
    const series = { runId: row.run_uuid, key: row.metric_name, total: toInteger(row.total) };
    const [low, high] = [toBigInt(row.step_low), toBigInt(row.step_high)];
    return low < high
      ? { ...series, axis: "step", low, high }
      : { ...series, axis: "timestamp", low: toBigInt(row.time_low), high: toBigInt(row.time_high) };
  });
}

interface RawEnds {
  readonly run_uuid: string;
  readonly metric_name: string;
  readonly total: unknown;
  readonly step_low: unknown;
  readonly step_high: unknown;
  readonly time_low: unknown;
  readonly time_high: unknown;
}

/** In larger unions a part takes longer to plan. */
const partsMax = 50;

async function extremesByEnds(
  open: OpenStore,
  ends: readonly Ends[],
  filter: SeriesFilter,
  buckets: number,
): Promise<Map<string, ReadSeries>> {
  const found = new Map<string, ReadSeries>();
  for (const some of inParts(ends, partsMax)) {
    const parts = some.map((one) => extremesOfOne(open, one, filter, buckets));
    const points = sql`(${join(parts, "\nunion all\n")}) x where x.place = 1`;
    for (const [key, series] of await readSeries(open, points)) found.set(key, series);
  }
  return found;
}

/** Of one series, whose ends are then parameters: read once for its extremes, and once for where they are. */
function extremesOfOne(
  open: OpenStore,
  { runId, key, axis, low, high }: Ends,
  filter: SeriesFilter,
  buckets: number,
): Sql {
  const { isNumber, bucketOf, metricsByStep } = open.fragments;
  const numbers = allOf([
    ...seriesConditions(open, [runId], { ...filter, keys: [key] }),
    isNumber(sql`m.value`, sql`m.is_nan`),
  ]);
  const bucket = bucketOf(axis === "step" ? sql`m.step` : sql`m.timestamp`, sql`${low}`, sql`${high}`, buckets);
  return sql`select ${pointColumns}, row_number() over (partition by b.bucket, m.value order by m.step, m.timestamp) as place
  from (select ${bucket} as bucket, min(m.value) as lowest, max(m.value) as highest from ${metricsByStep} where ${numbers} group by 1) b
  join ${metricsByStep} on ${bucket} = b.bucket and m.value in (b.lowest, b.highest) where ${numbers}`;
}
