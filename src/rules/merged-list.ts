import { compareBytes } from "./bytes.js";
import type { CursorValue, Ordering } from "./cursor.js";

/**
 * A list over several stores in one total order: the leading sort columns, then the store's name, then the columns that
 * break ties within a store. Each store pages by itself; no state is kept between pages.
 */
export interface MergedOrdering<Row> extends Ordering<Row> {
  /** Of the leading sort columns; the columns after them break ties. */
  readonly directions: readonly Direction[];
}

export type Direction = "ascending" | "descending";

/** The place a merged cursor points at. */
export interface MergedPlace {
  readonly store: string;
  readonly values: readonly CursorValue[];
}

/** Where one store's rows go on: nowhere yet, after a row, or before or behind all rows that share its sort columns. */
export type Position =
  | { readonly kind: "start" }
  | { readonly kind: "after"; readonly values: readonly CursorValue[] }
  | { readonly kind: "afterSortColumns"; readonly values: readonly CursorValue[] }
  | { readonly kind: "fromSortColumns"; readonly values: readonly CursorValue[] };

/** @param sortColumns how many columns order across stores */
export function positionIn(store: string, place: MergedPlace | null, sortColumns: number): Position {
  if (place === null) return { kind: "start" };
  if (store === place.store) return { kind: "after", values: place.values };
  const values = place.values.slice(0, sortColumns);
  return { kind: compareBytes(store, place.store) < 0 ? "afterSortColumns" : "fromSortColumns", values };
}

/** @param pages each store's rows in its own order */
export function mergePages<Row extends { readonly store: string }>(
  pages: readonly (readonly Row[])[],
  ordering: MergedOrdering<Row>,
): Row[] {
  const placed = pages.flat().map((row) => ({ row, place: ordering.place(row) }));
  // Rows of one store are in order already, and the sort is stable.
  placed.sort((a, b) => comparePlaces(a.place, b.place, ordering) || compareBytes(a.row.store, b.row.store));
  return placed.map(({ row }) => row);
}

function comparePlaces<Row>(
  a: readonly CursorValue[],
  b: readonly CursorValue[],
  { directions }: MergedOrdering<Row>,
): number {
  for (const [at, direction] of directions.entries()) {
    const order = compareValues(a[at] ?? null, b[at] ?? null, direction);
    if (order !== 0) return order;
  }
  return 0;
}

/** NULL comes last in both directions. */
function compareValues(a: CursorValue, b: CursorValue, direction: Direction): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const ascending = typeof a === "string" && typeof b === "string" ? compareBytes(a, b) : a < b ? -1 : a > b ? 1 : 0;
  return direction === "ascending" ? ascending : -ascending;
}
