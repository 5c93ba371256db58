import type { CursorValue } from "../rules/cursor.js";
import type { Position } from "../rules/merged-list.js";
import { allOf, anyOf, join, type Sql, sql } from "./sql.js";
import type { OpenStore } from "./store.js";

/** One ordering column. NULL sorts last in both directions, on every database. */
export interface OrderColumn {
  readonly expression: Sql;
  readonly direction: "ascending" | "descending";
  /** A cursor value as a parameter of the expression's type. */
  parameter(value: Exclude<CursorValue, null>): Sql;
  readonly nullable: boolean;
}

/** The last column must be unique, so that the order is total and pages neither skip nor repeat. */
export function orderBy(columns: readonly OrderColumn[]): Sql {
  return join(
    columns.flatMap(({ expression, direction, nullable }) => [
      ...(nullable ? [sql`case when ${expression} is null then 1 else 0 end`] : []),
      direction === "ascending" ? sql`${expression} asc` : sql`${expression} desc`,
    ]),
  );
}

/** Rows that come after the row whose ordering columns have these values. */
export function rowsAfter(columns: readonly OrderColumn[], values: readonly CursorValue[]): Sql {
  return anyOf(
    columns.map((column, index) =>
      allOf([
        ...columns.slice(0, index).map((earlier, at) => equals(earlier, values[at] ?? null)),
        follows(column, values[index] ?? null),
      ]),
    ),
  );
}

function equals(column: OrderColumn, value: CursorValue): Sql {
  return value === null ? sql`${column.expression} is null` : sql`${column.expression} = ${column.parameter(value)}`;
}

function follows({ expression, direction, nullable, parameter }: OrderColumn, value: CursorValue): Sql {
  if (value === null) return sql`1 = 0`;
  const beyond =
    direction === "ascending" ? sql`${expression} > ${parameter(value)}` : sql`${expression} < ${parameter(value)}`;
  return nullable ? sql`(${beyond} or ${expression} is null)` : beyond;
}

/** The row whose ordering columns have these values, and all that come after it. */
function rowsFrom(columns: readonly OrderColumn[], values: readonly CursorValue[]): Sql {
  return anyOf([rowsAfter(columns, values), allOf(columns.map((column, at) => equals(column, values[at] ?? null)))]);
}

/** Rows from a position of a merged list on; the first columns are those that order across stores. */
export function rowsAt(columns: readonly OrderColumn[], position: Position): Sql {
  if (position.kind === "start") return sql`1 = 1`;
  if (position.kind === "after") return rowsAfter(columns, position.values);
  const sortColumns = columns.slice(0, position.values.length);
  return position.kind === "afterSortColumns"
    ? rowsAfter(sortColumns, position.values)
    : rowsFrom(sortColumns, position.values);
}

/**
 * A column of numbers.
 *
 * @param bounds.max largest integer the column holds: PostgreSQL refuses a parameter beyond it, so it is cut to it
 */
export function numberColumn(
  expression: Sql,
  direction: OrderColumn["direction"],
  { nullable = false, max = 2n ** 63n - 1n }: { nullable?: boolean; max?: bigint } = {},
): OrderColumn {
  return {
    expression,
    direction,
    nullable,
    parameter: (value) => sql`${typeof value === "bigint" ? cut(value, max) : value}`,
  };
}

function cut(value: bigint, max: bigint): bigint {
  if (value > max) return max;
  return value < -max ? -max : value;
}

/** A text column, ordered byte by byte. */
export function textColumn(open: OpenStore, column: Sql, direction: OrderColumn["direction"]): OrderColumn {
  const { exact } = open.fragments;
  return { expression: exact(column), direction, nullable: false, parameter: (value) => exact(sql`${value}`) };
}
