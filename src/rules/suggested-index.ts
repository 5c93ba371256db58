/** An index that MLflow's schema lacks and a statement of Gatehouse was measured to gain from. */
export interface SuggestedIndex {
  readonly name: string;
  readonly table: string;
  /** Key columns in order; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** For the rows with this value in a column only; null for all rows. */
  readonly only: { readonly column: string; readonly value: string } | null;
  /** From how many rows of the table on it is worth its cost. */
  readonly rowsMin: number;
  /** What it makes quick. */
  readonly helps: string;
}

/** An index that is there. A primary key is one too. */
export interface StoredIndex {
  readonly table: string;
  /** Key columns in order; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** The condition of a partial index as the database prints it; null for all rows. */
  readonly condition: string | null;
}

/** Those of the suggested indexes that no stored one can stand in for, on tables large enough to need them. */
export function lackingIndexes<Suggested extends SuggestedIndex>(
  suggested: readonly Suggested[],
  stored: readonly StoredIndex[],
  rowsOf: (table: string) => number | null,
): Suggested[] {
  return suggested.filter(
    (index) => (rowsOf(index.table) ?? 0) >= index.rowsMin && !stored.some((existing) => standsInFor(existing, index)),
  );
}

/** Whatever its name: an index on the same table whose first columns are the wanted ones, for at least the wanted rows. */
function standsInFor({ table, columns, condition }: StoredIndex, wanted: SuggestedIndex): boolean {
  const { only } = wanted;
  if (table !== wanted.table) return false;
  const covers = condition === null || (only !== null && condition.includes(`'${only.value}'`));
  if (covers && beginsWith(columns, wanted.columns)) return true;
  return only !== null && condition === null && beginsWith(columns, [only.column, ...wanted.columns]);
}

/** Whether the first columns are the wanted ones. */
export function beginsWith(columns: readonly (string | null)[], wanted: readonly (string | null)[]): boolean {
  return wanted.every((column, at) => columns[at] === column);
}
