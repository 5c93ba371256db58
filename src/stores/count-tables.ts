import type { TableFacts } from "../rules/store-facts.js";
import type { Inspection, Rows } from "./dialects/inspection.js";
import { toInteger, toNumberOrNull } from "./row-values.js";
import { join, raw, type Sql, sql } from "./sql.js";

/** Up to here rows are counted, which takes milliseconds; beyond it the database's own estimate has to do. */
export const countedRowsMax = 100_000;

/** How many rows tables have, in a time that does not grow with them. */
export async function countTables(
  rows: Rows,
  inspection: Inspection,
  tables: readonly string[],
): Promise<TableFacts[]> {
  if (tables.length === 0) return [];
  const counts = await rows<{ table_name: string; counted: unknown }>(join(tables.map(boundedCount), " union all "));
  const estimates = await rows<{ table_name: string; row_estimate: unknown; bytes: unknown }>(
    inspection.estimates(tables),
  );
  return tables.map((table) => {
    const counted = toInteger(counts.find((row) => row.table_name === table)?.counted ?? 0);
    const estimate = estimates.find((row) => row.table_name === table);
    return {
      table,
      ...rowCount(counted, toNumberOrNull(estimate?.row_estimate)),
      bytes: toNumberOrNull(estimate?.bytes),
    };
  });
}

function boundedCount(table: string): Sql {
  const limit = raw(String(countedRowsMax + 1));
  return sql`select ${raw(`'${table}'`)} as table_name, count(*) as counted from (select 1 from ${raw(table)} limit ${limit}) x`;
}

function rowCount(counted: number, estimate: number | null): Pick<TableFacts, "rows" | "count"> {
  if (counted <= countedRowsMax) return { rows: counted, count: "exact" };
  return estimate !== null && estimate > countedRowsMax
    ? { rows: Math.round(estimate), count: "estimate" }
    : { rows: countedRowsMax, count: "atLeast" };
}
