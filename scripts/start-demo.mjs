// Makes a fresh clone ready - install, generate, build, each only when its inputs changed - and hands over to `gatehouse demo`.
// Plain JavaScript on Node's own modules: nothing is installed yet when it begins.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, ".cache");
const stampFile = join(cache, "start.json");
const lockFile = join(cache, "start.lock");
const cli = join(root, "dist/cli/gatehouse.js");
const stepsInAll = 6;
const parentCheckMs = 250;
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

const steps = [
  {
    title: "install",
    inputs: ["package-lock.json"],
    outputs: ["node_modules"],
    isDone: installedByHand,
    work: install,
  },
  {
    title: "generate",
    inputs: ["prisma", "scripts/generate.mjs", "package-lock.json"],
    outputs: ["src/generated/prisma"],
    work: () => run(process.execPath, [join(root, "scripts/generate.mjs")]),
  },
  {
    title: "build",
    inputs: ["src", "prisma", "scripts/generate.mjs", "tsconfig.json", "package-lock.json"],
    outputs: ["dist/cli/gatehouse.js"],
    work: build,
  },
];

process.chdir(root);
followParent();
await prepare();
process.argv = [process.argv[0], cli, "demo", "--steps-before", String(steps.length), ...process.argv.slice(2)];
await import(pathToFileURL(cli).href);

/** npm hands SIGTERM to the shell between it and us, and most shells die of it without a word: their end is our sign. */
function followParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, parentCheckMs);
  timer.unref();
  // Ctrl-C ends the shell as well as us: that is one wish to stop, not two.
  for (const signal of stopSignals) {
    process.once(signal, () => {
      clearInterval(timer);
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

async function prepare() {
  const unlock = steps.some(needsWork) ? lock() : () => undefined;
  try {
    for (const [index, step] of steps.entries()) await take(step, index + 1);
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  } finally {
    unlock();
  }
  if (process.exitCode) process.exit();
}

async function take(step, number) {
  process.stdout.write(`[${number}/${stepsInAll}] ${step.title} … `);
  if (!needsWork(step)) {
    process.stdout.write("nothing changed\n");
    return;
  }
  const startedAt = performance.now();
  await step.work();
  writeStamp(step);
  process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function needsWork(step) {
  if (!step.outputs.every((output) => existsSync(join(root, output)))) return true;
  return readStamps()[step.title] !== hashOf(step.inputs) && !(step.isDone?.() ?? false);
}

/** npm leaves its own copy of the lock file behind: one that is newer than ours means that somebody ran npm ci. */
function installedByHand() {
  // npm ci empties what a link points at, which belongs to another folder: who linked it looks after it.
  if (lstatSync(join(root, "node_modules")).isSymbolicLink()) return true;
  const installed = join(root, "node_modules/.package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

function install() {
  if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error("node_modules is a link to nowhere: install where it points, or remove it");
  }
  const options = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  // npm names itself to the scripts it runs; without it, npm is looked up in the path.
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) return run(process.execPath, [npm, ...options, "--loglevel=error"]);
  return run("npm", [...options, "--loglevel=error"]);
}

function build() {
  // tsc writes only what changed since its last run, and would not notice that the output was removed.
  if (!existsSync(cli)) rmSync(join(cache, "tsc.tsbuildinfo"), { force: true });
  return run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"]);
}

function run(command, args) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const forward = (signal) => child.kill(signal);
    for (const signal of stopSignals) process.once(signal, forward);
    child.once("error", (error) => failed(new Error(`${command} cannot be run: ${error.message}`)));
    child.once("close", (code, signal) => {
      for (const each of stopSignals) process.off(each, forward);
      if (code === 0) done();
      else failed(new Error(signal === null ? output.trim() : `stopped by ${signal}`));
    });
  });
}

/** One build at a time in a folder. A lock whose process is gone counts for nothing. */
function lock() {
  mkdirSync(cache, { recursive: true });
  const holder = existsSync(lockFile) ? Number.parseInt(readFileSync(lockFile, "utf8"), 10) : Number.NaN;
  if (isAlive(holder)) {
    console.error(`Another npm start (process ${holder}) is building in this folder: wait until it serves.`);
    process.exit(1);
  }
  writeFileSync(lockFile, `${process.pid}\n`);
  return () => rmSync(lockFile, { force: true });
}

function isAlive(pid) {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {}; // Absent, or cut off: everything is made again.
  }
}

function writeStamp(step) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ ...readStamps(), [step.title]: hashOf(step.inputs) }, null, 2)}\n`);
}

/** Of names and contents, so that neither a checkout nor a copy, which only touch times, costs a build. */
function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap((each) => filesUnder(each)))
    hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.filter((name) => name !== "generated").flatMap((name) => filesUnder(`${path}/${name}`));
}
