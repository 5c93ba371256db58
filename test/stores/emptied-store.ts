import type { DialectName } from "../../src/stores/store-options.js";
import type { TestDatabase } from "../support/databases.js";
import { type MlflowVersion, mlflowStore } from "../support/fixtures.js";
import { openSql, type SqlRunner, type SqlValue } from "../support/sql-runner.js";

/** A store with MLflow's real schema and no rows but the ones a test writes. */
export interface EmptiedStore extends TestDatabase {
  readonly sql: SqlRunner;
  /** Columns that are left out get the schema's defaults. Rows of one call have the same columns. */
  insert(table: string, ...rows: readonly Readonly<Record<string, SqlValue>>[]): Promise<void>;
}

/** Children before parents, so that foreign keys hold on the way. */
const tables = [
  "input_tags",
  "inputs",
  "datasets",
  "metrics",
  "latest_metrics",
  "params",
  "tags",
  "runs",
  "experiment_tags",
  "experiments",
  "registered_model_aliases",
  "registered_model_tags",
  "model_version_tags",
  "model_versions",
  "registered_models",
];
const tablesSince3 = [
  "entity_associations",
  "assessments",
  "logged_model_metrics",
  "logged_model_params",
  "logged_model_tags",
  "logged_models",
  "trace_info",
];

/** A private copy of a fixture, emptied. About 0.5 s. */
export async function emptiedStore(dialect: DialectName, version: MlflowVersion): Promise<EmptiedStore> {
  const database = await mlflowStore(dialect, version);
  const sql = await openSql(database.url);
  const toEmpty = [
    ...(version === "2.22.0" ? ["trace_info"] : tablesSince3),
    ...tables,
    ...(version === "3.17.2" ? ["workspaces"] : []),
  ];
  // MLflow's first experiment has the id 0, which MySQL would take for "the next number".
  if (dialect === "mysql") await sql.script("SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')");
  await sql.script(toEmpty.map((table) => `DELETE FROM ${table}`).join("; "));
  return {
    ...database,
    sql,
    insert: (table, ...rows) => insertRows(sql, table, rows),
    async drop() {
      await sql.close();
      await database.drop();
    },
  };
}

/** More would pass what SQLite takes as parameters of one statement. */
const rowsPerStatement = 1_000;

async function insertRows(
  sql: SqlRunner,
  table: string,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const names = columns.map((column) => `"${column}"`).join(", ");
  const places = `(${columns.map(() => "?").join(", ")})`;
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    const chunk = rows.slice(at, at + rowsPerStatement);
    await sql.query(
      `INSERT INTO ${table} (${names}) VALUES ${chunk.map(() => places).join(", ")}`,
      chunk.flatMap((row) => columns.map((column) => row[column] ?? null)),
    );
  }
}
