import { compareBytes } from "./bytes.js";

/** One key of several runs side by side. */
export interface ComparedRow<Cell> {
  readonly key: string;
  /** In the order of the runs; null where a run lacks the key, or could not be read. */
  readonly values: readonly (Cell | null)[];
  readonly differs: boolean;
}

/** What one run has, by key; null for a run that could not be read, of which nothing can be said. */
export type Column<Cell> = ReadonlyMap<string, Cell> | null;

/**
 * Columns to rows, one for each key that any run has, in the order of the keys' bytes. A row differs when a run that was
 * read lacks the key, or two of them hold different values.
 *
 * @param readValue what of a cell counts, as the graph spells it: a NaN is a NaN, and -0 is not 0
 */
export function compareColumns<Cell>(
  columns: readonly Column<Cell>[],
  readValue: (cell: Cell) => unknown,
): ComparedRow<Cell>[] {
  const known = columns.filter((column) => column !== null);
  const keys = new Set(known.flatMap((column) => [...column.keys()]));
  return [...keys].sort(compareBytes).map((key) => ({
    key,
    values: columns.map((column) => column?.get(key) ?? null),
    differs: new Set(known.map((column) => contentOf(column, key, readValue))).size > 1,
  }));
}

/** Lacking a key is unlike every value, also unlike the null of a key that has none. */
const lacking = Symbol("lacking");

function contentOf<Cell>(column: ReadonlyMap<string, Cell>, key: string, readValue: (cell: Cell) => unknown): unknown {
  return column.has(key) ? readValue(column.get(key) as Cell) : lacking;
}
