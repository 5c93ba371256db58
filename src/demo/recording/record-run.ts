import type { Row } from "./demo-tables.js";
import { uuidHex } from "./random.js";
import type { Recording } from "./recording.js";

/** The code a run came from, as MLflow's client finds it in the working folder. */
export interface CodeSource {
  readonly script: string;
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly commit: string;
}

export interface RunPlan {
  readonly experiment: Row<"experiments">;
  readonly name: string;
  readonly user: string;
  readonly startTime: number;
  readonly code: CodeSource;
  readonly parent?: Row<"runs">;
  readonly note?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A point of a metric: NaN and infinities are given as such and stored MLflow's way. */
export interface Point {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

export type EndStatus = "FINISHED" | "FAILED" | "KILLED";

/** `create_run` with the tags the client adds. The run is RUNNING until `finishRun`. */
export function createRun(recording: Recording, plan: RunPlan): Row<"runs"> {
  const id = uuidHex(recording.random);
  const run: Row<"runs"> = {
    run_uuid: id,
    name: plan.name,
    source_type: "UNKNOWN",
    source_name: "",
    entry_point_name: "",
    user_id: plan.user,
    status: "RUNNING",
    start_time: plan.startTime,
    end_time: null,
    source_version: "",
    lifecycle_stage: "active",
    artifact_uri: `${plan.experiment.artifact_location}/${id}/artifacts`,
    experiment_id: plan.experiment.experiment_id,
    deleted_time: null,
  };
  recording.rows.runs.push(run);
  setRunTags(recording, run, {
    "mlflow.runName": plan.name,
    ...sourceTags(plan.user, plan.code),
    ...(plan.parent === undefined ? {} : { "mlflow.parentRunId": String(plan.parent.run_uuid) }),
    ...(plan.note === undefined ? {} : { "mlflow.note.content": plan.note }),
    ...plan.tags,
  });
  return run;
}

/** The tags by which MLflow remembers who ran which code. */
export function sourceTags(user: string, code: CodeSource): Record<string, string> {
  return {
    "mlflow.user": user,
    "mlflow.source.name": code.script,
    "mlflow.source.type": "LOCAL",
    "mlflow.source.git.commit": code.commit,
    "mlflow.source.git.branch": code.branch,
    "mlflow.source.git.repoURL": code.repositoryUrl,
  };
}

export function setRunTags(recording: Recording, run: Row<"runs">, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) recording.rows.tags.push({ key, value, run_uuid: run.run_uuid });
}

export function logParams(
  recording: Recording,
  run: Row<"runs">,
  params: Readonly<Record<string, string | number>>,
): void {
  for (const [key, value] of Object.entries(params)) {
    recording.rows.params.push({ key, value: String(value), run_uuid: run.run_uuid });
  }
}

/** `log_batch` of metrics: every point is kept; the greatest by (step, time, value) is the latest. */
export function logPoints(recording: Recording, run: Row<"runs">, points: readonly Point[]): void {
  for (const { key, value, timestamp, step } of points) {
    const stored = storedValue(value);
    recording.rows.metrics.push({ key, ...stored, timestamp, run_uuid: run.run_uuid, step });
    const latestKey = `${run.run_uuid} ${key}`;
    const latest = recording.latest.get(latestKey);
    if (latest === undefined) {
      const row: Row<"latest_metrics"> = { key, ...stored, timestamp, step, run_uuid: run.run_uuid };
      recording.latest.set(latestKey, row);
      recording.rows.latest_metrics.push(row);
    } else if (isLater({ ...stored, timestamp, step }, latest)) {
      Object.assign(latest, stored, { timestamp, step });
    }
  }
}

/** MLflow keeps NaN as 0 with a flag, and infinities as the largest double. */
export function storedValue(value: number): { value: number; is_nan: boolean } {
  if (Number.isNaN(value)) return { value: 0, is_nan: true };
  return { value: Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE), is_nan: false };
}

export function finishRun(run: Row<"runs">, status: EndStatus, endTime: number): void {
  run.status = status;
  run.end_time = endTime;
}

/** `log_input`: an edge from the dataset to the run, with the use that was made of it. */
export function logDataset(
  recording: Recording,
  run: Row<"runs">,
  dataset: Row<"datasets">,
  context: "training" | "validation" | "evaluation" | "monitoring",
): void {
  const edge: Row<"inputs"> = {
    input_uuid: uuidHex(recording.random),
    source_type: "DATASET",
    source_id: dataset.dataset_uuid,
    destination_type: "RUN",
    destination_id: run.run_uuid,
    step: 0,
  };
  recording.rows.inputs.push(edge);
  recording.rows.input_tags.push({ input_uuid: edge.input_uuid, name: "mlflow.data.context", value: context });
}

function isLater(point: { step: number; timestamp: number; value: number }, latest: Row<"latest_metrics">): boolean {
  const older = [Number(latest.step), Number(latest.timestamp), Number(latest.value)];
  const difference = [point.step, point.timestamp, point.value].map((part, index) => part - (older[index] ?? 0));
  return (difference.find((part) => part !== 0) ?? 0) > 0;
}
