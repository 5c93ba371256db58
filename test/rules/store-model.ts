import type { CursorValue } from "../../src/rules/cursor.js";
import type { Direction, MergedOrdering, Position } from "../../src/rules/merged-list.js";

/** A row with columns that several stores order by, and a tie-break that is unique within its store. */
export interface Row {
  readonly store: string;
  readonly sort: readonly CursorValue[];
  readonly tie: bigint;
}

/** The order a merged list stands for, said anew: sort columns with NULL last, then the store's name, then the tie-break. */
export function compareRows({ directions }: MergedOrdering<Row>): (a: Row, b: Row) => number {
  return (a, b) =>
    compareSort(directions, a.sort, b.sort) ||
    Buffer.compare(Buffer.from(a.store), Buffer.from(b.store)) ||
    Number(a.tie - b.tie);
}

/** What one store's SQL returns from a position on: its rows in its own order. */
export function byPosition(rows: readonly Row[], { directions }: MergedOrdering<Row>, position: Position): Row[] {
  return rows
    .filter((row) => isBehind(row, directions, position))
    .sort((a, b) => compareSort(directions, a.sort, b.sort) || Number(a.tie - b.tie));
}

function isBehind({ sort, tie }: Row, directions: readonly Direction[], position: Position): boolean {
  if (position.kind === "start") return true;
  const order = compareSort(directions, sort, position.values.slice(0, directions.length));
  if (position.kind === "fromSortColumns") return order >= 0;
  if (position.kind === "afterSortColumns") return order > 0;
  return (order || Number(tie - (position.values[directions.length] as bigint))) > 0;
}

function compareSort(directions: readonly Direction[], a: readonly CursorValue[], b: readonly CursorValue[]): number {
  const orders = directions.map((direction, at) => compareColumn(direction, a[at] ?? null, b[at] ?? null));
  return orders.find((order) => order !== 0) ?? 0;
}

function compareColumn(direction: Direction, a: CursorValue, b: CursorValue): number {
  if (a === null && b === null) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const sign = direction === "ascending" ? 1 : -1;
  if (typeof a === "string") return sign * Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return sign * Number(BigInt(a) - BigInt(b));
}
