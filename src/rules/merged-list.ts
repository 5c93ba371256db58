import { compareBytes } from "./bytes.js";
import type { CursorValue, Ordering } from "./cursor.js";

/**
 * A list over several stores in one total order: the leading sort column, then the store's name, then the columns that
 * break ties within a store. Each store pages by itself; no state is kept between pages.
 */
export interface MergedOrdering<Row> extends Ordering<Row> {
  readonly direction: "ascending" | "descending";
}

/** The place a merged cursor points at. */
export interface MergedPlace {
  readonly store: string;
  readonly values: readonly CursorValue[];
}

/** Where one store's rows go on: nowhere yet, after a row, or before or behind all rows that share its sort column. */
export type Position =
  | { readonly kind: "start" }
  | { readonly kind: "after"; readonly values: readonly CursorValue[] }
  | { readonly kind: "afterSortColumn"; readonly value: CursorValue }
  | { readonly kind: "fromSortColumn"; readonly value: CursorValue };

export function positionIn(store: string, place: MergedPlace | null): Position {
  if (place === null) return { kind: "start" };
  if (store === place.store) return { kind: "after", values: place.values };
  const value = place.values[0] ?? null;
  return compareBytes(store, place.store) < 0 ? { kind: "afterSortColumn", value } : { kind: "fromSortColumn", value };
}

/** @param pages each store's rows in its own order */
export function mergePages<Row extends { readonly store: string }>(
  pages: readonly (readonly Row[])[],
  ordering: MergedOrdering<Row>,
): Row[] {
  const placed = pages.flat().map((row) => ({ row, sort: ordering.place(row)[0] ?? null }));
  // Rows of one store are in order already, and the sort is stable.
  placed.sort((a, b) => compareValues(a.sort, b.sort, ordering.direction) || compareBytes(a.row.store, b.row.store));
  return placed.map(({ row }) => row);
}

/** NULL comes last in both directions. */
function compareValues(a: CursorValue, b: CursorValue, direction: "ascending" | "descending"): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const ascending = typeof a === "string" && typeof b === "string" ? compareBytes(a, b) : a < b ? -1 : a > b ? 1 : 0;
  return direction === "ascending" ? ascending : -ascending;
}
