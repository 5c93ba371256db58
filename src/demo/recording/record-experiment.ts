import type { Row } from "./demo-tables.js";
import { uuidHex } from "./random.js";
import { pythonJson, type Recording, workspace } from "./recording.js";

export interface ExperimentPlan {
  readonly name: string;
  readonly createdAt: number;
  readonly note?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** `create_experiment`: ids count up from 1, since MLflow itself makes experiment 0. */
export function createExperiment(recording: Recording, plan: ExperimentPlan): Row<"experiments"> {
  const { experiments, experiment_tags } = recording.rows;
  const id = experiments.length + 1;
  const experiment: Row<"experiments"> = {
    experiment_id: id,
    name: plan.name,
    artifact_location: `mlflow-artifacts:/${id}`,
    lifecycle_stage: "active",
    creation_time: plan.createdAt,
    last_update_time: plan.createdAt,
    workspace,
  };
  experiments.push(experiment);
  const tags = { ...(plan.note === undefined ? {} : { "mlflow.note.content": plan.note }), ...plan.tags };
  for (const [key, value] of Object.entries(tags)) experiment_tags.push({ key, value, experiment_id: id });
  return experiment;
}

/** `delete_experiment`: the experiment and all its runs are marked, nothing is removed. */
export function deleteExperiment(recording: Recording, experiment: Row<"experiments">, at: number): void {
  experiment.lifecycle_stage = "deleted";
  experiment.last_update_time = at;
  for (const run of recording.rows.runs.filter((row) => row.experiment_id === experiment.experiment_id)) {
    run.lifecycle_stage = "deleted";
    run.deleted_time = at;
  }
}

export interface DatasetPlan {
  readonly name: string;
  readonly digest: string;
  readonly uri: string;
  readonly schema: unknown;
  readonly profile: unknown;
}

/** A dataset of an experiment, once per (experiment, name, digest) as in `log_inputs`. */
export function recordDataset(
  recording: Recording,
  experiment: Row<"experiments">,
  plan: DatasetPlan,
): Row<"datasets"> {
  const { datasets } = recording.rows;
  const known = datasets.find(
    (row) => row.experiment_id === experiment.experiment_id && row.name === plan.name && row.digest === plan.digest,
  );
  if (known !== undefined) return known;
  const dataset: Row<"datasets"> = {
    dataset_uuid: uuidHex(recording.random),
    experiment_id: experiment.experiment_id,
    name: plan.name,
    digest: plan.digest,
    dataset_source_type: "s3",
    dataset_source: pythonJson({ uri: plan.uri }),
    dataset_schema: pythonJson(plan.schema),
    dataset_profile: pythonJson(plan.profile),
  };
  datasets.push(dataset);
  return dataset;
}

/** The schema of a table as `mlflow.data.from_pandas` describes it. */
export function tableSchema(
  columns: Readonly<Record<string, "double" | "long" | "string" | "datetime" | "boolean">>,
): unknown {
  return { mlflow_colspec: Object.entries(columns).map(([name, type]) => ({ type, name, required: true })) };
}

export function tableProfile(rows: number, columns: number): unknown {
  return { num_rows: rows, num_elements: rows * columns };
}

/** The schema of image tensors with class labels, as `mlflow.data.from_numpy` describes it. */
export function imageSchema(height: number, width: number): unknown {
  const tensor = (dtype: string, shape: number[]): string =>
    pythonJson([{ type: "tensor", "tensor-spec": { dtype, shape } }]);
  return { mlflow_tensorspec: { features: tensor("uint8", [-1, height, width, 3]), targets: tensor("int64", [-1]) } };
}

export function imageProfile(images: number, height: number, width: number): unknown {
  const size = images * height * width * 3;
  return {
    features_shape: [images, height, width, 3],
    features_size: size,
    features_nbytes: size,
    targets_shape: [images],
    targets_size: images,
    targets_nbytes: images * 8,
  };
}
