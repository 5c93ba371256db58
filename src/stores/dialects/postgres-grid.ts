import { type Sql, sql } from "../sql.js";
import type { StepsOfSeries } from "./dialect.js";
import { longSeries } from "./postgres-series.js";

/**
 * Everything in one statement: the ends of each series, the steps of its grid, and a point for each part of the grid. Most
 * parts take one search of the index that finds one row (`alone`); only those that find none or several there are
 * searched again: for the first step, then among the points that share it, so that never a whole part is read and sorted.
 * The parts do not overlap, so none finds what its neighbour found.
 * `div` is exact where a quotient of numerics is rounded.
 * Their places come as an array, which the planner takes for short: it would compile what it takes for long, where it may.
 *
 * Each `offset 0` keeps what is above it from being worked out anew for every column that uses it.
 */
export function postgresGrid(steps: StepsOfSeries, parts: number): Sql {
  return sql`(
  with ${longSeries(steps)}, grids as materialized (
    select s.*, ${parts}::int as parts, least(g.gap, ${int64Max})::bigint as gap, g.rest::bigint as rest, least(g.spacing, g.gap, ${widthMax})::bigint as width
    from series s
    cross join lateral (
      select div(s.last::numeric - s.low, ${parts}::int) as gap, mod(s.last::numeric - s.low, ${parts}::int) as rest,
        div(s.behind::numeric - s.low - 1, ${steps.longerThan}::int) + 1 as spacing
      offset 0
    ) g
  ), targets as (
    select s.*, i, ${targetOf(sql`s`, sql`i`)} as target
    from grids s cross join unnest(array(select generate_series(0, ${parts - 1}::int))) i
    offset 0
  ), found as (
    select t.run_uuid, t.metric_name, t.last, t.last_timestamp, t.last_value, t.last_is_nan, alone.*,
      case when alone.found <> 1 then (
        select m from metrics m
        where m.run_uuid = t.run_uuid and m.key = t.metric_name and m.step = (
          select n.step from metrics n
          where n.run_uuid = t.run_uuid and n.key = t.metric_name and n.step >= t.target
            and n.step <= case when t.i = t.parts - 1 then t.last else nullif(${targetOf(sql`t`, sql`(t.i + 1)`)}, t.target) - 1 end
          order by n.step limit 1
        )
        order by m.timestamp, m.value, m.is_nan limit 1
      ) end as first
    from targets t
    cross join lateral (
      select count(*) as found, min(m.step) as step, min(m.timestamp) as timestamp, min(m.value) as value, bool_and(m.is_nan) as is_nan
      from (
        select m.step, m.timestamp, m.value, m.is_nan from metrics m
        where m.run_uuid = t.run_uuid and m.key = t.metric_name and m.step >= t.target and m.step < t.target + t.width
        limit 2
      ) m
    ) alone
    offset 0
  ), points as (
    select f.run_uuid, f.metric_name, f.last, f.last_timestamp, f.last_value, f.last_is_nan,
      case when f.found = 1 then f.step else (f.first).step end as step, case when f.found = 1 then f.timestamp else (f.first).timestamp end as timestamp,
      case when f.found = 1 then f.value else (f.first).value end as value, case when f.found = 1 then f.is_nan else (f.first).is_nan end as is_nan
    from found f
  )
  select p.run_uuid, p.metric_name, p.step, p.timestamp, p.value, p.is_nan from points p
  where p.step <> p.last or (p.timestamp, p.value, p.is_nan) <> (p.last_timestamp, p.last_value, p.last_is_nan)
  union all
  select s.run_uuid, s.metric_name, s.last, s.last_timestamp, s.last_value, s.last_is_nan from series s
) x`;
}

const int64Max = sql`9223372036854775807`;
/** A width beyond which no sum of it and a step would be a 64-bit integer; wider is of no use. */
const widthMax = sql`4611686018427387904`;

/** As `gridSteps` has it, in halves that stay 64-bit integers where the whole would not. */
function targetOf(series: Sql, place: Sql): Sql {
  return sql`${series}.low + (${place} / 2) * ${series}.gap + (${place} - ${place} / 2) * ${series}.gap + ${place} * ${series}.rest / ${series}.parts`;
}
