import { createHash } from "node:crypto";
import { Failure } from "./failure.js";

/** A numbered file of migrations/, taken apart. */
export interface MigrationFile {
  readonly version: number;
  /** The file's name without its ending: `0001_bindings_and_tokens`. */
  readonly name: string;
  /** SHA-256 of its text in hex, line ends of any system alike. */
  readonly checksum: string;
  readonly compatibleSince: number;
  readonly statements: readonly string[];
}

/** What the ledger says of a file that was applied. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** @param name as `0001_bindings_and_tokens`; a name or text that breaks the rules is an error of whoever wrote the file */
export function readMigration(name: string, text: string): MigrationFile {
  const [, digits] = /^(\d{4})_[a-z0-9_]+$/.exec(name) ?? [];
  const lines = text.replaceAll("\r\n", "\n");
  const [, since] = /^-- compatible-since: (\d+)$/m.exec(lines) ?? [];
  if (digits === undefined || since === undefined) {
    throw new Error(`migration ${name} needs a name like 0001_words and a line "-- compatible-since: N"`);
  }
  return {
    version: Number(digits),
    name,
    checksum: createHash("sha256").update(lines).digest("hex"),
    compatibleSince: Number(since),
    statements: statementsOf(lines),
  };
}

/**
 * Which files are still to be applied, in order. A newer Gatehouse may have applied files that this one does not have:
 * they are left alone.
 *
 * @throws Failure CONFLICT for a file that is not the one that was applied under its number
 */
export function pendingMigrations(
  store: string,
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
): readonly MigrationFile[] {
  const byVersion = new Map(applied.map((row) => [row.version, row]));
  for (const file of files) {
    const row = byVersion.get(file.version);
    if (row === undefined || row.checksum === file.checksum) continue;
    throw new Failure(
      "CONFLICT",
      "MIGRATION_CHANGED",
      `Store "${store}": migration ${row.name} was applied with another content than ${file.name} of this Gatehouse has. A file that was applied is never changed: run the Gatehouse that applied it, or a later one.`,
    );
  }
  const newest = Math.max(0, ...byVersion.keys());
  const pending = files.filter(({ version }) => !byVersion.has(version));
  const skipped = pending.find(({ version }) => version < newest);
  if (skipped === undefined) return pending;
  throw new Failure(
    "CONFLICT",
    "MIGRATION_SKIPPED",
    `Store "${store}": migration ${newest} was applied and ${skipped.name} before it was not. Migrations only go forward.`,
  );
}

/** A statement ends with a semicolon before an empty line or the end of the file: a trigger's body has others inside. */
function statementsOf(lines: string): string[] {
  return lines
    .split(/;[ \t]*\n(?:[ \t]*\n)+|;\s*$/)
    .map((part) => part.replace(/^--.*\n?/gm, "").trim())
    .filter((statement) => statement !== "");
}
