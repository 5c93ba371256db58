import type { Scope } from "../../rules/scope.js";
import { pointColumns, type ReadSeries, readSeries, seriesKey, seriesOf } from "../series.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { everyNthPoint, type Sample } from "./every-nth-point.js";
import { type SeriesFilter, seriesConditions } from "./metric-history.js";

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
  const points = pointsOf(open, runIds, filter, maxPoints);
  const found = await readSeries(open, points, sql`max(x.total)`);
  const isLong = ({ total }: ReadSeries) => (total ?? 0) > maxPoints;
  const withoutNumbers = seriesOf(runIds, filter.keys).filter((one) => {
    const series = found.get(seriesKey(one));
    return series && isLong(series) && series.columns.values.every((value) => value === "NaN");
  });
  return new Map([
    ...[...found].map(([key, series]): [string, Sample] => [
      key,
      { columns: series.columns, sample: isLong(series) ? "EXTREMES" : null },
    ]),
    ...(await everyNthPoint(open, withoutNumbers, filter, maxPoints)),
  ]);
}

/** For `readSeries`. A long series of nothing but NaN has a row too, so that it is told from one that is not there. */
function pointsOf(open: OpenStore, runIds: readonly string[], filter: SeriesFilter, maxPoints: number): Sql {
  const { exact, isNumber, bucketOf } = open.fragments;
  const where = allOf(seriesConditions(open, runIds, filter));
  const number = isNumber(sql`m.value`, sql`m.is_nan`);
  const axis = sql`case when e.is_flat then m.timestamp else m.step end`;
  const bucket = bucketOf(axis, sql`e.low`, sql`e.high`, Math.floor(maxPoints / 2));
  return sql`(
  with ends as (
    select r.run_uuid, r.exact_key, r.total, r.numbers, r.step_low = r.step_high as is_flat, row_number() over (order by r.run_uuid, r.exact_key) as series,
      case when r.step_low = r.step_high then r.time_low else r.step_low end as low,
      case when r.step_low = r.step_high then r.time_high else r.step_high end as high
    from (
      select m.run_uuid, ${exact(sql`m.key`)} as exact_key, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high,
        count(*) as total, sum(case when ${number} then 1 else 0 end) as numbers
      from metrics m where ${where} group by m.run_uuid, ${exact(sql`m.key`)}
    ) r
  ), points as (
    select ${pointColumns}, e.total, e.numbers, e.series, ${number} as is_number, ${bucket} as bucket
    from ends e join metrics m on m.run_uuid = e.run_uuid and ${exact(sql`m.key`)} = e.exact_key where ${where}
  ), bounded as (
    select p.*, min(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as low,
      max(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as high
    from points p
  )
  select p.*, row_number() over (partition by p.series, p.bucket, p.value order by p.step, p.timestamp) as place
  from bounded p where p.total <= ${maxPoints} or p.numbers = 0 or (p.is_number and p.value in (p.low, p.high))
) x where x.total <= ${maxPoints} or x.place = 1`;
}
