// Compares schema/gatehouse.graphql with an earlier one and fails on a change that breaks clients, unless a decision record names it:
// a line `Breaks the schema: Run.status, Query.runs.first` in docs/decisions/ (see 0006).
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const path = "schema/gatehouse.graphql";
const base = earlierCommit();

if (base === null) {
  console.log("no earlier schema to compare with");
} else {
  mkdirSync(".cache", { recursive: true });
  writeFileSync(".cache/schema-before.graphql", git("show", `${base}:${path}`));
  const rules = ["--rule", "suppressRemovalOfDeprecatedField", "--rule", "scripts/recorded-schema-breaks.mjs"];
  const inspector = "node_modules/.bin/graphql-inspector";
  const { status, stdout, stderr } = spawnSync(inspector, ["diff", ".cache/schema-before.graphql", path, ...rules], {
    encoding: "utf8",
  });
  console.log(`against ${base}:\n${stdout}${stderr}`.trimEnd());
  if (status !== 0) {
    console.error("Breaking changes need a decision record: see docs/decisions/0006-schema-changes.md");
    process.exitCode = 1;
  }
}

/** What the work branched from; on the main branch itself the last commit, or the one before when nothing is uncommitted. */
function earlierCommit() {
  const branchPoint = git("merge-base", "origin/main", "HEAD");
  const candidates = [
    branchPoint === git("rev-parse", "HEAD") ? null : branchPoint,
    isCommitted() ? "HEAD~1" : "HEAD",
    "HEAD",
  ];
  return candidates.find((commit) => commit && git("cat-file", "-t", `${commit}:${path}`) === "blob") ?? null;
}

function isCommitted() {
  return spawnSync("git", ["diff", "--quiet", "HEAD", "--", path]).status === 0;
}

/** The answer of a git command without its last line feed; empty when it fails. */
function git(...args) {
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout.trimEnd() : "";
}
