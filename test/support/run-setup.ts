import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/demo/embedded-postgres.js";
import { dropDatabasesOf, loadDump } from "./databases.js";
import { fixtureStores, readDump } from "./fixtures.js";
import { chosen, publishRunEnvironment, type RunEnvironment } from "./run-environment.js";
import { openSql } from "./sql-runner.js";

const interruptions = ["SIGINT", "SIGTERM"] as const;

let current: {
  readonly folder: string;
  readonly run: RunEnvironment | null;
  readonly embedded: EmbeddedPostgres | null;
} | null = null;

/**
 * Starts what the tests run on and loads every fixture into a database of its own.
 * PostgreSQL is an embedded one, or the server named by GATEHOUSE_TEST_POSTGRES_URL; MariaDB is the one named by
 * GATEHOUSE_TEST_MYSQL_URL, MLflow the executable named by GATEHOUSE_TEST_MLFLOW (in a virtual environment with psycopg2): without
 * one its tests are skipped, with the reason printed, unless CI=true, where that is an error.
 */
export async function setUpRun(): Promise<void> {
  const mysqlUrl = await reachableMysql();
  checkMlflow();
  const runId = newRunId();
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  chmodSync(folder, 0o755); // As root, the embedded PostgreSQL runs as another user.
  current = { folder, run: null, embedded: null };
  for (const signal of interruptions) process.once(signal, endInterruptedRun);
  process.once("exit", removeFolder);
  const embedded =
    chosen.postgresUrl === null
      ? await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), persistent: false })
      : null;
  const run: RunEnvironment = {
    runId,
    folder,
    mysqlUrl,
    postgresUrl: chosen.postgresUrl ?? embedded?.url("postgres") ?? "",
  };
  publishRunEnvironment(run);
  current = { folder, run, embedded };
  try {
    await dropDatabasesOnServers(run, isStale);
    await loadFixtures();
  } catch (error) {
    await tearDownRun();
    throw error;
  }
}

/** Drops every database of the run, also those a test forgot, and stops the embedded server. */
export async function tearDownRun(): Promise<void> {
  const { run, embedded } = current ?? { run: null, embedded: null };
  for (const signal of interruptions) process.off(signal, endInterruptedRun);
  if (run !== null) await dropDatabasesOnServers(run, (runId) => runId === run.runId);
  await embedded?.stop();
  removeFolder();
}

/** The embedded server is in a process group of its own, so an interrupted run must end it. */
function endInterruptedRun(): void {
  void tearDownRun().finally(() => process.exit(130));
}

function removeFolder(): void {
  if (current !== null) rmSync(current.folder, { recursive: true, force: true, maxRetries: 5 });
  current = null;
}

/** The embedded server takes its databases with it. */
async function dropDatabasesOnServers(run: RunEnvironment, isChosen: (runId: string) => boolean): Promise<void> {
  if (chosen.postgresUrl !== null) await dropDatabasesOf("postgres", run.postgresUrl, isChosen);
  if (run.mysqlUrl !== null) await dropDatabasesOf("mysql", run.mysqlUrl, isChosen);
}

const secondsDigits = 6;
const staleAfterSeconds = 6 * 3600;

function newRunId(): string {
  return `${nowSeconds().toString(36)}${randomBytes(2).toString("hex")}`;
}

/** A killed run leaves its databases on the servers it was given; a later one clears them. */
function isStale(runId: string): boolean {
  return nowSeconds() - Number.parseInt(runId.slice(0, secondsDigits), 36) > staleAfterSeconds;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

async function loadFixtures(): Promise<void> {
  for (const fixture of fixtureStores()) {
    if (fixture.available) await loadDump(fixture.dialect, fixture.databaseName, readDump(fixture));
  }
}

async function reachableMysql(): Promise<string | null> {
  const reason =
    chosen.mysqlUrl === null ? "GATEHOUSE_TEST_MYSQL_URL names no server" : await whyUnreachable(chosen.mysqlUrl);
  if (reason === null) return chosen.mysqlUrl;
  if (chosen.isContinuousIntegration)
    throw new Error(`the tests need MariaDB: ${reason} (for example mysql://root@127.0.0.1:3306)`);
  process.stderr.write(`MariaDB tests are skipped: ${reason}\n`);
  return null;
}

function checkMlflow(): void {
  const reason =
    chosen.mlflow === null
      ? "GATEHOUSE_TEST_MLFLOW names no mlflow executable"
      : existsSync(chosen.mlflow)
        ? null
        : "there is no file where GATEHOUSE_TEST_MLFLOW says";
  if (reason === null) return;
  // A variable that names nothing is a mistake, on any machine.
  if (chosen.isContinuousIntegration || chosen.mlflow !== null)
    throw new Error(`the tests need MLflow: ${reason} (for example .venv/bin/mlflow)`);
  process.stderr.write(`Tests beside a live MLflow are skipped: ${reason}\n`);
}

async function whyUnreachable(url: string): Promise<string | null> {
  try {
    const sql = await openSql(url);
    await sql.close();
    return null;
  } catch (error) {
    return `the server of GATEHOUSE_TEST_MYSQL_URL cannot be reached (${(error as { code?: string }).code ?? "no code"})`;
  }
}
