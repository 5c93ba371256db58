import type { Config } from "../config.js";
import type { Gatehouse } from "../main.js";
import { type Command, type CommandCall, CommandError, type ExitCode, exitCodes } from "./command.js";
import { ReadyFile } from "./ready-file.js";
import { keepHeapSmall } from "./small-heap.js";
import { watchStopSignals } from "./stop-signal.js";
import { withoutSecrets } from "./without-secrets.js";

export const serve: Command = {
  name: "serve",
  summary: "Serve the graph of the configured stores.",
  details: [
    "A flag goes before a GATEHOUSE_ variable, a variable before the config file, the file before",
    "the default. docs/configuration.md lists every key and variable. SIGTERM and SIGINT let running",
    "requests finish; a second signal ends at once, with exit code 143 or 130.",
  ],
  options: [
    { name: "config", short: "c", value: "FILE", summary: "Read this YAML file (GATEHOUSE_CONFIG)." },
    {
      name: "store",
      value: "NAME=URL",
      isRepeatable: true,
      summary:
        "Attach a store, or give a configured one another URL: postgresql://, mysql://, sqlite:/path, or any form that MLflow takes. May be repeated. Other users can read a password on a command line: GATEHOUSE_STORE_<NAME>_PASSWORD keeps it away from them.",
    },
    { name: "host", value: "HOST", summary: "Listen on this address (GATEHOUSE_HOST; 127.0.0.1)." },
    {
      name: "port",
      short: "p",
      value: "PORT",
      summary: "Listen on this port; 0 takes a free one (GATEHOUSE_PORT; 4000).",
    },
    { name: "token-file", value: "FILE", summary: "Read the bootstrap token from this file (GATEHOUSE_TOKEN_FILE)." },
    {
      name: "bootstrap",
      value: "BOOL",
      summary: "false: no bootstrap token is accepted, and none is needed (GATEHOUSE_BOOTSTRAP; true).",
    },
    {
      name: "issuer",
      value: "NAME=URL",
      isRepeatable: true,
      summary:
        "Accept the tokens of this OpenID provider; GATEHOUSE_ISSUER_<NAME>_AUDIENCE says for whom they must be. May be repeated.",
    },
    { name: "ready-file", value: "FILE", summary: 'Write {"url","wsUrl"} as JSON once it serves; removed at the end.' },
    {
      name: "log-level",
      value: "LEVEL",
      summary: "fatal, error, warn, info, debug, trace or silent (GATEHOUSE_LOG_LEVEL; info).",
    },
  ],
  async run(call) {
    const { loadConfig } = await import("../config.js");
    const config = loadConfig(flagsOf(call));
    keepHeapSmall();
    const readyPath = call.option("ready-file");
    const readyFile = readyPath === undefined ? null : await ReadyFile.prepare(readyPath);
    process.on("uncaughtException", (error) => {
      process.stderr.write(`gatehouse: ${withoutSecrets(error, config).message}\n`);
      process.exit(exitCodes.unexpected);
    });
    try {
      return await serveUntilStopped(config, readyFile);
    } catch (error) {
      throw withoutSecrets(error, config);
    }
  },
};

function flagsOf(call: CommandCall) {
  const plain = {
    config: "config",
    host: "host",
    port: "port",
    tokenFile: "token-file",
    bootstrap: "bootstrap",
    logLevel: "log-level",
  };
  const given = Object.entries(plain).flatMap(([key, option]) => {
    const value = call.option(option);
    return value === undefined ? [] : [[key, value]];
  });
  return { ...Object.fromEntries(given), stores: call.options("store"), issuers: call.options("issuer") };
}

async function serveUntilStopped(config: Config, readyFile: ReadyFile | null): Promise<ExitCode> {
  const stop = watchStopSignals({
    source: process,
    now: () => performance.now(),
    force: (exitCode) => process.exit(exitCode),
  });
  const gatehouse = await start(config);
  try {
    await readyFile?.write(gatehouse);
    process.stderr.write(`Gatehouse serves ${gatehouse.url}\n`);
    const signal = await stop.first;
    process.stderr.write(`${signal}: finishing what is running\n`);
  } finally {
    await readyFile?.remove();
    await gatehouse.close();
  }
  stop.unwatch();
  return exitCodes.ok;
}

async function start(config: Config): Promise<Gatehouse> {
  const { startGatehouse } = await import("../main.js");
  try {
    return await startGatehouse(config);
  } catch (cause) {
    const problem = addressProblem(cause, config.host, config.port);
    throw problem === null ? cause : new CommandError(exitCodes.unavailable, problem, { cause });
  }
}

/** What is wrong with the address to listen on, or null for any other error. */
function addressProblem(error: unknown, host: string, port: number): string | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall, hostname } = error as NodeJS.ErrnoException & { readonly hostname?: string };
  if (syscall !== "listen" && hostname !== host) return addressProblem(error.cause, host, port);
  if (code === "EADDRINUSE")
    return `port ${port} of ${host} is in use: stop what uses it, or choose another with --port (0 takes a free one)`;
  if (code === "EACCES")
    return `port ${port} of ${host} is not allowed to this user: choose one above 1023 with --port`;
  return `${host} is not an address of this machine: choose another with --host`;
}
