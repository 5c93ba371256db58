import { type Capabilities, capabilitiesFound } from "../rules/mlflow-schema.js";
import { beginsWith, type StoredIndex } from "../rules/suggested-index.js";
import { groupBy } from "./child-pages.js";
import type { Fragments } from "./dialects/dialect.js";
import type { OpenStore } from "./store.js";

/** For a schema head newer than this build: reads go on with what is there. */
export async function introspectCapabilities(rows: OpenStore["rows"], fragments: Fragments): Promise<Capabilities> {
  const columns = await rows<{ table_name: string; column_name: string }>(fragments.columns);
  const known = new Set(columns.map((row) => `${row.table_name}.${row.column_name}`));
  const indexes = await storedIndexes(rows, fragments);
  return capabilitiesFound(
    (table, column) => known.has(`${table}.${column}`),
    (table, wanted) =>
      indexes.some((index) => index.table === table && index.condition === null && beginsWith(index.columns, wanted)),
  );
}

/** @returns the indexes of the store's tables */
export async function storedIndexes(rows: OpenStore["rows"], fragments: Fragments): Promise<StoredIndex[]> {
  const found = await rows<IndexColumn>(fragments.indexes);
  const byName = groupBy(found, (row) => `${row.table_name} ${row.index_name}`);
  return [...byName.values()].flatMap((parts) => {
    const [first] = parts;
    return first
      ? [
          {
            table: first.table_name,
            columns: parts.map((part) => part.column_name),
            condition: first.index_condition,
          },
        ]
      : [];
  });
}

interface IndexColumn {
  readonly table_name: string;
  readonly index_name: string;
  readonly column_name: string | null;
  readonly index_condition: string | null;
}
