import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import type { DemoPlan, DemoSurroundings } from "../demo/run-demo.js";
import { type Command, type CommandCall, CommandError, type ExitCode, exitCodes } from "./command.js";
import { keepHeapSmall } from "./small-heap.js";
import { watchStopSignals } from "./stop-signal.js";

const portDefault = 4000;
const dataDirDefault = ".gatehouse";

export const demo: Command = {
  name: "demo",
  summary: "Serve a demo store on an embedded PostgreSQL; nothing else is needed.",
  details: [
    "npm start builds first and then runs this. The data stays in the data folder: a later start goes on with it.",
    "Runs on Linux and macOS; on Windows in WSL2.",
  ],
  options: [
    { name: "data-dir", value: "DIR", summary: `Keep the data here (${dataDirDefault}).` },
    { name: "port", short: "p", value: "PORT", summary: `Try this port first, then the next ones (${portDefault}).` },
    { name: "fresh", summary: "Forget the data of earlier starts." },
    { name: "steps-before", value: "N", summary: "Number the steps as if N had been shown before." },
  ],
  async run(call) {
    const plan = planOf(call);
    const [{ Demo }, { welcome }] = await Promise.all([import("../demo/run-demo.js"), import("../demo/welcome.js")]);
    const stop = watchStopSignals({
      source: process,
      now: () => performance.now(),
      force: (exitCode) => process.exit(exitCode),
    });
    // A closed terminal must not leave a PostgreSQL behind.
    process.once("SIGHUP", () => process.emit("SIGTERM", "SIGTERM"));
    const running = new Demo(plan, await surroundings());
    try {
      const started = await Promise.race([running.start(), stop.first]);
      if (typeof started !== "string") {
        process.stdout.write(welcome(started));
        await stop.first;
      }
      process.stdout.write("\nStopping ...\n");
      return exitCodes.ok;
    } catch (error) {
      return explain(error);
    } finally {
      await running.stop();
    }
  },
};

function planOf(call: CommandCall): DemoPlan {
  return {
    dataDir: call.option("data-dir") ?? dataDirDefault,
    port: numberOf(call, "port", portDefault, 65_535),
    fresh: call.has("fresh"),
    stepsBefore: numberOf(call, "steps-before", 0, 9),
  };
}

function numberOf(call: CommandCall, option: string, otherwise: number, max: number): number {
  const text = call.option(option);
  if (text === undefined) return otherwise;
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= max) return number;
  throw new CommandError(exitCodes.usage, `--${option} must be a whole number from 0 to ${max}`);
}

async function surroundings(): Promise<DemoSurroundings> {
  const [{ parseConfig }, { startGatehouse }, { grantRoles }] = await Promise.all([
    import("../config.js"),
    import("../main.js"),
    import("../grant-roles.js"),
  ]);
  return {
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    now: Date.now,
    elapsed: () => performance.now(),
    // Nothing of the environment: a variable that attaches a real store must not bring it into the demo.
    configure: ({ url, token, host, port }) =>
      parseConfig(
        // Its own lines say what a warning would, of the token above all.
        { host, port, token, logLevel: "error", stores: [{ name: "demo", url, tls: { mode: "disable" } }] },
        {},
      ),
    grantRoles: (config, tokens) =>
      grantRoles(config, tokens, { issuer: "demo", systemUser: userInfo().username, now: Date.now, newId: randomUUID }),
    serve: (config) => {
      keepHeapSmall();
      return startGatehouse(config);
    },
  };
}

/** Most of what stops a start is told in words by an Error of the demo; only the word is shown, never a connection URL. */
function explain(error: unknown): ExitCode {
  const message = error instanceof Error ? error.message : "an unexpected failure";
  process.stderr.write(`gatehouse: ${message.replaceAll(/postgres(ql)?:\/\/[^\s"']+/g, "postgresql://***")}\n`);
  return error instanceof Error && error.name === "FolderInUseError" ? exitCodes.unavailable : exitCodes.unexpected;
}
