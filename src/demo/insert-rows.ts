import { type ClientBase, escapeIdentifier } from "pg";
import { type ColumnType, type DemoRows, demoTables, type TableName } from "./recording/demo-tables.js";

const rowsPerStatement = 10_000;

/** Inserts rows table by table, in the order in which foreign keys hold; `tables` limits it to some. Run it in a transaction. */
export async function insertRows(
  client: ClientBase,
  rows: DemoRows,
  tables: readonly TableName[] = Object.keys(demoTables) as TableName[],
): Promise<void> {
  for (const table of tables) {
    const tableRows: readonly Record<string, unknown>[] = rows[table];
    for (let from = 0; from < tableRows.length; from += rowsPerStatement) {
      await insertChunk(client, table, tableRows.slice(from, from + rowsPerStatement));
    }
  }
}

/** One array a column: a statement takes any number of rows with few parameters. */
async function insertChunk(
  client: ClientBase,
  table: TableName,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns: [string, ColumnType][] = Object.entries(demoTables[table]);
  const names = columns.map(([name]) => escapeIdentifier(name)).join(", ");
  const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ");
  await client.query(
    `INSERT INTO public.${escapeIdentifier(table)} (${names}) SELECT * FROM unnest(${arrays})`,
    columns.map(([name]) => rows.map((row) => row[name])),
  );
}
