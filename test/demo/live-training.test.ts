import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Pool } from "pg";
import { fillStore } from "../../src/demo/fill-store.js";
import { startLiveTraining, trainOneStep } from "../../src/demo/live-training.js";
import { nightlySteps } from "../../src/demo/stories/nightly-run.js";
import { emptyDatabase, type TestDatabase } from "../support/databases.js";

const filledAt = Date.UTC(2026, 5, 1, 12);
let database: TestDatabase;
let pool: Pool;
let now = filledAt;

beforeAll(async () => {
  database = await emptyDatabase("postgres");
  await fillStore(database.url, filledAt);
  pool = new Pool({ connectionString: database.url, max: 2 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

beforeEach(() => {
  now += 1_000;
});

describe("the run that keeps training", () => {
  test("goes on with the running run at its next step", async () => {
    const before = await runningRun();
    await trainOneStep(pool, now);
    expect(await runningRun()).toEqual({ ...before, step: before.step + 1 });
    expect(
      await rowsOf(
        "SELECT timestamp::float8 AS at FROM metrics WHERE run_uuid = $1 AND step = $2 AND key = 'train_loss'",
        [before.id, before.step + 1],
      ),
    ).toEqual([{ at: now }]);
  });

  test("keeps exactly one latest metric a key, equal to the greatest point", async () => {
    for (let index = 0; index < 25; index += 1) await trainOneStep(pool, nextSecond());
    const { id } = await runningRun();
    const latest = await rowsOf(
      "SELECT key, value, step, timestamp FROM latest_metrics WHERE run_uuid = $1 ORDER BY key",
      [id],
    );
    const greatest = await rowsOf(
      "SELECT DISTINCT ON (key) key, value, step, timestamp FROM metrics WHERE run_uuid = $1 ORDER BY key, step DESC, timestamp DESC, value DESC",
      [id],
    );
    expect(latest).toEqual(greatest);
    expect(latest).toHaveLength(4);
  });

  test("ends a run that has all its steps, then begins the next one with its tags, params and dataset", async () => {
    const { id } = await runningRun();
    await pool.query("UPDATE latest_metrics SET step = $2 WHERE run_uuid = $1 AND key = 'train_loss'", [
      id,
      nightlySteps - 1,
    ]);
    await trainOneStep(pool, now);
    expect(await rowsOf("SELECT status, end_time::float8 AS ended FROM runs WHERE run_uuid = $1", [id])).toEqual([
      { status: "FINISHED", ended: now },
    ]);
    await trainOneStep(pool, now + 1_000);
    await trainOneStep(pool, now + 2_000);
    const next = await runningRun();
    expect(next).toEqual({ id: expect.not.stringMatching(id), name: "nightly-2", step: 0 });
    expect(await rowsOf("SELECT value FROM tags WHERE run_uuid = $1 AND key = 'mlflow.runName'", [next.id])).toEqual([
      { value: "nightly-2" },
    ]);
    expect(
      await rowsOf(
        `SELECT d.name, t.value AS context FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
           JOIN input_tags t ON t.input_uuid = i.input_uuid WHERE i.destination_id = $1`,
        [next.id],
      ),
    ).toEqual([{ name: "leaf-photos", context: "training" }]);
  });

  test("leaves a run alone that somebody ended, and begins another", async () => {
    const { id } = await runningRun();
    await pool.query("UPDATE runs SET status = 'KILLED' WHERE run_uuid = $1", [id]);
    await trainOneStep(pool, now);
    expect(await rowsOf("SELECT status FROM runs WHERE run_uuid = $1", [id])).toEqual([{ status: "KILLED" }]);
    expect((await runningRun()).name).toBe("nightly-3");
  });

  test("removes the oldest runs once there are more than twenty, with all that hangs on them", async () => {
    for (let index = 0; index < 20; index += 1) {
      await pool.query("UPDATE runs SET status = 'FINISHED' WHERE status = 'RUNNING'");
      await trainOneStep(pool, nextSecond());
    }
    const { id } = await runningRun();
    await pool.query("INSERT INTO latest_metrics VALUES ('train_loss', 0, 0, $2, false, $1)", [id, nightlySteps - 1]);
    await trainOneStep(pool, now + 1_000);
    const names = await rowsOf("SELECT name FROM runs WHERE name LIKE 'nightly-%' ORDER BY start_time");
    expect(names).toHaveLength(20);
    expect(names[0]).toEqual({ name: "nightly-4" });
    const orphans =
      "SELECT count(*)::int AS count FROM metrics m WHERE NOT EXISTS (SELECT 1 FROM runs r WHERE r.run_uuid = m.run_uuid)";
    expect(await rowsOf(orphans)).toEqual([{ count: 0 }]);
  });

  test("stops after the point being written and leaves the run RUNNING", async () => {
    const listener = await pool.connect();
    await listener.query(
      `CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('point', NEW.step::text); RETURN NEW; END $$;
       CREATE TRIGGER tell AFTER INSERT ON metrics FOR EACH ROW EXECUTE FUNCTION tell(); LISTEN point`,
    );
    const errors: unknown[] = [];
    const training = startLiveTraining({
      databaseUrl: database.url,
      now: nextSecond,
      onError: (error) => errors.push(error),
      intervalMs: 10,
    });
    for (let seen = 0; seen < 3; seen += 1) await once(listener, "notification");
    await training.stop();
    const stopped = await runningRun();
    expect(errors).toEqual([]);
    expect(await rowsOf("SELECT status, end_time FROM runs WHERE run_uuid = $1", [stopped.id])).toEqual([
      { status: "RUNNING", end_time: null },
    ]);
    listener.release(true);
  });

  test("tells a failure and goes on", async () => {
    const errors: unknown[] = [];
    let told: () => void = () => undefined;
    const failed = new Promise<void>((done) => {
      told = done;
    });
    const away = new URL(database.url);
    away.pathname = "/no_such_database";
    const training = startLiveTraining({
      databaseUrl: away.href,
      now: () => now,
      intervalMs: 10,
      onError: (error) => {
        errors.push(error);
        told();
      },
    });
    await failed;
    await training.stop();
    expect(errors[0]).toMatchObject({ code: "3D000" });
  });
});

function nextSecond(): number {
  now += 1_000;
  return now;
}

async function rowsOf(sql: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await pool.query(sql, [...parameters])).rows;
}

async function runningRun(): Promise<{ id: string; name: string; step: number }> {
  const [run] = await rowsOf(
    `SELECT r.run_uuid AS id, r.name, COALESCE((SELECT step FROM latest_metrics l WHERE l.run_uuid = r.run_uuid AND l.key = 'train_loss'), -1)::int AS step
       FROM runs r WHERE r.status = 'RUNNING'`,
  );
  return run as { id: string; name: string; step: number };
}
