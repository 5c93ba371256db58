// smoke-start.mjs FOLDER: does what a newcomer does with a fresh copy: `npm start`, then the request that it prints. A real
// MLflow server (GATEHOUSE_TEST_MLFLOW) starts on the same demo store, and both must tell of the same experiments and runs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, freePort, smoke, start, stop, until } from "./smoke-tools.mjs";

const folder = process.argv[2];
const postgresFolder = join(folder, ".gatehouse", "postgres");
const mlflowCommand = process.env.GATEHOUSE_TEST_MLFLOW;
const options = { cwd: folder, env: newcomersEnvironment() };

await smoke(async () => {
  assert.ok(mlflowCommand, "GATEHOUSE_TEST_MLFLOW names no mlflow executable");
  copyCheckout();
  const first = start("npm start", "npm", ["start"], options);
  const printed = await until("npm start prints a request", 300, () => readRequest(first.output), { whileRuns: first });
  console.log(
    first.output
      .replaceAll(printed.token, "(token)")
      .replaceAll(/gth_\w+/g, "(token)")
      .trim(),
  );

  const answer = await ask(printed.url, printed.token, printed.query);
  console.log(`\nthe printed request is answered by ${JSON.stringify(answer).length} characters`);
  await assert.rejects(ask(printed.url, "another-token", printed.query), /UNAUTHENTICATED/);

  const second = start("a second npm start", "npm", ["start"], options);
  assert.notEqual(await second.ended, 0, "a second start in the same folder must not succeed");
  assert.match(second.output, /running/, "a second start says that one is running");

  await compareWithMlflow(printed);
  // The shell that npm puts between dies of the signal, so only what was left behind says how it ended.
  await stop(first, "SIGINT");
  assert.match(first.output, /Stopping/);
  assert.ok(!existsSync(join(postgresFolder, "cluster", "postmaster.pid")), "PostgreSQL has ended too");

  const later = start("a later npm start", "npm", ["start"], options);
  await until("a later start serves", 60, () => readRequest(later.output), { whileRuns: later });
  assert.match(later.output, /kept from the last start/);
  console.log("a later start kept the data");
});

function newcomersEnvironment() {
  const isOurs = (name) => name === "CI" || name.startsWith("GATEHOUSE_") || name.startsWith("npm_");
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}

function copyCheckout() {
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = execFileSync("git", listing, { encoding: "utf8" }).split("\0").filter(Boolean);
  for (const path of paths) cpSync(path, join(folder, path));
}

/** The address, the token and the body of the printed curl command; null while it is not there. */
function readRequest(output) {
  const curl = /curl -s (\S+) .*?Bearer (\S+?)'.*?-d '([^\n]+)'\n/s.exec(output);
  return curl === null ? null : { url: curl[1], token: curl[2], query: JSON.parse(curl[3]).query };
}

async function compareWithMlflow({ url, token }) {
  const port = await freePort();
  const home = `${folder}-mlflow`;
  mkdirSync(home, { recursive: true });
  const settings = {
    MLFLOW_BACKEND_STORE_URI: demoStoreUrl(),
    MLFLOW_DISABLE_TELEMETRY: "true",
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  };
  const serving = { cwd: home, env: { ...process.env, ...settings } };
  const command = ["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  const mlflow = start("mlflow server", mlflowCommand, command, serving);
  const api = `http://127.0.0.1:${port}`;
  await until("MLflow serves", 90, async () => (await fetch(`${api}/health`)).ok, { whileRuns: mlflow });
  // The demo's own run goes on meanwhile and a new one may begin, so a difference is looked at again.
  const compared = await until("both tell of the same runs", 30, async () => {
    const [expected, actual] = [await runsByMlflow(api), await runsByGatehouse(url, token)];
    assert.deepEqual(actual, expected);
    return expected;
  });
  const runs = Object.values(compared).flat().length;
  console.log(`MLflow and Gatehouse agree on ${Object.keys(compared).length} experiments and ${runs} runs`);
  await stop(mlflow);
}

/** The embedded PostgreSQL says its port in the file of its process, and keeps the password beside its data. */
function demoStoreUrl() {
  const port = readFileSync(join(postgresFolder, "cluster", "postmaster.pid"), "utf8").split("\n")[3];
  const password = readFileSync(join(postgresFolder, "password"), "utf8").trim();
  return `postgresql+psycopg2://postgres:${password}@127.0.0.1:${port}/mlflow`;
}

async function runsByMlflow(api) {
  const { experiments } = await post(`${api}/api/2.0/mlflow/experiments/search`, { max_results: 1000 });
  const named = experiments.map(async ({ experiment_id: id, name }) => {
    const { runs = [] } = await post(`${api}/api/2.0/mlflow/runs/search`, { experiment_ids: [id], max_results: 1000 });
    return [name, runs.map(({ info }) => info.run_id).sort()];
  });
  return Object.fromEntries(await Promise.all(named));
}

async function runsByGatehouse(url, token) {
  const { experiments } = await ask(url, token, "{ experiments(first: 100) { edges { node { name mlflowId } } } }");
  const named = [];
  for (const { node } of experiments.edges) named.push([node.name, await runsOf(url, token, node.mlflowId)]);
  return Object.fromEntries(named);
}

async function runsOf(url, token, mlflowId) {
  const ids = [];
  let after = null;
  do {
    const page = `runs(first: 100, after: ${JSON.stringify(after)}) { edges { node { mlflowId } } pageInfo { hasNextPage endCursor } }`;
    const data = await ask(url, token, `{ experiment(store: "demo", mlflowId: "${mlflowId}") { ${page} } }`);
    const { edges, pageInfo } = data.experiment.runs;
    ids.push(...edges.map(({ node }) => node.mlflowId));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return ids.sort();
}

async function post(url, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
