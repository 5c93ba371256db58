import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import type { PrismaClient } from "../../generated/prisma/sqlite/client.js";
import type { Pooler } from "../../rules/store-facts.js";
import type { Sql } from "../sql.js";
import type { StoreOptions } from "../store-options.js";
import type { Inspection } from "./inspection.js";
import type { TextMatches } from "./text-matches.js";

/**
 * The models of all three generated clients have the same shape; SQLite's, the least capable, types them. Each dialect
 * holds the one cast to it.
 */
export type Client = Pick<
  PrismaClient,
  ModelName | "$queryRaw" | "$executeRaw" | "$transaction" | "$extends" | "$disconnect"
>;

type ModelName = "alembicVersion" | "workspace" | "ledgerMigration" | "ledgerBinding" | "ledgerToken";

/** What a read may call. Writing needs a transaction. */
export type Models = {
  readonly [Name in ModelName]: Pick<PrismaClient[Name], "findMany" | "findFirst" | "findUnique" | "count">;
};

/** What a transaction may call. */
export type WritableModels = Pick<PrismaClient, ModelName | "$queryRaw" | "$executeRaw">;

/** One database behind Prisma: its pool, its client, and the few SQL fragments that differ. */
export interface Connection {
  readonly client: Client;
  /** For transactions that write; where readers and the one writer must not wait for each other, a client of its own. */
  readonly writer: Client;
  /** Reads by SQL of ours, over the client's own pool: Prisma's raw calls would cost more than the database does. */
  readonly rows: ReadRows;
  readonly fragments: Fragments;
  /** Whether the one that answers at `url` was seen to be another program than the database; null where it is a file. */
  readonly pooler: Pooler | null;
  close(): Promise<void>;
}

export interface Dialect {
  /** The word used in the graph and in messages. */
  readonly label: string;
  /** What the doctor asks it. */
  readonly inspection: Inspection;
  /** Opens nothing yet: connections are made when first needed. */
  connect(options: StoreOptions, hooks: ConnectionHooks): Promise<Connection>;
  /**
   * Whether a transaction was refused for another's sake and may succeed when run again from its start.
   *
   * @param error the driver's, as its adapter has mapped it
   */
  isWriteConflict(error: unknown): boolean;
  readonly transaction: TransactionSettings;
}

export interface TransactionSettings {
  readonly isolationLevel?: "ReadCommitted";
  /** A first statement that bounds what follows. */
  readonly opening?: (options: StoreOptions) => Sql;
}

export interface ConnectionHooks {
  readonly observe: Observe;
  readonly newId: () => string;
}

