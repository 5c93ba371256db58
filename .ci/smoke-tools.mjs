// What the smoke tests share: starting and ending processes, waiting for them, asking the graph.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const started = [];

/** Runs a smoke test, ends what it started, and shows what those processes said when it failed. */
export async function smoke(test) {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopAll().finally(() => process.exit(1)));
  try {
    await test();
  } catch (error) {
    console.error(`${error.stack}\n`);
    for (const { name, output } of started) console.error(`--- ${name}\n${output.slice(-8000)}`);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
}

/** Starts a command in a process group of its own and keeps its output. */
export function start(name, command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  const entry = { name, child, output: "", exitCode: null, ended: null };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      entry.output += text;
    });
  }
  entry.ended = new Promise((resolve) => {
    const end = (reason) => {
      entry.exitCode ??= reason;
      resolve(entry.exitCode);
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => end(code ?? signal));
  });
  started.push(entry);
  return entry;
}

/** Asks until the answer is neither null nor false, and returns it. An attempt may throw: the last reason is told. */
export async function until(what, seconds, attempt, { whileRuns } = {}) {
  const deadline = performance.now() + seconds * 1000;
  let reason = "";
  while (performance.now() < deadline) {
    try {
      const answer = await attempt();
      if (answer !== null && answer !== false) return answer;
    } catch (error) {
      reason = `: ${error.cause?.code ?? error.message}`;
    }
    if (whileRuns !== undefined && whileRuns.exitCode !== null) {
      throw new Error(`${whileRuns.name} ended (${whileRuns.exitCode}) before ${what}`);
    }
    await pause(200);
  }
  throw new Error(`${what}: not within ${seconds} s${reason}`);
}

/** Sends a signal to the whole group and waits; a process that stays for long is killed. */
export async function stop(entry, signal = "SIGTERM", seconds = 40) {
  if (entry.exitCode !== null) return entry.exitCode;
  signalGroup(entry, signal);
  const timer = setTimeout(() => signalGroup(entry, "SIGKILL"), seconds * 1000);
  const exitCode = await entry.ended;
  clearTimeout(timer);
  return exitCode;
}

function signalGroup({ child }, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

async function stopAll() {
  await Promise.all(started.map((entry) => stop(entry)));
}

/** The data of one GraphQL request; throws when there is any error in the answer. */
export async function ask(url, token, query) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(`${response.status}: ${JSON.stringify(errors)}`);
  return data;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
