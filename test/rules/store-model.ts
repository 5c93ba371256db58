import type { CursorValue } from "../../src/rules/cursor.js";
import type { MergedOrdering, Position } from "../../src/rules/merged-list.js";

/** A row with a sort column that several stores order by, and a tie-break that is unique within its store. */
export interface Row {
  readonly store: string;
  readonly sort: CursorValue;
  readonly tie: bigint;
}

/** The order a merged list stands for, said anew: sort column with NULL last, then the store's name, then the tie-break. */
export function compareRows(ordering: MergedOrdering<Row>): (a: Row, b: Row) => number {
  return (a, b) =>
    compareSort(ordering, a.sort, b.sort) ||
    Buffer.compare(Buffer.from(a.store), Buffer.from(b.store)) ||
    withinStore(ordering, a, b);
}

/** What one store's SQL returns from a position on: its rows in its own order. */
export function byPosition(rows: readonly Row[], ordering: MergedOrdering<Row>, position: Position): Row[] {
  const sorted = [...rows].sort((a, b) => compareSort(ordering, a.sort, b.sort) || withinStore(ordering, a, b));
  return sorted.filter((row) => isBehind(row, ordering, position));
}

function isBehind(row: Row, ordering: MergedOrdering<Row>, position: Position): boolean {
  switch (position.kind) {
    case "start":
      return true;
    case "after": {
      const [sort = null, tie] = position.values;
      const there: Row = { store: row.store, sort, tie: tie as bigint };
      return (compareSort(ordering, row.sort, sort) || withinStore(ordering, row, there)) > 0;
    }
    case "afterSortColumn":
      return compareSort(ordering, row.sort, position.value) > 0;
    case "fromSortColumn":
      return compareSort(ordering, row.sort, position.value) >= 0;
  }
}

function withinStore({ direction }: MergedOrdering<Row>, a: Row, b: Row): number {
  return (direction === "ascending" ? 1 : -1) * Number(a.tie - b.tie);
}

function compareSort({ direction }: MergedOrdering<Row>, a: CursorValue, b: CursorValue): number {
  if (a === null && b === null) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const sign = direction === "ascending" ? 1 : -1;
  if (typeof a === "string") return sign * Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return sign * Number(BigInt(a) - BigInt(b));
}
