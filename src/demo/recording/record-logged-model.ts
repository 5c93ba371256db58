import type { Row } from "./demo-tables.js";
import { uuidHex } from "./random.js";
import { type CodeSource, logPoints, sourceTags } from "./record-run.js";
import type { Recording } from "./recording.js";

const readyStatus = 2;

export interface LoggedModelPlan {
  readonly run: Row<"runs">;
  readonly experiment: Row<"experiments">;
  readonly name: string;
  readonly modelType: string;
  readonly createdAt: number;
  readonly code: CodeSource;
  /** The training step after which the model was saved. */
  readonly step: number;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** `log_model`: a READY logged model, and the edge from the run that produced it. */
export function logModel(recording: Recording, plan: LoggedModelPlan): Row<"logged_models"> {
  const { rows, random } = recording;
  const id = `m-${uuidHex(random)}`;
  const experiment_id = plan.experiment.experiment_id;
  const model: Row<"logged_models"> = {
    model_id: id,
    experiment_id,
    name: plan.name,
    artifact_location: `${plan.experiment.artifact_location}/models/${id}/artifacts`,
    creation_timestamp_ms: plan.createdAt,
    last_updated_timestamp_ms: plan.createdAt + 2_300,
    status: readyStatus,
    lifecycle_stage: "active",
    model_type: plan.modelType,
    source_run_id: plan.run.run_uuid,
    status_message: null,
  };
  rows.logged_models.push(model);
  for (const [param_key, value] of Object.entries(plan.params ?? {})) {
    rows.logged_model_params.push({ model_id: id, experiment_id, param_key, param_value: String(value) });
  }
  const tags = { ...sourceTags(plan.run.user_id ?? "", plan.code), ...plan.tags };
  for (const [tag_key, tag_value] of Object.entries(tags)) {
    rows.logged_model_tags.push({ model_id: id, experiment_id, tag_key, tag_value });
  }
  linkModel(recording, plan.run, model, "output", plan.step);
  return model;
}

/** `log_outputs` and `log_inputs` of models: both edges start at the run, whichever way the data flows. */
export function linkModel(
  recording: Recording,
  run: Row<"runs">,
  model: Row<"logged_models">,
  direction: "input" | "output",
  step = 0,
): void {
  const side = direction === "input" ? "INPUT" : "OUTPUT";
  recording.rows.inputs.push({
    input_uuid: uuidHex(recording.random),
    source_type: `RUN_${side}`,
    source_id: run.run_uuid,
    destination_type: `MODEL_${side}`,
    destination_id: model.model_id,
    step,
  });
}

export interface ModelMetrics {
  readonly values: Readonly<Record<string, number>>;
  readonly timestamp: number;
  readonly step: number;
  readonly dataset?: Row<"datasets">;
}

/** `log_metric(..., model_id=, dataset=)`: the point belongs to the run and, with its dataset, to the model. */
export function logModelMetrics(
  recording: Recording,
  run: Row<"runs">,
  model: Row<"logged_models">,
  { values, timestamp, step, dataset }: ModelMetrics,
): void {
  for (const [metric_name, metric_value] of Object.entries(values)) {
    recording.rows.logged_model_metrics.push({
      model_id: model.model_id,
      metric_name,
      metric_timestamp_ms: timestamp,
      metric_step: step,
      metric_value,
      experiment_id: model.experiment_id,
      run_id: run.run_uuid,
      // MLflow leaves this NULL even when name and digest are known.
      dataset_uuid: null,
      dataset_name: dataset?.name ?? null,
      dataset_digest: dataset?.digest ?? null,
    });
  }
  logPoints(
    recording,
    run,
    Object.entries(values).map(([key, value]) => ({ key, value, timestamp, step })),
  );
}
