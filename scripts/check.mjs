// `npm run check`: everything that can be said without a database, two things at a time, each with its time.
// `npm run check -- lint types` runs only those.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

const bin = "node_modules/.bin";
const node = process.execPath;

/** After the build, which the schema checks read. */
const checks = {
  lint: [
    `${bin}/biome`,
    "ci",
    "--error-on-warnings",
    "--colors=off",
    "--reporter=concise",
    "--max-diagnostics=200",
    ".",
  ],
  types: [`${bin}/tsc`, "-p", "tsconfig.test.json", "--noEmit"],
  "dead code": [`${bin}/knip`, "--no-progress", "--no-config-hints"],
  boundaries: [node, "scripts/check-boundaries.mjs"],
  "schema drift": [node, "scripts/schema.mjs", "--check"],
  "schema lint": [`${bin}/eslint`, "--max-warnings=0", "schema"],
  "schema change": [node, "scripts/check-schema-change.mjs"],
  "operations drift": [`${bin}/graphql-codegen`, "--config", "codegen.yml", "--check"],
  "lock file": [node, "scripts/check-lock.mjs"],
  licences: [node, "scripts/check-licenses.mjs"],
  words: [node, "scripts/check-text.mjs"],
};

const wanted = process.argv.slice(2);
const names = Object.keys(checks).filter((name) => wanted.length === 0 || wanted.includes(name));
const built = await report("build", ["npm", "run", "--silent", "build"]);
const results = [built, ...(await inParallel(names, Math.min(2, availableParallelism())))];
const failed = results.filter((passed) => !passed).length;
console.log(failed === 0 ? "all checks passed" : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function inParallel(queue, width) {
  const waiting = [...queue];
  const results = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      results.push(await report(name, checks[name]));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** Runs one check and says how it went; its output is shown only when it fails. */
async function report(name, [command, ...args]) {
  const start = performance.now();
  const { code, output } = await run(command, args);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} ${seconds} s`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
