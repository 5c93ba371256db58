// How long the second `npm start` takes to answer its first query. The demo's data lies in a folder of its own, removed again.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./process.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const query = "{ registeredModels(first: 5) { nodes { name versions(first: 1) { nodes { version } } } } }";
const waitMs = 180_000;

export async function measureColdStart() {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-demo-"));
  // As root, the demo's PostgreSQL runs as another user, who has to pass through.
  chmodSync(folder, 0o711);
  try {
    await startOnce(folder);
    const ms = await startOnce(folder);
    return [{ what: "second npm start: first query answered after, s", value: ms / 1_000, bound: 3 }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(folder) {
  const port = await freePort();
  const startedAt = performance.now();
  const args = ["start", "--", "--data-dir", folder, "--port", String(port)];
  // A group of its own, so that the signal reaches what npm starts.
  const child = spawn("npm", args, { cwd: root, stdio: "ignore", detached: true });
  const ended = new Promise((done) => child.once("exit", done));
  try {
    while (!(await isAnswered(folder, port))) {
      if (child.exitCode !== null || performance.now() - startedAt > waitMs)
        throw new Error("npm start does not serve");
      await new Promise((done) => setTimeout(done, 10));
    }
    return performance.now() - startedAt;
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await ended;
    // npm may be gone before what it started: the folder is free when this is.
    while (existsSync(join(folder, "running.json"))) await new Promise((done) => setTimeout(done, 50));
  }
}

async function isAnswered(folder, port) {
  const tokenFile = join(folder, "token");
  if (!existsSync(tokenFile)) return false;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${readFileSync(tokenFile, "utf8").trim()}`,
      },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = await response.json();
    return errors === undefined && data.registeredModels.nodes.length > 0;
  } catch {
    return false;
  }
}
