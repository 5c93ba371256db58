// Proves that the lint rules in biome.json still hold the layers apart: one probe per arrow, linted in a scratch folder.
// The rules match the text of an import, so a renamed folder could switch one off without a word.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

const refused = [
  ["src/cli/probe.ts", "../stores/mlflow/runs.js"],
  ["src/cli/probe.ts", "../gateway/http.js"],
  ["src/main.ts", "./cli/serve.js"],
  ["src/doctor.ts", "./cli/serve.js"],
  ["src/grant-roles.ts", "./cli/serve.js"],
  ["src/tokens.ts", "./cli/serve.js"],
  ["src/config.ts", "./main.js"],
  ["src/config.ts", "./stores/pool.js"],
  ["src/config/probe.ts", "../stores/pool.js"],
  ["src/config/probe.ts", "../main.js"],
  ["src/context.ts", "./stores/pool.js"],
  ["src/context.ts", "./gateway/http.js"],
  ["src/gateway/probe.ts", "../stores/pool.js"],
  ["src/gateway/probe.ts", "../main.js"],
  ["src/gateway/probe.ts", "../config.js"],
  ["src/gateway/probe.ts", "../config/keys.js"],
  ["src/resolvers/tracking/probe.ts", "../../stores/mlflow/runs.js"],
  ["src/resolvers/tracking/probe.ts", "../../gateway/errors.js"],
  ["src/resolvers/tracking/probe.ts", "@prisma/client"],
  ["src/resolvers/tracking/probe.ts", "node:fs"],
  ["src/types/probe.ts", "../loaders/run.js"],
  ["src/types/probe.ts", "../context.js"],
  ["src/loaders/probe.ts", "../context.js"],
  ["src/loaders/probe.ts", "../resolvers/tracking/run.js"],
  ["src/loaders/probe.ts", "../generated/prisma/postgres/client.js"],
  ["src/loaders/probe.ts", "pg"],
  ["src/loaders/probe.ts", "libsql"],
  ["src/actions/probe.ts", "../loaders/run.js"],
  ["src/actions/probe.ts", "type-graphql"],
  ["src/live/probe.ts", "../actions/model-version-promote.js"],
  ["src/live/probe.ts", "graphql"],
  ["src/rules/probe.ts", "../stores/mlflow/runs.js"],
  ["src/rules/probe.ts", "../types/run.js"],
  ["src/rules/probe.ts", "node:fs"],
  ["src/rules/probe.ts", "pg"],
  ["src/stores/mlflow/probe.ts", "../../loaders/run.js"],
  ["src/stores/mlflow/probe.ts", "../../telemetry/log.js"],
  ["src/stores/mlflow/probe.ts", "../../config.js"],
  ["src/stores/mlflow/probe.ts", "graphql"],
  ["src/telemetry/probe.ts", "../gateway/http.js"],
];

const allowed = [
  ["src/cli/probe.ts", "../main.js"],
  ["src/cli/probe.ts", "../gateway/schema.js"],
  ["src/cli/probe.ts", "../doctor.js"],
  ["src/cli/probe.ts", "../tokens.js"],
  ["src/main.ts", "./stores/pool.js"],
  ["src/doctor.ts", "./stores/pool.js"],
  ["src/config.ts", "./gateway/limits.js"],
  ["src/config.ts", "./stores/store-options.js"],
  ["src/config.ts", "./config/keys.js"],
  ["src/config/probe.ts", "../gateway/limits.js"],
  ["src/context.ts", "./loaders/run.js"],
  ["src/gateway/probe.ts", "../resolvers/tracking/run.js"],
  ["src/gateway/probe.ts", "../telemetry/log.js"],
  ["src/resolvers/tracking/probe.ts", "../../context.js"],
  ["src/resolvers/tracking/probe.ts", "../../types/run.js"],
  ["src/resolvers/tracking/probe.ts", "../live/run-metrics.js"],
  ["src/types/probe.ts", "../rules/global-id.js"],
  ["src/loaders/probe.ts", "../stores/mlflow/runs.js"],
  ["src/actions/probe.ts", "../stores/ledger/permits.js"],
  ["src/live/probe.ts", "../stores/mlflow/metrics.js"],
  ["src/rules/probe.ts", "./gate.js"],
  ["src/rules/probe.ts", "node:crypto"],
  ["src/rules/probe.ts", "canonicalize"],
  ["src/stores/mlflow/probe.ts", "../dialects/postgres.js"],
  ["src/stores/mlflow/probe.ts", "../../generated/prisma/postgres/client.js"],
];

const fired = lintProbes([...refused, ...allowed]);
const wrong = [
  ...refused.filter((arrow) => !fired.has(arrow.join(" "))).map((arrow) => `not refused: ${arrow.join(" imports ")}`),
  ...allowed.filter((arrow) => fired.has(arrow.join(" "))).map((arrow) => `refused: ${arrow.join(" imports ")}`),
];
if (wrong.length > 0) {
  console.error(`biome.json no longer holds the layers apart:\n  ${wrong.join("\n  ")}`);
  process.exitCode = 1;
} else {
  console.log(`${refused.length} forbidden imports are refused, ${allowed.length} allowed ones pass`);
}

/** The arrows ("file import") that noRestrictedImports refuses. */
function lintProbes(arrows) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gatehouse-boundaries-")));
  try {
    cpSync("biome.json", join(folder, "biome.json"));
    const lines = new Map();
    for (const [file, target] of arrows) lines.set(file, [...(lines.get(file) ?? []), target]);
    for (const [file, targets] of lines) writeProbe(join(folder, file), targets);
    return new Set(diagnostics(folder).map(({ file, line }) => `${file} ${lines.get(file)?.[line - 1]}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeProbe(path, targets) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, targets.map((target) => `import "${target}";\n`).join(""));
}

function diagnostics(folder) {
  const biome = resolve("node_modules/.bin/biome");
  const options = [
    "lint",
    "--only=style/noRestrictedImports",
    "--vcs-enabled=false",
    "--max-diagnostics=none",
    "--reporter=github",
    "src",
  ];
  const { stdout } = spawnSync(biome, options, { cwd: folder, encoding: "utf8" });
  const found = stdout.matchAll(/^::\w+ title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/gm);
  return [...found].map(([, file, line]) => ({ file: relative(folder, file), line: Number(line) }));
}
