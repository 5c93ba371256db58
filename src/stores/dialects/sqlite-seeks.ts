import { type Sql, sql } from "../sql.js";
import type { MetricSeek } from "./dialect.js";

/** All seeks as one parameter: each runs a subquery of its own on the index. */
export function sqliteSeeks(seeks: readonly MetricSeek[], direction: "ascending" | "descending"): Sql {
  const [beyond, order] =
    direction === "ascending"
      ? [sql`>=`, sql`s.step, s.timestamp, s.value, s.is_nan`]
      : [sql`<=`, sql`s.step desc, s.timestamp desc, s.value desc, s.is_nan desc`];
  return sql`select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan
from json_each(${targets(seeks)}) p
join metrics m on m.rowid = (
  select s.rowid from metrics s
  where s.run_uuid = p.value->>0 and s.key = p.value->>1 and s.step ${beyond} cast(p.value->>2 as integer)
  order by ${order} limit 1
)`;
}

export function sqliteMeasures(seeks: readonly MetricSeek[], count: number): Sql {
  return sql`select x.* from (
  select p.value->>0 as run_uuid, p.value->>1 as metric_name, (
    select s.step from metrics s
    where s.run_uuid = p.value->>0 and s.key = p.value->>1 and s.step >= cast(p.value->>2 as integer)
    order by s.step limit 1 offset ${count}
  ) as step
  from json_each(${targets(seeks)}) p
) x where x.step is not null`;
}

/** Steps as text: SQLite reads a JSON number beyond 2^53 exactly, but JavaScript has none to write. */
function targets(seeks: readonly MetricSeek[]): string {
  return JSON.stringify(seeks.map(({ run, key, step }) => [run, key, String(step)]));
}
