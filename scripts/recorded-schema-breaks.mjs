// A rule for graphql-inspector: a breaking change that a decision record names (`Breaks the schema: Run.status`) is let through.
import { readdirSync, readFileSync } from "node:fs";

const folder = "docs/decisions";

export default function recordedSchemaBreaks({ changes }) {
  const recorded = recordedPaths();
  return changes.filter((change) => change.criticality.level !== "BREAKING" || !recorded.has(change.path));
}

function recordedPaths() {
  const records = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  const lines = records.flatMap((text) => [...text.matchAll(/^Breaks the schema: (.+)$/gm)].map(([, paths]) => paths));
  return new Set(lines.flatMap((paths) => paths.split(",").map((path) => path.trim())));
}
