import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { DialectName } from "../../src/stores/store-options.js";
import { splitMysqlDump } from "./mysql-dump.js";
import { runEnvironment } from "./run-environment.js";
import { openSql, type SqlRunner } from "./sql-runner.js";

export interface TestDatabase {
  readonly dialect: DialectName;
  /** As a store's `url` in the configuration. */
  readonly url: string;
  /** Removes it, with every connection still open to it. Databases left over go at the end of the run. */
  drop(): Promise<void>;
}

let databasesMade = 0;

/** Makes an empty database of this run on the dialect's server (for SQLite, names a file that does not exist yet). */
export async function emptyDatabase(dialect: DialectName): Promise<TestDatabase> {
  databasesMade += 1;
  // A process runs many test files, each with a count of its own.
  const name = databaseName(`w${process.pid}_${randomBytes(3).toString("hex")}_${databasesMade}`);
  await createDatabase(dialect, name);
  return { dialect, url: databaseUrl(dialect, name), drop: () => dropDatabase(dialect, name) };
}

/** Fills a new database of the given name with a dump: plain SQL text for its dialect. */
export async function loadDump(dialect: DialectName, name: string, dump: string): Promise<void> {
  await createDatabase(dialect, name);
  await runDump(databaseUrl(dialect, name), dialect, dump);
}

/** Runs a dump on an existing, empty database. */
export async function runDump(url: string, dialect: DialectName, dump: string): Promise<void> {
  const sql = await openSql(url); // A connection of its own: the PostgreSQL dumps empty its search_path.
  try {
    for (const part of dumpParts(dialect, dump)) await sql.script(part);
  } finally {
    await sql.close();
  }
}

/** The full name of a database of this run. */
export function databaseName(suffix: string): string {
  return `gatehouse_test_${runEnvironment().runId}_${suffix}`;
}

/** The store URL of a database of this run. */
export function databaseUrl(dialect: DialectName, name: string): string {
  if (dialect === "sqlite") return `sqlite:${sqliteFile(name)}`;
  const url = new URL(serverUrl(dialect));
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops the databases that the chosen runs made on a server. */
export async function dropDatabasesOf(
  dialect: "postgres" | "mysql",
  url: string,
  isChosen: (runId: string) => boolean,
): Promise<void> {
  const listing =
    dialect === "postgres"
      ? "SELECT datname AS name FROM pg_database"
      : "SELECT schema_name AS name FROM information_schema.schemata";
  await withServer(url, async (sql) => {
    for (const { name } of await sql.query<{ name: string }>(listing)) {
      const runId = /^gatehouse_test_([0-9a-z]+)_/.exec(name)?.[1];
      if (runId !== undefined && isChosen(runId)) await sql.script(dropStatement(dialect, name));
    }
  });
}

async function createDatabase(dialect: DialectName, name: string): Promise<void> {
  if (dialect === "sqlite") return;
  await withServer(serverUrl(dialect), async (sql) => {
    const statement =
      dialect === "mysql"
        ? `CREATE DATABASE ${name} CHARACTER SET utf8mb4`
        : `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' ${await languageOrder(sql)}`;
    await sql.script(statement);
  });
}

/** Stores in use mostly sort text by a language's rules, not by bytes; so do ours, wherever the server was built with ICU. */
async function languageOrder(sql: SqlRunner): Promise<string> {
  const [icu] = await sql.query("SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1");
  return icu === undefined ? "" : "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";
}

async function dropDatabase(dialect: DialectName, name: string): Promise<void> {
  if (dialect === "sqlite") {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${sqliteFile(name)}${suffix}`, { force: true });
  } else {
    await withServer(serverUrl(dialect), (sql) => sql.script(dropStatement(dialect, name)));
  }
}

function dropStatement(dialect: "postgres" | "mysql", name: string): string {
  return dialect === "mysql" ? `DROP DATABASE IF EXISTS ${name}` : `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`;
}

function dumpParts(dialect: DialectName, dump: string): readonly string[] {
  if (dialect === "mysql") return splitMysqlDump(dump);
  // The SQLite dumps hold rows before the rows they refer to.
  return [dialect === "sqlite" ? `PRAGMA foreign_keys = OFF;\n${dump}` : dump];
}

function serverUrl(dialect: "postgres" | "mysql"): string {
  const { postgresUrl, mysqlUrl } = runEnvironment();
  if (dialect === "postgres") return postgresUrl;
  if (mysqlUrl === null) throw new Error("this run has no MariaDB: ask availableDialects() first");
  return mysqlUrl;
}

function sqliteFile(name: string): string {
  return join(runEnvironment().folder, `${name}.db`);
}

async function withServer(url: string, use: (sql: SqlRunner) => Promise<void>): Promise<void> {
  const sql = await openSql(url);
  try {
    await use(sql);
  } finally {
    await sql.close();
  }
}
