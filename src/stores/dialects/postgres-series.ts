import { type Sql, sql } from "../sql.js";
import type { StepsOfSeries } from "./dialect.js";

/**
 * A common table `series` (run_uuid, metric_name, low, last, and the last point): of the series that have a point more
 * than `longerThan` in the range, found by searches of the step index. `behind` is the step of that point.
 */
export function longSeries({ series, low, high, longerThan }: StepsOfSeries): Sql {
  return sql`series as materialized (
    select p.run_uuid, p.metric_name, f.step as low, b.step as behind, l.step as last, l.timestamp as last_timestamp, l.value as last_value, l.is_nan as last_is_nan
    from ${seriesTable(series, sql`p`)}
    cross join lateral (
      select m.step from metrics m
      where m.run_uuid = p.run_uuid and m.key = p.metric_name and m.step >= ${low}
      order by m.step limit 1
    ) f
    cross join lateral (
      select m.step from metrics m
      where m.run_uuid = p.run_uuid and m.key = p.metric_name and m.step >= ${low}
      order by m.step limit 1 offset ${longerThan}
    ) b
    cross join lateral (
      select m.step, m.timestamp, m.value, m.is_nan from metrics m
      where m.run_uuid = p.run_uuid and m.key = p.metric_name and m.step = (
        select n.step from metrics n
        where n.run_uuid = p.run_uuid and n.key = p.metric_name and n.step <= ${high}
        order by n.step desc limit 1
      )
      order by m.timestamp desc, m.value desc, m.is_nan desc limit 1
    ) l
    where b.step <= ${high}
  )`;
}

export function seriesTable(series: StepsOfSeries["series"], name: Sql): Sql {
  return sql`unnest(${series.map(({ runId }) => runId)}::text[], ${series.map(({ key }) => key)}::text[]) as ${name}(run_uuid, metric_name)`;
}
