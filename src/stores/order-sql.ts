import type { CursorKind, CursorValue } from "../rules/cursor.js";
import type { KindedTerm, ListOrder, OrderTerm, Placed } from "../rules/list-order.js";
import { numberColumn, type OrderColumn, textColumn } from "./keyset.js";
import { toBigIntOrNull, toNumberOrNull } from "./row-values.js";
import { int32Max, type SearchTable } from "./search-table.js";
import { raw, type Sql, sql } from "./sql.js";
import type { OpenStore } from "./store.js";

/** The order of a list in SQL: what to join, what to order by, and what to select so that a row says its own place. */
export interface OrderSql {
  readonly joins: Sql;
  readonly columns: readonly OrderColumn[];
  /** `, expression as order_0, ...`. */
  readonly select: Sql;
}

export function orderSql<Row>(open: OpenStore, table: SearchTable, { terms, isChosen }: ListOrder<Row>): OrderSql {
  const parts = terms.map((term, at) => termSql(open, table, term, raw(`o${at}`)));
  const columns = parts.flatMap((part) => part.columns);
  return {
    joins: parts.reduce((joins, part) => sql`${joins}${part.join}`, sql``),
    columns: columns.map(({ column }) => column),
    // In its own order a list's rows show where they are.
    select: (isChosen ? columns : []).reduce(
      (list, { selected }, at) => sql`${list}, ${selected} as ${raw(`order_${at}`)}`,
      sql``,
    ),
  };
}

/** A list's row, with the place that the order's columns in the raw row give it. */
export function placed<Row extends object>(order: ListOrder<Row>, row: Row, selected: object): Row & Placed {
  if (!order.isChosen) return row;
  const cells = selected as Readonly<Record<string, unknown>>;
  return { ...row, place: order.kinds.map((kind, at) => cursorValue(kind, cells[`order_${at}`])) };
}

interface TermSql {
  readonly join: Sql;
  readonly columns: readonly PlacedColumn[];
}

interface PlacedColumn {
  readonly column: OrderColumn;
  readonly selected: Sql;
}

function termSql(open: OpenStore, table: SearchTable, { by, direction, kinds }: KindedTerm, alias: Sql): TermSql {
  if (by.kind === "attribute") {
    const nullable = kinds.some((kind) => kind.endsWith("?"));
    return { join: sql``, columns: [attributeColumn(open, table, by.name, direction, nullable)] };
  }
  const keyed = table.keyed[by.kind];
  if (!keyed) throw new TypeError(`this list has no ${by.kind}s to order by`);
  const isKey = open.fragments.isOneOf(sql`${alias}.key`, [by.key]);
  return {
    join: sql` left join ${keyed.table} ${alias} on ${keyed.owned(alias)} and ${isKey}`,
    columns: by.kind === "metric" ? metricColumns(alias, direction) : [valueColumn(open, alias, direction)],
  };
}

function attributeColumn(
  open: OpenStore,
  table: SearchTable,
  name: string,
  direction: OrderTerm["direction"],
  nullable: boolean,
): PlacedColumn {
  const target = table.attributes[name];
  if (!target || target.kind === "tag") throw new TypeError(`this list has no ${name} to order by`);
  const { column: selected } = target;
  if (target.kind === "text") return { column: { ...textColumn(open, selected, direction), nullable }, selected };
  return { column: numberColumn(selected, direction, { nullable, max: target.max }), selected };
}

/** 0 for a number, 1 for NaN, 2 for none; then the number. SQLite keeps a NaN as NULL. */
function metricColumns(alias: Sql, direction: OrderTerm["direction"]): PlacedColumn[] {
  const rank = sql`case when ${alias}.key is null then 2 when ${alias}.is_nan or ${alias}.value is null then 1 else 0 end`;
  const number = sql`case when ${alias}.is_nan then null else ${alias}.value end`;
  return [
    { column: numberColumn(rank, "ascending", { max: int32Max }), selected: rank },
    { column: numberColumn(number, direction, { nullable: true }), selected: number },
  ];
}

/** Long texts are ordered by their beginning, so that a cursor, which holds it, stays short. */
const orderedCharacters = raw("1000");

function valueColumn(open: OpenStore, alias: Sql, direction: OrderTerm["direction"]): PlacedColumn {
  const selected = sql`substr(${alias}.value, 1, ${orderedCharacters})`;
  return { column: { ...textColumn(open, selected, direction), nullable: true }, selected };
}

function cursorValue(kind: CursorKind, cell: unknown): CursorValue {
  if (kind === "double?" || kind === "double") return toNumberOrNull(cell);
  if (kind === "integer" || kind === "integer?") return toBigIntOrNull(cell);
  return cell === null || cell === undefined ? null : String(cell);
}
