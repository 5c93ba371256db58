import { Failure } from "../../rules/failure.js";
import { ledgerTables } from "../../rules/ledger-tables.js";
import type { AdminSession } from "../dialects/admin-session.js";
import { dialectNamed } from "../dialects/dialect-by-name.js";
import type { StoreOptions } from "../store-options.js";
import { asScript, withAdmin } from "./admin.js";
import { appliedMigrations, isNewer } from "./migrate.js";

export interface UninstallReport {
  readonly store: string;
  readonly database: string;
  /** The tables that are gone now, or would be. */
  readonly tables: readonly string[];
  /** What would be run, in SQL; empty where nothing would, and when it was. */
  readonly script: string;
}

/**
 * Drops the ledger's tables and leaves MLflow's as they are. One that was begun and not finished can be run again, and so
 * can a migration after it.
 *
 * @throws Failure UNAVAILABLE, FORBIDDEN LEDGER_NOT_ALLOWED, CONFLICT LEDGER_NEWER for a ledger whose tables this build does not all know
 */
export function uninstallLedger(options: StoreOptions, isDryRun: boolean): Promise<UninstallReport> {
  return withAdmin(options, async ({ session }) => {
    const tables = await ledgerTablesOf(options.name, session);
    if (!isDryRun && tables.length > 0) {
      await session.locked(async () => {
        for (const statement of statementsFor(await ledgerTablesOf(options.name, session)))
          await session.run(statement);
      });
    }
    return {
      store: options.name,
      database: (await dialectNamed(options.dialect)).label,
      tables,
      script: isDryRun && tables.length > 0 ? asScript(session, statementsFor(tables)) : "",
    };
  });
}

/** From the last to the first, which says what is there. */
async function ledgerTablesOf(store: string, session: AdminSession): Promise<string[]> {
  const present = await session.tableNames();
  if (isNewer(await appliedMigrations(session))) {
    throw new Failure(
      "CONFLICT",
      "LEDGER_NEWER",
      `Store "${store}" has a ledger of a newer Gatehouse, with tables that this one does not know: uninstall it with that one.`,
    );
  }
  return ledgerTables
    .map(({ name }) => name)
    .filter((name) => present.includes(name))
    .reverse();
}

/** First nothing counts as applied: a ledger that is half gone is never taken for a whole one. */
function statementsFor(tables: readonly string[]): string[] {
  const forget = tables.includes("gatehouse_migrations") ? ["delete from gatehouse_migrations"] : [];
  return [...forget, ...tables.map((name) => `drop table if exists ${name}`)];
}
