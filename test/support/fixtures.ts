import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { DialectName } from "../../src/stores/store-options.js";
import { databaseName, databaseUrl, emptyDatabase, runDump, type TestDatabase } from "./databases.js";
import { parseJson } from "./json.js";
import type { Oracle } from "./oracle.js";
import { availableDialects, chosen, repositoryRoot } from "./run-environment.js";

/** A store that a real MLflow client wrote, loaded for this run. Shared by all tests: read it, never write to it. */
export interface FixtureStore {
  readonly version: MlflowVersion;
  readonly dialect: DialectName;
  readonly databaseName: string;
  /** As a store's `url` in the configuration; empty when not available. */
  readonly url: string;
  readonly oracle: Oracle;
  /** False when this run has no server of its dialect: name the test all the same, and skip it. */
  readonly available: boolean;
}

export const mlflowVersions = ["2.22.0", "3.9.0", "3.17.2"] as const;
export type MlflowVersion = (typeof mlflowVersions)[number];

const dialects: readonly DialectName[] = ["postgres", "mysql", "sqlite"];

/**
 * Every fixture there is: nine (three versions of MLflow on three databases) from GATEHOUSE_FIXTURES or ../shared/fixtures, else the
 * three kept in test/fixtures. Needs no waiting, so that `describe.each` can take it.
 */
export function fixtureStores(): readonly FixtureStore[] {
  const found = mlflowVersions
    .flatMap((version) => dialects.map((dialect) => ({ version, dialect })))
    .filter(({ version, dialect }) => existsSync(dumpPath(version, dialect)));
  if (found.length === 0) throw new Error(`no mlflow-*.sql.gz in ${fixtureFolder}`);
  return found.map(({ version, dialect }) => {
    const name = databaseName(`${version.replaceAll(".", "_")}_${dialect}`);
    const available = availableDialects().includes(dialect);
    return {
      version,
      dialect,
      databaseName: name,
      url: available ? databaseUrl(dialect, name) : "",
      oracle: readOracle(version, dialect),
      available,
    };
  });
}

/** The fixture of one version and dialect; throws where there is none. */
export function fixtureStore(dialect: DialectName, version: MlflowVersion = "3.17.2"): FixtureStore {
  const found = fixtureStores().find((fixture) => fixture.dialect === dialect && fixture.version === version);
  if (found === undefined) throw new Error(`${fixtureFolder} holds no store of MLflow ${version} on ${dialect}`);
  return found;
}

/** A private copy of a fixture, for a test that writes. About 0.3 s. */
export async function mlflowStore(dialect: DialectName, version: MlflowVersion = "3.17.2"): Promise<TestDatabase> {
  const dump = readDump({ dialect, version });
  const database = await emptyDatabase(dialect);
  await runDump(database.url, dialect, dump);
  return database;
}

/** The SQL text of a fixture. */
export function readDump({
  version,
  dialect,
}: {
  readonly version: MlflowVersion;
  readonly dialect: DialectName;
}): string {
  return gunzipSync(readFileSync(dumpPath(version, dialect))).toString("utf8");
}

const keptFolder = join(repositoryRoot, "test", "fixtures");
const sharedFolder = join(repositoryRoot, "..", "shared", "fixtures");
const fixtureFolder = chosen.fixtureFolder ?? (existsSync(sharedFolder) ? sharedFolder : keptFolder);

function dumpPath(version: MlflowVersion, dialect: DialectName): string {
  return join(fixtureFolder, `mlflow-${version}.${dialect}.sql.gz`);
}

function readOracle(version: MlflowVersion, dialect: DialectName): Oracle {
  const path = join(fixtureFolder, `mlflow-${version}.${dialect}.oracle.json`);
  const text = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return parseJson(text.toString("utf8")) as unknown as Oracle;
}
