import { Failure } from "../rules/failure.js";

/** What the drivers' errors tell, whichever way Prisma's adapters have mapped them. */
interface DriverError {
  readonly kind?: string;
  readonly code?: string | number;
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly message?: string;
}

type Reason =
  | "STORE_UNREACHABLE"
  | "STORE_AUTHENTICATION_FAILED"
  | "STORE_DATABASE_MISSING"
  | "STORE_TLS_FAILED"
  | "STORE_ACCESS_DENIED"
  | "STORE_SETTINGS_REFUSED"
  | "STORE_SCHEMA_CHANGED"
  | "STORE_BUSY"
  | "NOT_AN_MLFLOW_STORE";

const messages: Readonly<Record<Reason, string>> = {
  STORE_UNREACHABLE: "cannot be reached",
  STORE_AUTHENTICATION_FAILED: "refuses the configured user or password",
  STORE_DATABASE_MISSING: "has no database of the configured name",
  STORE_TLS_FAILED: "cannot be reached with the configured TLS settings",
  STORE_ACCESS_DENIED: "does not let the configured user read a table",
  STORE_SETTINGS_REFUSED: "is behind a pooler that refuses a statement timeout: give it a directUrl",
  STORE_SCHEMA_CHANGED: "is changing its schema (a table or column that was there is not)",
  STORE_BUSY: "is locked by a writer for too long",
  NOT_AN_MLFLOW_STORE: "is no database",
};

const reasonByKind: Readonly<Record<string, Reason>> = {
  DatabaseNotReachable: "STORE_UNREACHABLE",
  ConnectionClosed: "STORE_UNREACHABLE",
  TooManyConnections: "STORE_UNREACHABLE",
  SocketTimeout: "STORE_BUSY",
  AuthenticationFailed: "STORE_AUTHENTICATION_FAILED",
  DatabaseAccessDenied: "STORE_AUTHENTICATION_FAILED",
  DatabaseDoesNotExist: "STORE_DATABASE_MISSING",
  TlsConnectionError: "STORE_TLS_FAILED",
  TableDoesNotExist: "STORE_SCHEMA_CHANGED",
  ColumnNotFound: "STORE_SCHEMA_CHANGED",
};

/** SQLSTATEs, MySQL error numbers and Node's socket errors that mean: not there, or not there any more. */
const reasonByCode: Readonly<Record<string, Reason>> = {
  "28P01": "STORE_AUTHENTICATION_FAILED",
  "28000": "STORE_AUTHENTICATION_FAILED",
  "3D000": "STORE_DATABASE_MISSING",
  "42501": "STORE_ACCESS_DENIED",
  "42P01": "STORE_SCHEMA_CHANGED",
  "42703": "STORE_SCHEMA_CHANGED",
  "55P03": "STORE_BUSY",
  "57P01": "STORE_UNREACHABLE",
  "57P02": "STORE_UNREACHABLE",
  "57P03": "STORE_UNREACHABLE",
  "53300": "STORE_UNREACHABLE",
  "1040": "STORE_UNREACHABLE",
  "1044": "STORE_AUTHENTICATION_FAILED",
  "1045": "STORE_AUTHENTICATION_FAILED",
  "1049": "STORE_DATABASE_MISSING",
  "1053": "STORE_UNREACHABLE",
  "1142": "STORE_ACCESS_DENIED",
  "1143": "STORE_ACCESS_DENIED",
  "1054": "STORE_SCHEMA_CHANGED",
  "1146": "STORE_SCHEMA_CHANGED",
  "1205": "STORE_BUSY",
  "1927": "STORE_UNREACHABLE",
  SQLITE_BUSY: "STORE_BUSY",
  ECONNREFUSED: "STORE_UNREACHABLE",
  ECONNRESET: "STORE_UNREACHABLE",
  EPIPE: "STORE_UNREACHABLE",
  ENOTFOUND: "STORE_UNREACHABLE",
  EAI_AGAIN: "STORE_UNREACHABLE",
  ENOENT: "STORE_UNREACHABLE",
  EHOSTUNREACH: "STORE_UNREACHABLE",
  ENETUNREACH: "STORE_UNREACHABLE",
  ETIMEDOUT: "STORE_UNREACHABLE",
};

