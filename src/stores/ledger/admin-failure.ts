import { Failure } from "../../rules/failure.js";
import type { AdminSession } from "../dialects/admin-session.js";
import { asStoreFailure } from "../store-failure.js";
import type { StoreOptions } from "../store-options.js";

/** PostgreSQL's insufficient_privilege; MySQL's refusals of a command, of a column, of a privilege; SQLite's file without write access. */
const deniedCodes: ReadonlySet<string> = new Set(["42501", "1142", "1143", "1044", "1227", "SQLITE_READONLY"]);

/** What went wrong while the ledger was being changed, in words for whoever runs the command. */
export function asAdminFailure({ name }: StoreOptions, session: AdminSession | null, error: unknown): unknown {
  const { code, errno } = error as { code?: string; errno?: number };
  const codes = [code, errno].map(String);
  if (session === null || !codes.some((each) => deniedCodes.has(each))) return asStoreFailure(name, error);
  const who = session.user === null ? "this user" : `the database's user ${session.user}`;
  return new Failure(
    "FORBIDDEN",
    "LEDGER_NOT_ALLOWED",
    `Store "${name}": ${who} may not change the ledger's tables. Give one that may, such as the owner of MLflow's tables, with --store ${name}=URL.`,
    { cause: error },
  );
}
