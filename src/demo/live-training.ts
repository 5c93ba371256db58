import { type ClientBase, Pool } from "pg";
import { insertRows } from "./insert-rows.js";
import type { Row } from "./recording/demo-tables.js";
import { createRandom } from "./recording/random.js";
import { type Point, storedValue } from "./recording/record-run.js";
import { beginRecording } from "./recording/recording.js";
import { leafPhotos } from "./stories/leaf-classifier.js";
import { createNightlyRun, nightlyPoints, nightlySteps, nightlyTag } from "./stories/nightly-run.js";

const tickMs = 1_000;
/** Older finished nightly runs are removed, as `mlflow gc` would, so that a demo left on does not fill the disk. */
const nightlyRunsKept = 20;

export interface LiveTraining {
  /** Ends after the point being written; the run stays RUNNING and goes on at the next start. */
  stop(): Promise<void>;
}

export interface LiveTrainingOptions {
  readonly databaseUrl: string;
  readonly now: () => number;
  /** Told of a tick that failed, for example because the database is away; the next one tries again. */
  readonly onError: (error: unknown) => void;
  readonly intervalMs?: number;
}

/** Keeps one run of the demo training: a point a second, and a new run when one is finished. */
export function startLiveTraining({
  databaseUrl,
  now,
  onError,
  intervalMs = tickMs,
}: LiveTrainingOptions): LiveTraining {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  let isEnding = false;
  pool.on("error", (error) => {
    // The server may go down before it has read the goodbye of a connection that is closed here.
    if (!isEnding) onError(error);
  });
  let ticking: Promise<void> = Promise.resolve();
  let isTicking = false;
  const timer = setInterval(() => {
    if (isTicking) return; // A slow database skips points, it never queues them.
    isTicking = true;
    ticking = trainOneStep(pool, now())
      .catch(onError)
      .finally(() => {
        isTicking = false;
      });
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await ticking;
      isEnding = true;
      await pool.end();
    },
  };
}

/** Writes the next step of the running nightly run, or begins the next run. Exported for tests, which need no clock. */
export async function trainOneStep(pool: Pool, now: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const running = await runningNightly(client);
    if (running === null) await beginNightly(client, now);
    else if (running.nextStep >= nightlySteps) await endNightly(client, running.runId, now);
    else await writePoints(client, running.runId, nightlyPoints(running.runId, running.nextStep, now));
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // The first error is the one to tell.
    throw error;
  } finally {
    client.release();
  }
}

interface RunningNightly {
  readonly runId: string;
  readonly nextStep: number;
}

async function runningNightly(client: ClientBase): Promise<RunningNightly | null> {
  const { rows } = await client.query<{ runId: string; nextStep: number }>(
    `SELECT r.run_uuid AS "runId", COALESCE(l.step + 1, 0)::int AS "nextStep"
       FROM public.runs r
       JOIN public.tags t ON t.run_uuid = r.run_uuid AND t.key = $1 AND t.value = $2
       LEFT JOIN public.latest_metrics l ON l.run_uuid = r.run_uuid AND l.key = 'train_loss'
      WHERE r.status = 'RUNNING' AND r.lifecycle_stage = 'active'
      ORDER BY r.start_time DESC LIMIT 1`,
    [nightlyTag.key, nightlyTag.value],
  );
  return rows[0] ?? null;
}

/** As MLflow's `log_batch`: every point, and the greatest by (step, time, value) as the latest. */
async function writePoints(client: ClientBase, runId: string, points: readonly Point[]): Promise<void> {
  for (const { key, value, timestamp, step } of points) {
    const stored = storedValue(value);
    const parameters = [key, stored.value, timestamp, step, stored.is_nan, runId];
    await client.query(
      `INSERT INTO public.metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      parameters,
    );
    await client.query(
      `INSERT INTO public.latest_metrics AS l (key, value, timestamp, step, is_nan, run_uuid) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (key, run_uuid) DO UPDATE
          SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
        WHERE (excluded.step, excluded.timestamp, excluded.value) > (l.step, l.timestamp, l.value)`,
      parameters,
    );
  }
}

async function beginNightly(client: ClientBase, now: number): Promise<void> {
  const found = await client.query<{ experiment: Row<"experiments">; dataset: Row<"datasets">; number: number }>(
    `SELECT row_to_json(e) AS experiment, row_to_json(d) AS dataset,
            (SELECT COALESCE(max(substring(r.name FROM '^nightly-(\\d+)$')::int), 0) + 1
               FROM public.runs r WHERE r.experiment_id = e.experiment_id) AS number
       FROM public.datasets d JOIN public.experiments e ON e.experiment_id = d.experiment_id
      WHERE d.name = $1 AND d.digest = $2 AND e.lifecycle_stage = 'active' ORDER BY e.experiment_id LIMIT 1`,
    [leafPhotos.name, leafPhotos.digest],
  );
  const basis = found.rows[0];
  if (basis === undefined) return; // Somebody deleted the experiment: there is nothing to train in.
  const { experiment, dataset, number } = basis;
  const recording = beginRecording(createRandom(`nightly ${number} at ${now}`));
  recording.rows.datasets.push(dataset);
  createNightlyRun(recording, { experiment, dataset: leafPhotos, number, startTime: now });
  await insertRows(client, recording.rows, ["runs", "tags", "params", "inputs", "input_tags"]);
}

async function endNightly(client: ClientBase, runId: string, now: number): Promise<void> {
  await client.query("UPDATE public.runs SET status = 'FINISHED', end_time = $2 WHERE run_uuid = $1", [runId, now]);
  const { rows } = await client.query<{ runId: string }>(
    `SELECT r.run_uuid AS "runId" FROM public.runs r
       JOIN public.tags t ON t.run_uuid = r.run_uuid AND t.key = $1 AND t.value = $2
      ORDER BY r.start_time DESC OFFSET $3`,
    [nightlyTag.key, nightlyTag.value, nightlyRunsKept],
  );
  const surplus = rows.map((row) => row.runId);
  if (surplus.length === 0) return;
  for (const table of ["metrics", "latest_metrics", "params", "tags", "runs"]) {
    await client.query(`DELETE FROM public.${table} WHERE run_uuid = ANY($1)`, [surplus]);
  }
}