/** SQLite's own codes, which its driver tells beside a kind of "sqlite". */
const reasonBySqliteCode: Readonly<Record<string, Reason>> = {
  "10": "STORE_UNREACHABLE",
  "11": "STORE_UNREACHABLE",
  "14": "STORE_UNREACHABLE",
  "26": "NOT_AN_MLFLOW_STORE",
};

/** PostgreSQL query_canceled; MariaDB and MySQL statement timeouts. */
const timeoutCodes = new Set(["57014", "1969", "3024"]);

/** PostgreSQL takes no NUL in text, nor what its encoding has not; MySQL cannot compare text beyond a column's character set. */
const unstorableCodes = new Set(["22021", "22P05", "1267", "1366", "3988"]);

const lostConnection =
  /connection (terminated|ended|closed|timeout)|timeout exceeded when trying to connect|socket (has )?(unexpectedly )?(been )?closed|connect(ion)? timeout|pool (is )?(closed|timeout)|retrieve connection from pool|read timeout|timeout expired|cannot execute new commands|not queryable/i;

/** For errors without a code of their own. Prisma's adapter misses SQLite's words behind their prefix. */
const reasonByMessage: readonly (readonly [RegExp, Reason])[] = [
  [/unsupported startup parameter/, "STORE_SETTINGS_REFUSED"],
  [/no such (table|column)/, "STORE_SCHEMA_CHANGED"],
  [/SSL|TLS|certificate/, "STORE_TLS_FAILED"],
  [lostConnection, "STORE_UNREACHABLE"],
  [/unable to open connection to local database/i, "STORE_UNREACHABLE"],
];

/** @returns a Failure that names the store and nothing secret, or the error itself where it is a fault of ours */
export function asStoreFailure(store: string, error: unknown): unknown {
  if (error instanceof Failure || isAbort(error)) return error;
  const details = detailsOf(error);
  const codes = [details.originalCode, details.code].map(String);
  const options = { cause: error };
  if (codes.some((code) => timeoutCodes.has(code))) return statementTimeout(store, options);
  if (codes.some((code) => unstorableCodes.has(code))) return unstorable(store, options);
  const reason = reasonOf(details, codes);
  return reason === undefined
    ? error
    : new Failure("UNAVAILABLE", reason, `Store "${store}" ${messages[reason]}.`, options);
}

export function notAnMlflowStore(store: string): Failure {
  return new Failure("UNAVAILABLE", "NOT_AN_MLFLOW_STORE", `Store "${store}" is a database without MLflow's tables.`);
}

export function unstorable(store: string, options?: { cause: unknown }): Failure {
  return new Failure(
    "INVALID",
    "TEXT_NOT_STORABLE",
    `Store "${store}" cannot hold a character of the given text.`,
    options,
  );
}

export function statementTimeout(store: string, options?: { cause: unknown }): Failure {
  return new Failure(
    "LIMIT",
    "STATEMENT_TIMEOUT",
    `A statement on store "${store}" took longer than its timeout.`,
    options,
  );
}

function reasonOf({ kind, originalCode, message = "" }: DriverError, codes: readonly string[]): Reason | undefined {
  const byCode = codes.map((code) => reasonByCode[code]).find((known) => known !== undefined);
  return (
    reasonByKind[kind ?? ""] ??
    (kind === "sqlite" ? reasonBySqliteCode[originalCode ?? ""] : undefined) ??
    byCode ??
    reasonByMessage.find(([pattern]) => pattern.test(message))?.[1]
  );
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function detailsOf(error: unknown): DriverError {
  if (typeof error !== "object" || error === null) return {};
  const { message, code, errno } = error as { message?: string; code?: string; errno?: number };
  const cause = (error as { cause?: unknown }).cause;
  const mapped = typeof cause === "object" && cause !== null ? (cause as DriverError) : {};
  return {
    ...mapped,
    message: [message, mapped.message, mapped.originalMessage].filter((text) => text !== undefined).join(" "),
    ...(mapped.code === undefined ? { code: String(errno !== undefined && errno > 0 ? errno : code) } : {}),
  };
}
