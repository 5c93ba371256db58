import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DialectName } from "../../src/stores/store-options.js";

/**
 * What one run of the tests knows of itself. The global setup writes it into environment variables, the one thing that reaches
 * every worker process; tests read it from there.
 */
export interface RunEnvironment {
  /** Part of every database name, so that runs beside each other never meet: `[a-z0-9]+`. */
  readonly runId: string;
  /** A folder of this run alone, removed at its end. */
  readonly folder: string;
  /** Connection URL of a server's own database, with the right to create others. */
  readonly postgresUrl: string;
  /** The same for MariaDB; null when there is none, and then its tests are skipped. */
  readonly mysqlUrl: string | null;
}

export const repositoryRoot = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** What the person who started the tests chose; see run-setup.ts for the meaning of each. */
export const chosen = {
  postgresUrl: process.env.GATEHOUSE_TEST_POSTGRES_URL || null,
  mysqlUrl: process.env.GATEHOUSE_TEST_MYSQL_URL || null,
  /** The `mlflow` executable of a virtual environment. */
  mlflow: pathFrom(process.env.GATEHOUSE_TEST_MLFLOW),
  isContinuousIntegration: process.env.CI === "true",
  /** Where the programs are that tests start. */
  path: process.env.PATH ?? "",
  fixtureFolder: pathFrom(process.env.GATEHOUSE_FIXTURES),
};

/** Hands the run's environment to the workers that Jest starts next. */
export function publishRunEnvironment(run: RunEnvironment): void {
  process.env.GATEHOUSE_TEST_RUN = JSON.stringify(run);
}

/** The run's environment; throws where the global setup has not run, as in the project of pure tests. */
export function runEnvironment(): RunEnvironment {
  const text = process.env.GATEHOUSE_TEST_RUN;
  if (text === undefined)
    throw new Error(
      "this test needs the databases of test/support/global-setup.mjs: see the projects in jest.config.mjs",
    );
  return JSON.parse(text) as RunEnvironment;
}

/** Dialects that have a server in this run. */
export function availableDialects(): readonly DialectName[] {
  return runEnvironment().mysqlUrl === null ? ["postgres", "sqlite"] : ["postgres", "mysql", "sqlite"];
}

function pathFrom(path: string | undefined): string | null {
  if (!path) return null;
  return isAbsolute(path) ? path : join(repositoryRoot, path);
}
