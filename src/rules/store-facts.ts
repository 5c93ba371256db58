import type { Capability, SchemaHead } from "./mlflow-schema.js";
import type { SuggestedIndex } from "./suggested-index.js";

// What `gatehouse doctor` finds out about one store. A part that could not be read is null, and `unread` says why.

export interface StoreFacts {
  /** Its name in the configuration. */
  readonly name: string;
  readonly connection: ConnectionFacts;
  readonly server: ServerFacts | null;
  readonly schema: SchemaFacts | null;
  readonly access: AccessFacts | null;
  readonly text: TextFacts | null;
  /** The tables that grow with use, as far as the schema has them. */
  readonly tables: readonly TableFacts[] | null;
  readonly missingIndexes: readonly MissingIndex[] | null;
  readonly clock: ClockFacts | null;
  /** Null also where the schema has no webhooks (before MLflow 3.3). */
  readonly webhooks: WebhookFacts | null;
  readonly unread: readonly UnreadPart[];
}

export interface ConnectionFacts {
  readonly isReached: boolean;
  /** Why not, in the words of the graph's errors: `STORE_UNREACHABLE`, ... */
  readonly failure: ReadFailure | null;
  /** Until the first connection stood, the look for TLS included. */
  readonly connectMs: number | null;
  /** The quickest of a few small statements, there and back. */
  readonly statementMs: number | null;
  /** Whether another program answers in the database's place at `url`. */
  readonly pooler: Pooler | null;
  /** Null without a `directUrl`. */
  readonly direct: DirectFacts | null;
}

/** `unknown` where the protocol gives no sign of one. */
export type Pooler = "seen" | "none" | "unknown";

/** What `directUrl` leads to. */
export interface DirectFacts {
  readonly failure: ReadFailure | null;
  readonly pooler: Pooler | null;
}

export interface ReadFailure {
  readonly reason: string;
  /** Made for people; holds no password, no URL and no text of the database. */
  readonly message: string;
}

export interface UnreadPart extends ReadFailure {
  readonly part: string;
}

export interface ServerFacts {
  readonly product: DatabaseProduct;
  /** As the server says it: `15.20`, `10.11.19`. */
  readonly version: string;
  /** What keeps it from being written to. */
  readonly readOnly: ReadOnlyReason | null;
  /** Default isolation of a transaction, as the server spells it; null for SQLite. */
  readonly isolation: string | null;
  /** SQLite's `journal_mode`; null elsewhere. */
  readonly journalMode: string | null;
}

export type DatabaseProduct = "PostgreSQL" | "MariaDB" | "MySQL" | "SQLite";

/** A standby that follows another server; a server, session or file that takes no writes. */
export type ReadOnlyReason = "STANDBY" | "SETTING" | "FILE";

export interface SchemaFacts extends SchemaHead {
  readonly capabilities: readonly Capability[];
}

export interface AccessFacts {
  /** The user as the database knows it; null for SQLite, which has none. */
  readonly user: string | null;
  readonly tables: readonly TableAccess[];
  readonly canCreateTables: boolean | null;
  /** Owns MLflow's tables, or is a member of the role that does; null where tables have no owner. */
  readonly isOwner: boolean | null;
  readonly isSuperuser: boolean | null;
  /** Statements that give the missing rights to read, for the owner of the tables to run. */
  readonly grants: readonly string[];
}

/** What the user may do to one of the tables that Gatehouse reads. */
export interface TableAccess {
  readonly table: string;
  readonly exists: boolean;
  readonly canSelect: boolean;
  readonly canInsert: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
}

export interface TextFacts {
  /** Character set of the database: `UTF8`, `utf8mb4`. */
  readonly encoding: string;
  readonly collation: string | null;
  /** Collations of the columns that hold names and keys, where they differ from table to table (MySQL). */
  readonly keyCollations: readonly string[];
  readonly holdsAllCharacters: boolean;
  /** Whether the database takes texts for one that differ only in case, accents or spaces at the end. */
  readonly mergesKeys: boolean;
}

export interface TableFacts {
  readonly table: string;
  readonly rows: number;
  /** `atLeast` where counting stopped and the database has no estimate. */
  readonly count: "exact" | "estimate" | "atLeast";
  /** Its indexes included; null where finding out is not cheap. */
  readonly bytes: number | null;
}

export interface MissingIndex extends SuggestedIndex {
  /** The statement that makes it. Gatehouse never runs it. */
  readonly ddl: string;
}

export interface ClockFacts {
  /** Database minus this process; positive when the database is ahead. */
  readonly differenceMs: number;
  /** The true difference lies within plus or minus this. */
  readonly uncertaintyMs: number;
}

export interface WebhookFacts {
  /** Active ones, not deleted. */
  readonly active: number;
  /** What they listen to: `model_version_alias.created`, in order. */
  readonly events: readonly string[];
}
