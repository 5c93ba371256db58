import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client, escapeIdentifier } from "pg";
import { anyFreePort } from "./free-port.js";
import { clearLeftover } from "./leftover-postgres.js";
import { locatePostgresBinaries, type PostgresBinaries } from "./postgres-binaries.js";
import { type PostgresProcess, PostgresStartError, runInitdb, spawnPostgres } from "./postgres-process.js";
import { assertReachable, choosePostgresUser, type PostgresUser } from "./postgres-user.js";

export interface EmbeddedPostgresOptions {
  /** Holds the cluster, its password (mode 0600) and its log; made when absent. One process at a time may use it. */
  readonly dataDir: string;
  /** A TCP port on 127.0.0.1; without it a free one is taken. */
  readonly port?: number;
  /** False turns durability off for speed, and `stop` removes `dataDir`. */
  readonly persistent: boolean;
}

export interface EmbeddedPostgres {
  /** A connection URL with user and password in it: never print it. */
  url(database: string): string;
  createDatabase(name: string): Promise<void>;
  hasDatabase(name: string): Promise<boolean>;
  /** Ends open connections, stops the server, and removes the data folder unless persistent. A second call does nothing. */
  stop(): Promise<void>;
}

const startAttemptsMax = 20;
const retryPauseMs = 250;
const unreachableAdvice =
  "choose another folder, with --data-dir DIR for the demo or TMPDIR for the tests, or start as a normal user";

/**
 * Starts a PostgreSQL of its own (from npm, nothing else installed) in `dataDir`, on 127.0.0.1 with a generated password.
 * Deals with what a killed process left there. Throws an Error that says what to do when it cannot start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const binaries = locatePostgresBinaries();
  const user = choosePostgresUser();
  assertReachable(
    resolve(binaries.postgres, ".."),
    user,
    "clone into a folder that every user can enter, or start as a normal user",
  );
  // As root the files belong to another user, who must be able to pass through this folder to reach them.
  const isNew = mkdirSync(dataDir, { recursive: true }) !== undefined;
  if (isNew) chmodSync(dataDir, user.uid === undefined ? 0o700 : 0o711);
  assertReachable(dataDir, user, unreachableAdvice);
  const cluster = join(dataDir, "cluster");
  const password = readOrMakePassword(join(dataDir, "password"), user);
  if (existsSync(cluster)) {
    assertSameVersion(cluster, binaries);
    await clearLeftover(cluster);
  } else {
    await createCluster(cluster, join(dataDir, "password"), binaries, user, options.persistent);
  }
  const started = await startOnFreePort({ ...options, dataDir }, binaries, user);
  return handleFor(started, password, options.persistent ? null : dataDir);
}

function handleFor({ server, port }: Started, password: string, removeOnStop: string | null): EmbeddedPostgres {
  const url = (database: string): string =>
    `postgresql://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  return {
    url,
    async createDatabase(name) {
      await ask(url("postgres"), `CREATE DATABASE ${escapeIdentifier(name)}`);
    },
    async hasDatabase(name) {
      const found = await ask(url("postgres"), "SELECT 1 FROM pg_database WHERE datname = $1", [name]);
      return found.length > 0;
    },
    async stop() {
      await server.stop();
      if (removeOnStop !== null) rmSync(removeOnStop, { recursive: true, force: true });
    },
  };
}

async function ask(connectionString: string, sql: string, parameters: readonly string[] = []): Promise<unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}

function readOrMakePassword(file: string, user: PostgresUser): string {
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) chownSync(file, user.uid, user.gid); // initdb reads it as that user.
  }
  return readFileSync(file, "utf8").trim();
}

function assertSameVersion(cluster: string, binaries: PostgresBinaries): void {
  const found = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (found === binaries.majorVersion) return;
  throw new Error(
    `${cluster} was made by PostgreSQL ${found}, and this is PostgreSQL ${binaries.majorVersion}: begin again with npm start -- --fresh`,
  );
}

async function createCluster(
  cluster: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: PostgresUser,
  persistent: boolean,
): Promise<void> {
  // Made beside its place and then renamed, so that an interrupted initdb is never taken for a cluster.
  const unfinished = `${cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  chmodSync(unfinished, 0o700);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(unfinished, user.uid, user.gid);
  await runInitdb(binaries, user, { cluster: unfinished, passwordFile, sync: persistent });
  renameSync(unfinished, cluster);
}

interface Started {
  readonly server: PostgresProcess;
  readonly port: number;
}

/** A free port may be taken by another program before PostgreSQL binds it, and backends of a killed server need a moment to end: both are tried again. */
async function startOnFreePort(
  options: EmbeddedPostgresOptions,
  binaries: PostgresBinaries,
  user: PostgresUser,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await anyFreePort());
    try {
      return {
        port,
        server: await spawnPostgres(binaries, user, { dataDir: options.dataDir, port, durable: options.persistent }),
      };
    } catch (error) {
      if (
        !(error instanceof PostgresStartError) ||
        attempt === startAttemptsMax ||
        !isWorthRetrying(error, options.port)
      )
        throw error;
      await new Promise((done) => setTimeout(done, retryPauseMs));
    }
  }
}

function isWorthRetrying(error: PostgresStartError, fixedPort: number | undefined): boolean {
  if (/pre-existing shared memory block/.test(error.output)) return true;
  return fixedPort === undefined && /Address already in use|could not bind/.test(error.output);
}
