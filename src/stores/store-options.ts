/** How to reach one MLflow store. Built by config.ts; the URL holds the password and must never be printed. */
export interface StoreOptions {
  /** Short name, part of every global id: `^[a-z0-9][a-z0-9_-]{0,62}$`. */
  readonly name: string;
  readonly dialect: DialectName;
  /** READ_ONLY: nothing is ever written, whatever the database's user may do. */
  readonly mode: StoreMode;
  /** `postgresql://`, `mysql://` or `sqlite:/absolute/path`, credentials included. */
  readonly url: string;
  /** A connection that bypasses a transaction pooler (PgBouncer), for what pooling breaks: cancelling a statement. */
  readonly directUrl: string | null;
  readonly tls: TlsOptions;
  readonly poolSizeMax: number;
  readonly statementTimeoutMs: number;
  /** How long to wait for a connection before the store counts as unavailable. */
  readonly connectTimeoutMs: number;
}

export type StoreMode = "READ_ONLY" | "READ_WRITE";

export type DialectName = "postgres" | "mysql" | "sqlite";

/** libpq's words: `require` encrypts, `verify-ca` also checks the chain, `verify-full` also the host name. */
export type TlsMode = "disable" | "prefer" | "require" | "verify-ca" | "verify-full";

export interface TlsOptions {
  readonly mode: TlsMode;
  /** PEM text of the certificate authority, already read from its file; null uses the system's. */
  readonly ca: string | null;
}
