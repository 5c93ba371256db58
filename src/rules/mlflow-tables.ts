import type { Capability } from "./mlflow-schema.js";

interface MlflowTable {
  readonly table: string;
  /** What the schema must have for the table to be there; null for the core that every MLflow since 2.8 shares. */
  readonly since: Capability | null;
  /** Whether it grows with use, so that its size says something. */
  readonly grows?: true;
}

/** MLflow's tables that Gatehouse reads. */
const readTables: readonly MlflowTable[] = [
  { table: "alembic_version", since: null },
  { table: "experiments", since: null, grows: true },
  { table: "experiment_tags", since: null },
  { table: "runs", since: null, grows: true },
  { table: "params", since: null, grows: true },
  { table: "tags", since: null, grows: true },
  { table: "metrics", since: null, grows: true },
  { table: "latest_metrics", since: null, grows: true },
  { table: "datasets", since: null, grows: true },
  { table: "inputs", since: null, grows: true },
  { table: "input_tags", since: null },
  { table: "registered_models", since: null, grows: true },
  { table: "registered_model_tags", since: null },
  { table: "registered_model_aliases", since: null },
  { table: "model_versions", since: null, grows: true },
  { table: "model_version_tags", since: null },
  { table: "logged_models", since: "loggedModels", grows: true },
  { table: "logged_model_params", since: "loggedModels" },
  { table: "logged_model_tags", since: "loggedModels" },
  { table: "logged_model_metrics", since: "loggedModels" },
  { table: "workspaces", since: "workspaces" },
];

/** The tables that Gatehouse reads of a schema with these capabilities. */
export function tablesRead(capabilities: readonly Capability[]): string[] {
  return tablesWhere(capabilities, () => true);
}

/** Those of them that grow with use. */
export function growingTables(capabilities: readonly Capability[]): string[] {
  return tablesWhere(capabilities, ({ grows }) => grows === true);
}

function tablesWhere(capabilities: readonly Capability[], isWanted: (table: MlflowTable) => boolean): string[] {
  return readTables
    .filter((table) => (table.since === null || capabilities.includes(table.since)) && isWanted(table))
    .map(({ table }) => table);
}
