import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { stopServer } from "./leftover-postgres.js";
import type { PostgresBinaries } from "./postgres-binaries.js";
import type { PostgresUser } from "./postgres-user.js";

export interface PostgresProcess {
  stop(): Promise<void>;
}

/** PostgreSQL or initdb ended early; `output` is what it printed. */
export class PostgresStartError extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(`${message}:\n${output.trim()}`);
  }
}

interface InitOptions {
  readonly cluster: string;
  readonly passwordFile: string;
  readonly sync: boolean;
}

interface ServerOptions {
  /** Holds `cluster/`; the server's log goes to `postgres.log` in it. */
  readonly dataDir: string;
  readonly port: number;
  /** False trades crash safety for speed. */
  readonly durable: boolean;
}

// Nothing of our environment is handed on: PG* variables would change the server, and secrets have no business there.
const environment = { LC_ALL: "C" };
const outputCharsMax = 4_000;
const startMsMax = 120_000;

/** Fills an empty folder with a cluster whose text order is the same on every system. */
export async function runInitdb(binaries: PostgresBinaries, user: PostgresUser, options: InitOptions): Promise<void> {
  const flags = [
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const args = [
    "-D",
    options.cluster,
    `--pwfile=${options.passwordFile}`,
    ...flags,
    ...(options.sync ? [] : ["--no-sync"]),
  ];
  const child = spawn(binaries.initdb, args, {
    ...user,
    env: environment,
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output = tail(output + chunk)));
  const code = await exitOf(child);
  if (code !== 0) throw new PostgresStartError("PostgreSQL's initdb failed", output);
}

/** Starts the server and waits until it accepts connections. Throws PostgresStartError when it ends before that. */
export async function spawnPostgres(
  binaries: PostgresBinaries,
  user: PostgresUser,
  options: ServerOptions,
): Promise<PostgresProcess> {
  const logFile = join(options.dataDir, "postgres.log");
  writeFileSync(logFile, "", { mode: 0o600 });
  const args = ["-D", join(options.dataDir, "cluster"), ...settings(options).flatMap((setting) => ["-c", setting])];
  // A durable server has a process group of its own: Ctrl-C in a terminal must reach this process first, which stops the server last.
  const child = spawn(binaries.postgres, args, {
    ...user,
    env: environment,
    cwd: "/",
    detached: options.durable,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const killAtExit = (): boolean => child.kill("SIGINT");
  process.once("exit", killAtExit);
  child.once("exit", () => process.off("exit", killAtExit));
  await untilReady(child, logFile);
  const pid = child.pid;
  if (pid === undefined) throw new Error("PostgreSQL has no process id");
  child.unref();
  (child.stderr as Socket).unref();
  return { stop: () => stopChild(child, pid) };
}

function settings({ port, durable }: ServerOptions): string[] {
  const common = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    "unix_socket_directories=",
    "timezone=UTC",
    "log_timezone=UTC",
    "max_connections=100",
  ];
  const fast = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];
  return [...common, ...(durable ? ["synchronous_commit=off"] : fast)];
}

function untilReady(child: ChildProcess, logFile: string): Promise<void> {
  return new Promise((done, failed) => {
    let output = "";
    const limit = setTimeout(() => child.kill("SIGQUIT"), startMsMax);
    child.once("error", (cause) => failed(new Error("PostgreSQL could not be run", { cause })));
    child.once("close", () => {
      clearTimeout(limit);
      failed(new PostgresStartError("PostgreSQL did not start", output));
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      appendFileSync(logFile, chunk);
      output = tail(output + chunk);
      if (!output.includes("database system is ready to accept connections")) return;
      clearTimeout(limit);
      done();
    });
  });
}

async function stopChild(child: ChildProcess, pid: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = exitOf(child);
  await stopServer(pid);
  await gone;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done(code));
  });
}

function tail(text: string): string {
  return text.slice(-outputCharsMax);
}
