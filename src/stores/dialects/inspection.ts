import type { AccessFacts, ServerFacts, TextFacts } from "../../rules/store-facts.js";
import type { SuggestedIndex } from "../../rules/suggested-index.js";
import type { Sql } from "../sql.js";
import type { StoreOptions } from "../store-options.js";

export type Rows = <Row>(statement: Sql) => Promise<Row[]>;

/** What the doctor asks a database in its own words. Nothing here changes anything. */
export interface Inspection {
  server(rows: Rows, options: StoreOptions): Promise<ServerFacts>;
  /** One row (now_ms): Unix milliseconds by the database's clock; null where that is this machine's. */
  readonly clock: Sql | null;
  /** What the user may do to these tables. */
  access(rows: Rows, tables: readonly string[], options: StoreOptions): Promise<AccessFacts>;
  text(rows: Rows): Promise<TextFacts>;
  /** Rows (table_name, row_estimate, bytes) of these tables: what the planner believes, null where it has no idea. */
  estimates(tables: readonly string[]): Sql;
  readonly suggestedIndexes: readonly IndexDdl[];
}

export interface IndexDdl extends SuggestedIndex {
  readonly ddl: string;
}

/** What the statements of Gatehouse gain from, wherever a database's own indexes leave it out; decision 0013 has the figures. */
export const helped = {
  runsOfExperiment: "lists of an experiment's runs",
  runsOfStore: "lists of all runs, newest first",
  childRuns: "lists of a run's children",
  versionsOfRun: "model versions of runs",
  versionsOfLoggedModel: "model versions of logged models",
  versionsOfStore: "lists of all model versions, newest first",
  loggedModelsOfExperiment: "lists of an experiment's logged models",
} as const;

/** Below this a table is read from end to end before anybody notices. */
const rowsWorthAnIndex = 10_000;

/** An index that Gatehouse's statements would use, with what it is on in the database's own words. */
type IndexOn = Omit<IndexDdl, "rowsMin" | "ddl"> & { readonly on: string };

/** The one that all three spell alike. */
export const versionsOfRunIndex: IndexOn = {
  name: "gatehouse_versions_of_run",
  table: "model_versions",
  columns: ["run_id"],
  only: null,
  helps: helped.versionsOfRun,
  on: "model_versions (run_id)",
};

/** Those that PostgreSQL and SQLite spell alike; MariaDB cannot index an expression, nor a long text whole. */
export const indexesByExpression: readonly IndexOn[] = [
  versionsOfRunIndex,
  {
    name: "gatehouse_versions_of_source",
    table: "model_versions",
    columns: ["source"],
    only: null,
    helps: helped.versionsOfLoggedModel,
    on: "model_versions (source)",
  },
  {
    name: "gatehouse_versions_by_update",
    table: "model_versions",
    columns: [null, "last_updated_time"],
    only: null,
    helps: helped.versionsOfStore,
    on: "model_versions ((case when last_updated_time is null then 1 else 0 end), last_updated_time desc)",
  },
  {
    name: "gatehouse_logged_models_of_experiment",
    table: "logged_models",
    columns: ["experiment_id"],
    only: null,
    helps: helped.loggedModelsOfExperiment,
    on: "logged_models (experiment_id)",
  },
];

/** @param ddl the statement that makes an index of a name on something */
export function suggestedIndexes(indexes: readonly IndexOn[], ddl: (name: string, on: string) => string): IndexDdl[] {
  return indexes.map(({ on, ...index }) => ({ ...index, rowsMin: rowsWorthAnIndex, ddl: ddl(index.name, on) }));
}
