// Makes demo/mlflow-<version>.postgres.sql: the tables a real MLflow creates in an empty PostgreSQL, for the demo store.
//   node scripts/refresh-demo-schema.mjs --mlflow .venv/bin/mlflow [--server postgresql://postgres@127.0.0.1:5432]
// Needs that MLflow with psycopg2 beside it, a PostgreSQL to create a passing database in, and a pg_dump no older than it.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";

// `mlflow server` creates this experiment at its first start; the fixed time (2026-01-01) keeps the file the same from run to run.
const defaultExperiment =
  "INSERT INTO public.experiments VALUES (0, 'Default', 'mlflow-artifacts:/0', 'active', 1767225600000, 1767225600000, 'default');";

const { values } = parseArgs({
  options: {
    mlflow: { type: "string", default: "mlflow" },
    server: { type: "string", default: "postgresql://postgres@127.0.0.1:5432" },
  },
});
const version = execFileSync(values.mlflow, ["--version"], { encoding: "utf8" }).match(/[\d.]+$/m)?.[0];
if (version === undefined) throw new Error(`${values.mlflow} does not tell its version`);
const file = join("demo", `mlflow-${version}.postgres.sql`);
writeFileSync(file, await withScratchDatabase(dumpMigrated));
console.log(`${file} written`);

function dumpMigrated(url) {
  execFileSync(values.mlflow, ["db", "upgrade", url.replace("postgresql:", "postgresql+psycopg2:")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const dump = execFileSync("pg_dump", ["--no-owner", "--no-privileges", "--no-comments", "--inserts", url], {
    encoding: "utf8",
  });
  return `${header()}\n${statementsOf(dump).join("\n")}\n\n${defaultExperiment}\n`;
}

function header() {
  return [
    `-- The schema of an empty MLflow ${version} store on PostgreSQL, as \`mlflow db upgrade\` makes it, with the rows it starts with.`,
    "-- MLflow is copyright of its authors, Apache License 2.0 (https://github.com/mlflow/mlflow); see NOTICE.",
    "-- Made by scripts/refresh-demo-schema.mjs: do not edit.",
    "",
  ].join("\n");
}

/** Keeps what every PostgreSQL since 12 understands in one plain query: no comments, no session settings, no psql commands. */
function statementsOf(dump) {
  const lines = dump.split("\n").filter((line) => !/^(--|SET |\\|SELECT pg_catalog\.set_config)/.test(line));
  return lines.filter((line, index) => line !== "" || (lines[index - 1] ?? "") !== "");
}

async function withScratchDatabase(use) {
  const name = `gatehouse_demo_schema_${process.pid}`;
  const admin = new Client({ connectionString: `${values.server}/postgres` });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  try {
    return use(`${values.server}/${name}`);
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}
