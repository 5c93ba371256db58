import { inParts } from "../in-parts.js";
import { join, raw, type Sql, sql } from "../sql.js";
import type { MetricSeek } from "./dialect.js";

/** In larger unions a part takes longer to plan. */
const partsMax = 400;

/** Where one series is much of the table, MariaDB would rather read it all by the primary key and sort it. */
export const metricsByStep: Sql = raw("metrics m ignore index (primary)");

type IsOneOf = (column: Sql, values: readonly string[]) => Sql;

/**
 * Seeks as a union of small selects. As a correlated subquery this takes minutes on MariaDB; a union of literal seeks
 * takes milliseconds.
 */
export function unionOfSeeks(
  isOneOf: IsOneOf,
  seeks: readonly MetricSeek[],
  direction: "ascending" | "descending",
): Sql[] {
  const [beyond, order] =
    direction === "ascending"
      ? [sql`>=`, sql`m.step, m.timestamp, m.value, m.is_nan`]
      : [sql`<=`, sql`m.step desc, m.timestamp desc, m.value desc, m.is_nan desc`];
  return unions(
    seeks.map(
      ({ run, key, step }) => sql`select x.* from (
  select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan from ${metricsByStep}
  where m.run_uuid = ${run} and ${isOneOf(sql`m.key`, [key])} and m.step ${beyond} ${step}
  order by ${order} limit 1
) x`,
    ),
  );
}

export function unionOfMeasures(isOneOf: IsOneOf, seeks: readonly MetricSeek[], count: number): Sql[] {
  return unions(
    seeks.map(
      ({ run, key, step }) => sql`select x.* from (
  select m.run_uuid, m.key as metric_name, m.step from ${metricsByStep}
  where m.run_uuid = ${run} and ${isOneOf(sql`m.key`, [key])} and m.step >= ${step}
  order by m.step limit 1 offset ${count}
) x`,
    ),
  );
}

function unions(parts: readonly Sql[]): Sql[] {
  return inParts(parts, partsMax).map((some) => join([...some], "\nunion all\n"));
}
