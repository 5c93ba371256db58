import { readFile } from "node:fs/promises";
import { Client, type ClientBase } from "pg";
import { generateDemo } from "./generate-demo.js";
import { insertRows } from "./insert-rows.js";
import type { DemoRows } from "./recording/demo-tables.js";

// The same relative place from src/demo and from dist/demo.
const schemaFile = new URL("../../demo/mlflow-3.17.2.postgres.sql", import.meta.url);
const seed = "gatehouse demo";

export interface FillResult {
  /** False when the store was there already. */
  readonly filled: boolean;
  readonly runs: number;
  readonly metricPoints: number;
}

/**
 * Makes the demo's MLflow store in an empty database, in one transaction, so that an interrupted fill leaves nothing behind.
 * A store that is there already is left as it is. `now` is when the stories end, in milliseconds since 1970.
 */
export async function fillStore(databaseUrl: string, now: number): Promise<FillResult> {
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => undefined); // A lost connection is told by the statement that meets it.
  await client.connect();
  try {
    const filled = !(await isFilled(client));
    if (filled) await createStore(client, generateDemo({ seed, now }));
    return { filled, ...(await countRows(client)) };
  } finally {
    await client.end();
  }
}

async function isFilled(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('public.alembic_version') IS NOT NULL AS found",
  );
  return rows[0]?.found === true;
}

async function createStore(client: ClientBase, rows: DemoRows): Promise<void> {
  const schema = await readFile(schemaFile, "utf8");
  await client.query("BEGIN");
  try {
    await client.query(schema);
    await insertRows(client, rows);
    await client.query(
      "SELECT setval('public.experiments_experiment_id_seq', (SELECT max(experiment_id) FROM public.experiments))",
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
  await client.query("ANALYZE");
}

async function countRows(client: ClientBase): Promise<{ runs: number; metricPoints: number }> {
  const { rows } = await client.query<{ runs: number; metricPoints: number }>(
    `SELECT (SELECT count(*) FROM public.runs)::int AS "runs", (SELECT count(*) FROM public.metrics)::int AS "metricPoints"`,
  );
  return rows[0] ?? { runs: 0, metricPoints: 0 };
}
