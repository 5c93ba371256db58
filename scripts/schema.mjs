// Writes the graph that the code declares to schema/gatehouse.graphql; with --check it only compares. Needs `npm run build`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildGraph, printGraph } from "../dist/gateway/schema.js";

const path = "schema/gatehouse.graphql";
const emitted = `${printGraph(buildGraph()).trimEnd()}\n`;

if (process.argv.includes("--check")) {
  const difference = firstDifference(committedText(), emitted);
  if (difference !== null) {
    console.error(`${path} is not what the code declares (run: npm run schema)\n${difference}`);
    process.exitCode = 1;
  }
} else {
  mkdirSync("schema/operations", { recursive: true });
  writeFileSync(path, emitted);
  console.log(`${path}: ${emitted.split("\n").length - 1} lines`);
}

function committedText() {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

function firstDifference(committed, current) {
  if (committed === current) return null;
  const [before, after] = [committed.split("\n"), current.split("\n")];
  const line = after.findIndex((text, index) => text !== before[index]);
  const at = line === -1 ? after.length : line;
  return `line ${at + 1}\n  committed: ${before[at] ?? "(end)"}\n  declared:  ${after[at] ?? "(end)"}`;
}
