import { ledgerVersion } from "../../rules/ledger-state.js";
import { type AppliedMigration, type MigrationFile, pendingMigrations } from "../../rules/migration.js";
import type { AdminSession, RoleNames, WideRights } from "../dialects/admin-session.js";
import { dialectNamed } from "../dialects/dialect-by-name.js";
import type { StoreOptions } from "../store-options.js";
import { asScript, withAdmin } from "./admin.js";
import { migrationFiles } from "./migration-files.js";

export interface MigrateOptions {
  /** Nothing is changed; the script says what would be run. */
  readonly isDryRun: boolean;
  readonly roles: RoleNames;
  /** Who migrates, where the database has no users of its own. */
  readonly systemUser: string;
  readonly now: () => number;
}

export interface MigrationReport {
  readonly store: string;
  readonly database: string;
  /** The newest file that had been applied before; 0 for no ledger. */
  readonly before: number;
  readonly after: number;
  /** Names of the files applied now, or to be applied. */
  readonly files: readonly string[];
  /** What would be run, in SQL; empty where nothing would, and when it was. */
  readonly script: string;
  readonly grants: readonly string[];
  readonly wideRights: WideRights;
}

/**
 * Brings a store's ledger to this build's version, file by file. A file that was begun and not finished is begun again:
 * PostgreSQL and SQLite have undone it, and on MySQL each statement of it can be repeated.
 *
 * @param files in place of this build's own
 * @throws Failure UNAVAILABLE, FORBIDDEN LEDGER_NOT_ALLOWED, CONFLICT MIGRATION_CHANGED or MIGRATION_SKIPPED
 */
export function migrateLedger(
  options: StoreOptions,
  { isDryRun, roles, systemUser, now }: MigrateOptions,
  files: readonly MigrationFile[] = migrationFiles(options.dialect),
): Promise<MigrationReport> {
  return withAdmin(options, async ({ session, administration }) => {
    const applied = await appliedMigrations(session);
    const pending = pendingMigrations(options.name, files, applied);
    const statements = (file: MigrationFile) =>
      statementsOf(session, file, now(), `operator:${session.user ?? systemUser}`);
    const done = isDryRun ? [] : await applyPending(options, session, files, pending, statements);
    const before = newest(applied);
    return {
      store: options.name,
      database: (await dialectNamed(options.dialect)).label,
      before,
      after: isDryRun ? before : newest(await appliedMigrations(session)),
      files: (isDryRun ? pending : done).map(({ name }) => name),
      script: isDryRun ? pending.map((file) => asScript(session, statements(file))).join("\n") : "",
      grants: await administration.grants(session, roles),
      wideRights: await administration.wideRights(session, options),
    };
  });
}

/** @returns what the ledger says was applied; nothing where there is no ledger */
export async function appliedMigrations(session: AdminSession): Promise<AppliedMigration[]> {
  if (!(await session.tableNames()).includes("gatehouse_migrations")) return [];
  const rows = await session.rows<{ version: unknown; name: string; checksum: string }>(
    "select version, name, checksum from gatehouse_migrations order by version",
  );
  return rows.map(({ version, name, checksum }) => ({ version: Number(version), name, checksum }));
}

/** Each file in a locked piece of its own, in which it is asked anew what another process has done meanwhile. */
async function applyPending(
  { name }: StoreOptions,
  session: AdminSession,
  files: readonly MigrationFile[],
  expected: readonly MigrationFile[],
  statements: (file: MigrationFile) => readonly string[],
): Promise<MigrationFile[]> {
  const done: MigrationFile[] = [];
  for (const _ of expected) {
    await session.locked(async () => {
      const [next] = pendingMigrations(name, files, await appliedMigrations(session));
      if (next === undefined) return;
      for (const statement of statements(next)) await session.run(statement);
      done.push(next);
    });
  }
  return done;
}

/** A file's statements, and the note that it was applied. */
function statementsOf(session: AdminSession, file: MigrationFile, at: number, by: string): string[] {
  const { version, name, checksum, compatibleSince } = file;
  const texts = [name, checksum].map((text) => session.quoted(text)).join(", ");
  return [
    ...file.statements,
    `insert into gatehouse_migrations (version, name, checksum, compatible_since, applied_at, applied_by) values (${version}, ${texts}, ${compatibleSince}, ${at}, ${session.quoted(by)})`,
  ];
}

function newest(applied: readonly AppliedMigration[]): number {
  return Math.max(0, ...applied.map(({ version }) => version));
}

/** Whether a newer Gatehouse has migrated the ledger. */
export function isNewer(applied: readonly AppliedMigration[]): boolean {
  return newest(applied) > ledgerVersion;
}
