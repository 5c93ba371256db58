import type { StoreOptions } from "../store-options.js";

/**
 * A connection of its own for the commands that change the ledger's tables: never one of the pool, closed afterwards.
 * Statements come as text without parameters, so that what is printed beforehand is what is run.
 */
export interface AdminSession {
  /** The database's user; null where there are none (SQLite). */
  readonly user: string | null;
  /** What `locked` runs before its work, and after it. */
  readonly opening: readonly string[];
  readonly closing: readonly string[];
  /** Runs the work while no other process does the like. What fails is undone as far as the database can. */
  locked<Result>(work: () => Promise<Result>): Promise<Result>;
  run(statement: string): Promise<void>;
  rows<Row>(statement: string): Promise<Row[]>;
  /** The tables beside MLflow's and these themselves, by name. */
  tableNames(): Promise<readonly string[]>;
  /** A text as the database reads it: quoted. */
  quoted(text: string): string;
  close(): Promise<void>;
}

/** How a dialect is administered. */
export interface Administration {
  /**
   * Opens a connection to a store.
   *
   * @throws Failure UNAVAILABLE, also for a database without MLflow's tables
   */
  open(options: StoreOptions): Promise<AdminSession>;
  /** Who could undo what the ledger and its guard keep, seen by looking at the database. */
  wideRights(session: AdminSession, options: StoreOptions): Promise<WideRights>;
  /** Statements that give each role what it needs and takes from MLflow's what it must not have. */
  grants(session: AdminSession, roles: RoleNames): Promise<readonly string[]>;
}

export interface RoleNames {
  /** The role as which MLflow connects. */
  readonly mlflow: string;
  /** The role as which `gatehouse serve` connects. */
  readonly runtime: string;
}

export interface WideRights {
  readonly found: readonly WideRight[];
  /** Why more may exist than could be seen; null when all was seen. */
  readonly unseen: string | null;
}

export interface WideRight {
  /** The role, account or file owner. */
  readonly holder: string;
  /** What it has, in words: `owns model_versions`. */
  readonly has: string;
  /** What it could do with that. */
  readonly allows: string;
}

/** How long one process waits for another that migrates the same store. */
export const migrationWaitSeconds = 60;

/** Tables whose triggers will guard promotions. */
export const guardedTables = ["registered_models", "model_versions", "registered_model_aliases"] as const;
