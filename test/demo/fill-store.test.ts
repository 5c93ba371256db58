import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Client } from "pg";
import { fillStore } from "../../src/demo/fill-store.js";
import { generateDemo } from "../../src/demo/generate-demo.js";
import { demoTables } from "../../src/demo/recording/demo-tables.js";
import { emptyDatabase, type TestDatabase } from "../support/databases.js";

const now = Date.UTC(2026, 5, 1, 12);
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await emptyDatabase("postgres");
  await fillStore(database.url, now);
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

describe("the demo store", () => {
  test("has MLflow 3.17's schema version and the default experiment that MLflow makes", async () => {
    expect(await rowsOf("SELECT version_num FROM alembic_version")).toEqual([{ version_num: "dc11669786a5" }]);
    expect(await rowsOf("SELECT name, artifact_location FROM experiments WHERE experiment_id = 0")).toEqual([
      { name: "Default", artifact_location: "mlflow-artifacts:/0" },
    ]);
  });

  test("holds every generated row", async () => {
    const expected = generateDemo({ seed: "gatehouse demo", now });
    for (const table of Object.keys(demoTables) as (keyof typeof demoTables)[]) {
      const [found] = await rowsOf(`SELECT count(*)::int AS count FROM ${table}`);
      expect([table, found]).toEqual([table, { count: expected[table].length + (table === "experiments" ? 1 : 0) }]);
    }
  });

  test("holds every metric value bit for bit", async () => {
    const run = generateDemo({ seed: "gatehouse demo", now }).metrics.filter((point) => point.key === "train_loss");
    const found = await rowsOf("SELECT value FROM metrics WHERE key = 'train_loss' ORDER BY run_uuid, step");
    const sorted = run.sort((a, b) => compare(a.run_uuid, b.run_uuid) || Number(a.step) - Number(b.step));
    expect(found.map((row) => row.value)).toEqual(sorted.map((point) => point.value));
  });

  test("gives MLflow's next experiment an id that is free", async () => {
    await client.query("BEGIN");
    const [created] = await rowsOf("INSERT INTO experiments (name) VALUES ('next') RETURNING experiment_id");
    await client.query("ROLLBACK");
    expect(created).toEqual({ experiment_id: 9 });
  });

  test("is left as it is by a second fill", async () => {
    await client.query("UPDATE experiments SET name = 'renamed' WHERE experiment_id = 8");
    expect(await fillStore(database.url, now + 1)).toEqual({ filled: false, runs: 168, metricPoints: 108_766 });
    expect(await rowsOf("SELECT name FROM experiments WHERE experiment_id = 8")).toEqual([{ name: "renamed" }]);
  });
});

test("an interrupted fill leaves nothing behind, and the next one makes the whole store", async () => {
  const interrupted = await emptyDatabase("postgres");
  const watcher = new Client({ connectionString: interrupted.url });
  watcher.on("error", () => undefined);
  await watcher.connect();
  const filling = fillStore(interrupted.url, now).catch((error: Error) => error);
  await untilRow(
    watcher,
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT INTO public.%'",
  );
  await watcher.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  // The statement that was cut off says so, or the one after it.
  expect(String(await filling)).toMatch(/terminating connection|connection error/);
  expect((await watcher.query("SELECT to_regclass('public.runs') AS runs")).rows).toEqual([{ runs: null }]);
  expect(await fillStore(interrupted.url, now)).toEqual({ filled: true, runs: 168, metricPoints: 108_766 });
  await watcher.end();
  await interrupted.drop();
});

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  return (await client.query(sql)).rows;
}

async function untilRow(watcher: Client, sql: string): Promise<void> {
  while ((await watcher.query(sql)).rows.length === 0);
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  return String(a) < String(b) ? -1 : 1;
}
