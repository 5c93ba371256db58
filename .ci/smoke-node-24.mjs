// smoke-node-24.mjs SCRATCH CACHE: the build runs on Node 24 too: it serves a SQLite store that MLflow wrote, and answers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ask, smoke, start, stop, until } from "./smoke-tools.mjs";

const version = "24.9.0";
const token = "smoke-test-token-of-no-worth";
const [scratch, cache] = process.argv.slice(2);

await smoke(async () => {
  mkdirSync(scratch, { recursive: true });
  const node = installNode();
  console.log(`node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}`);
  const store = join(scratch, "mlflow.db");
  loadFixture(node, store);

  const readyFile = join(scratch, "ready.json");
  const options = ["--store", `fixture=sqlite:${store}`, "--port", "0", "--ready-file", readyFile];
  const env = { ...process.env, GATEHOUSE_TOKEN: token };
  const server = start("gatehouse on Node 24", node, ["dist/cli/gatehouse.js", "serve", ...options], { env });
  const { url } = await until("it serves", 30, () => readReady(readyFile), { whileRuns: server });

  const data = await ask(url, token, "{ experiments(first: 20) { edges { node { name } } } }");
  const names = data.experiments.edges.map(({ node: experiment }) => experiment.name);
  assert.ok(names.includes("Default"), `the experiments of the fixture: ${names}`);
  assert.equal(await stop(server), 0, "SIGTERM ends it with exit code 0");
  console.log(`answered ${names.length} experiments, then stopped`);
});

/** The binary that npm's own package of Node carries. */
function installNode() {
  const name = `node-linux-${arch()}`;
  const folder = join(cache, version);
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const install = [
      "install",
      "--prefix",
      folder,
      "--no-save",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      `${name}@${version}`,
    ];
    execFileSync("npm", install, { stdio: "inherit" });
  }
  return binary;
}

/** Node 24 has SQLite built in, so the store needs nothing of ours to be made. */
function loadFixture(node, path) {
  const folder = ["../shared/fixtures", "test/fixtures"].find((candidate) => existsSync(candidate));
  const input = gunzipSync(readFileSync(join(folder, "mlflow-3.17.2.sqlite.sql.gz")));
  // The dump holds rows before the rows they refer to.
  const code = `const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(process.argv[1], { enableForeignKeyConstraints: false });
    database.exec(require("node:fs").readFileSync(0, "utf8"));`;
  execFileSync(node, ["--no-warnings", "-e", code, path], { input });
}

function readReady(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}