/** Wraps what runs statements, so that they are seen and their failures become ours. */
export interface Observe {
  adapter(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory;
  /** A call of the driver itself. */
  query<Asked extends StatementText, Result>(
    call: (query: Asked) => Promise<Result>,
  ): (query: Asked) => Promise<Result>;
}

/** A statement as the driver takes it. */
export interface StatementText {
  readonly sql: string;
  readonly args: readonly unknown[];
}

/** A column of a key, and what it is in each of some keys. */
export interface KeysColumn {
  readonly column: Sql;
  readonly type: "text" | "integer";
  readonly values: readonly string[];
}

export interface Fragments {
  /** Largest value of `experiments.experiment_id`: a larger id cannot exist and must not reach the column. */
  readonly experimentIdMax: bigint;
  /** Text compared and ordered byte by byte, whatever the column's collation. */
  exact(text: Sql): Sql;
  /** Whether a column is, as it compares, one of some values; no values are false. */
  isIn(column: Sql, values: readonly (string | bigint)[]): Sql;
  /** Whether a text column is, byte by byte, one of some values: in a form that an index on the column serves. */
  isOneOf(column: Sql, values: readonly string[]): Sql;
  /**
   * Whether some columns together are one of some keys, byte by byte, in a form that compares no row with every key when
   * there is no index; null where there is none better than `isOneOf`.
   *
   * @param columns each with the values of all keys
   */
  readonly isOneOfKeys: ((columns: readonly KeysColumn[]) => Sql) | null;
  readonly matches: TextMatches;
  /** Values as JSON text; null where JSON in SQL is not exact (SQLite), or is cut with only a warning (MySQL). */
  readonly jsonValues: JsonValues | null;
  /** Aggregates of a column into one JSON list, in the given order; null where JSON in SQL is not exact (SQLite). */
  readonly jsonLists: JsonLists | null;
  /** Behind a select in a transaction: its rows are locked until the end. */
  readonly forUpdate: Sql;
  /** One row (is_readable) when the ledger's own table of migrations is there, no row when it is not. */
  readonly ledgerTable: Sql;
  /** Rows (table_name, column_name) of the columns of MLflow's tables. */
  readonly columns: Sql;
  /**
   * Rows (table_name, index_name, column_name, index_condition) of the tables' indexes, primary keys too, columns in their
   * order: null for an expression. The condition is that of a partial index.
   */
  readonly indexes: Sql;
  /** Whether a stored metric value is a number, infinities included. */
  isNumber(value: Sql, isNan: Sql): Sql;
  /**
   * Which of `count` equally wide parts of the range from `low` to `high` an integer in it lies in, from 0 on. Reckoned in
   * doubles, since the width of a range of 64-bit integers is none.
   */
  bucketOf(integer: Sql, low: Sql, high: Sql, count: number): Sql;
  /** The table `metrics` as `m`, for reading one series in the order of its steps up to a limit. */
  readonly metricsByStep: Sql;
  /** Series as a table `s` (run_uuid, metric_name), with which each may be joined laterally; null where that cannot be. */
  readonly eachSeries: ((series: StepsOfSeries["series"]) => Sql) | null;
  /** How points of long series are found by the index (run_uuid, key, step). */
  readonly stepIndex: StepIndex;
  /** How many rows of a series are read for the price of one seek, as measured; rounded down. */
  readonly rowsPerSeek: number;
  /** The first rows of each of some keys, at a cost that does not grow with the rows that a key has. */
  firstOfEach<Row>(rows: ReadRows, seek: KeySeek): Promise<FirstRows<Row>>;
}

export type ReadRows = <Row>(statement: Sql) => Promise<Row[]>;

/** Rows of a table by one of its columns, which with `where` is the beginning of an index. */
export interface KeySeek {
  readonly keys: readonly string[];
  readonly column: Sql;
  /** What to select beside the key. */
  readonly select: Sql;
  /** With an alias. */
  readonly table: Sql;
  readonly where: Sql;
  /** The next column of the index; null to take rows in the index's own order. */
  readonly order: Sql | null;
  /** SQLite's name of a row. */
  readonly rowId: Sql;
  /** Rows of each key. */
  readonly limit: number;
  /** Rows of all keys together. */
  readonly rowsMax: number;
}

/** Up to `limit` rows of each key, the key as `seek_key`. */
export interface FirstRows<Row> {
  readonly rows: readonly (Row & { readonly seek_key: string })[];
  /** Whether `rowsMax` kept rows back, of whichever keys. */
  readonly isCut: boolean;
}

/** Each is text, never null: JSON's own null stands for SQL's. */
export interface JsonValues {
  text(expression: Sql): Sql;
  /** 64-bit integers: numbers within +-(2^53-1), else strings. */
  integer(expression: Sql): Sql;
  /** Metric values, by the rules of `encodeMetricValue`. */
  metricValue(value: Sql, isNan: Sql): Sql;
  /** Epoch milliseconds as a `DateTime`, where `isTime` holds. */
  time(expression: Sql): Sql;
  /** Whether an integer is null or a time of the years 1 to 9999. */
  isTime(expression: Sql): Sql;
  /** Texts of JSON objects or values as one list; `[]` for none. */
  list(text: Sql, order: Sql | null, where: Sql | null): Sql;
}

export interface JsonLists {
  /** Whether a long list may come cut short, with only a warning. */
  readonly mayBeCut: boolean;
  /** Whether lists without an order of their own have that of the rows they are made from. */
  readonly keepOrder: boolean;
  /** 64-bit integers: numbers within +-(2^53-1), else strings. */
  integers(expression: Sql, order: Sql | null): Sql;
  /** Metric values, by the rules of `encodeMetricValue`. */
  metricValues(value: Sql, isNan: Sql, order: Sql | null): Sql;
}

/**
 * How points of long series are found by the step index: the points that `readSeries` takes, where one statement finds
 * them; else its parts. Series that are not long have no row.
 */
export type StepIndex = StepStatements | GridSeeks;

export interface StepStatements {
  /** The first point at or after each of `parts` even steps (`gridSteps`), and the last point. */
  grid(steps: StepsOfSeries, parts: number): Sql;
  /** The first point of the least and of the greatest number in each of `buckets` (`bucketOf`), where steps differ. */
  extremes(steps: StepsOfSeries, buckets: number): Sql;
}

export interface GridSeeks {
  readonly grid: null;
  /**
   * One point per seek: the first at or after its step (ascending), or the last at or before it (descending). Seeks that
   * find nothing give no row.
   */
  seek(seeks: readonly MetricSeek[], direction: "ascending" | "descending"): readonly Sql[];
  /**
   * Steps (run_uuid, metric_name, step) of the points that lie `count` points behind the first at or after each seek's
   * step, which the index alone answers. Series that end before have no row.
   */
  measure(seeks: readonly MetricSeek[], count: number): readonly Sql[];
}

/** Series from `low` to `high` in steps, of those that have a point more than `longerThan` there. */
export interface StepsOfSeries {
  readonly series: readonly { readonly runId: string; readonly key: string }[];
  readonly low: bigint;
  readonly high: bigint;
  readonly longerThan: number;
}

export interface MetricSeek {
  readonly run: string;
  readonly key: string;
  readonly step: bigint;
}
