import { readdirSync, readFileSync } from "node:fs";
import { type MigrationFile, readMigration } from "../../rules/migration.js";
import type { DialectName } from "../store-options.js";

/** Three folders above both the source and the build. */
const folder = new URL("../../../migrations/", import.meta.url);

/** @returns the numbered files of a dialect in their order; one that is missing in between is an error of the build */
export function migrationFiles(dialect: DialectName): readonly MigrationFile[] {
  const within = new URL(`${dialect}/`, folder);
  const names = readdirSync(within)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const files = names.map((name) =>
    readMigration(name.slice(0, -".sql".length), readFileSync(new URL(name, within), "utf8")),
  );
  const wrong = files.find(({ version }, at) => version !== at + 1);
  if (wrong !== undefined) throw new Error(`migrations/${dialect} has a gap or a number twice before ${wrong.name}`);
  return files;
}
