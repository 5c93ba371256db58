// What the operating system says of a process and its children, and how the contenders' processes are started and ended.
import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** CPU milliseconds of a process and its children so far. */
export function cpuMs(pid) {
  const ticks = familyOf(pid).reduce((sum, { fields }) => sum + Number(fields[11]) + Number(fields[12]), 0);
  return (ticks * 1_000) / ticksPerSecond;
}

/** Resident memory of a process and its children, in MB. */
export function residentMb(pid) {
  const kilobytes = familyOf(pid).map(({ pid: each }) => {
    const status = readOrNothing(`/proc/${each}/status`);
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_024;
}

/** Starts a server and waits until `url` + `path` answers. */
export async function startServer(command, args, { env, url, path = "/", waitMs = 60_000 }) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (output = (output + chunk).slice(-4_000)));
  const until = performance.now() + waitMs;
  while (!(await answers(url + path))) {
    if (child.exitCode !== null || performance.now() > until) {
      child.kill("SIGKILL");
      throw new Error(`${command} ${args.join(" ")} does not serve:\n${output}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { pid: child.pid, url, stop: () => end(child) };
}

export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function answers(url) {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

async function end(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(killer);
}

/** The process and its descendants, each with the fields of its `stat` behind the command's name. */
function familyOf(root) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), fields: readOrNothing(`/proc/${name}/stat`).split(") ").at(-1).split(" ") }));
  const family = all.filter(({ pid }) => pid === root);
  for (const { pid } of family) family.push(...all.filter(({ fields }) => Number(fields[1]) === pid));
  return family;
}

/** A process may be gone by the time it is read. */
function readOrNothing(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
