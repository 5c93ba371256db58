// smoke-start.mjs FOLDER: does what a newcomer does with a fresh copy: `npm start`, then the query that it prints. A real
// MLflow server (GATEHOUSE_TEST_MLFLOW) is started on the same demo store, and both must tell of the same experiments.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, freePort, smoke, start, stop, until } from "./smoke-tools.mjs";

const folder = process.argv[2];

await smoke(async () => {
  copyCheckout();
  const first = start("npm start", "npm", ["start"], { cwd: folder, env: newcomersEnvironment() });
  const printed = await until("npm start prints a query", 300, () => readPrinted(first.output), { whileRuns: first });
  console.log(first.output.trimEnd());

  const answer = await ask(printed.url, printed.token, printed.query);
  console.log(`the printed query answers ${JSON.stringify(answer).length} characters`);
  await assertRefused(printed);
  await assertMlflowAgrees(printed);

  assert.equal(await stop(first), 0, "SIGTERM ends npm start with exit code 0");
});

function copyCheckout() {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
  for (const path of listed.split("\0").filter(Boolean)) cpSync(path, join(folder, path));
}

function newcomersEnvironment() {
  const settings = Object.entries(process.env).filter(([name]) => name !== "CI" && !name.startsWith("GATEHOUSE_"));
  return Object.fromEntries(settings);
}
