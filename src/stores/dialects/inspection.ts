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
export const rowsWorthAnIndex = 10_000;
