import { type Sql, sql } from "../sql.js";
import type { Fragments, StepsOfSeries } from "./dialect.js";
import { longSeries } from "./postgres-series.js";

/** Into how many parts a bucket is cut. A power of two: then parts, reckoned in doubles, end exactly where buckets end. */
const partsOfBucket = 16;

/**
 * One pass over the rows finds, for each part of a bucket, its least and greatest value: no row is kept or sorted. The
 * points themselves are then sought by the step index, in the one part that has the bucket's extreme. Series of a run
 * with the same ends are read together, since their rows lie side by side.
 *
 * What is `materialized`, or has an `offset 0`, would else be worked out anew for every row that is compared with it.
 */
export function postgresExtremes(steps: StepsOfSeries, buckets: number, isNumber: Fragments["isNumber"]): Sql {
  const parts = sql`${buckets * partsOfBucket}::int`;
  const number = isNumber(sql`m.value`, sql`m.is_nan`);
  const partOf = (from: Sql, step: Sql) =>
    sql`floor((${step}::float8 - ${from}.start) * ${from}.parts / ${from}.width)`;
  return sql`(
  with ${longSeries(steps)}, alike as materialized (
    select row_number() over () as place, s.run_uuid, s.low, s.last, s.low::float8 as start, s.last::float8 - s.low::float8 + 1 as width, ${parts}::float8 as parts, array_agg(s.metric_name) as keys
    from series s where s.low < s.last group by s.run_uuid, s.low, s.last
  ), parts as materialized (
    select a.place, p.*
    from alike a
    cross join lateral (
      select m.key as metric_name, ${partOf(sql`a`, sql`m.step`)} as part, min(m.value) as lowest, max(m.value) as highest
      from metrics m
      where m.run_uuid = a.run_uuid and m.key = any(a.keys) and ${number}${withinEnds(steps)}
      group by 1, 2
    ) p
  ), buckets as materialized (
    select p.place, p.metric_name, min(array[p.lowest, p.part]) as lowest, max(array[p.highest, -p.part]) as highest
    from parts p group by p.place, p.metric_name, least(floor(p.part / ${partsOfBucket}::int), ${buckets}::int - 1)
  ), sought as materialized (
    select a.run_uuid, b.metric_name, a.start, a.width, a.parts, v.value, v.part,
      greatest(a.low, e.low - e.margin)::bigint as low, least(a.last, e.low + e.length + e.margin)::bigint as last
    from buckets b
    join alike a on a.place = b.place
    cross join lateral (
      values (b.lowest[1], b.lowest[2]), (case when b.highest[1] > b.lowest[1] then b.highest[1] end, -b.highest[2])
    ) v(value, part)
    cross join lateral (
      select a.low + div(v.part::int * (a.last::numeric - a.low + 1), ${parts}) as low, div(a.last::numeric - a.low + 1, ${parts}) as length,
        2 + div(abs(a.last::numeric) + abs(a.low::numeric), ${doubleSteps}) as margin
      offset 0
    ) e
    where v.value is not null
  )
  select s.run_uuid, s.metric_name, m.step, m.timestamp, m.value, m.is_nan
  from sought s
  cross join lateral (
    select m.step, m.timestamp, m.value, m.is_nan from metrics m
    where m.run_uuid = s.run_uuid and m.key = s.metric_name and m.step between s.low and s.last
      and m.value = s.value and ${number} and ${partOf(sql`s`, sql`m.step`)} = s.part
    order by m.step, m.timestamp limit 1
  ) m
) x`;
}

/** A part may begin and end this much of its steps' size beside where whole numbers say: doubles have 53 bits, and are rounded thrice. */
const doubleSteps = sql`1125899906842624`;

/** Left out where every step is meant: it would be compared for every row. */
function withinEnds({ low, high }: StepsOfSeries): Sql {
  return low === -(2n ** 63n) && high === 2n ** 63n - 1n ? sql`` : sql` and m.step between a.low and a.last`;
}
