import type { DatasetRow } from "../../src/stores/mlflow/datasets.js";
import type { ExperimentRow } from "../../src/stores/mlflow/experiments.js";
import type { ModelVersionRow } from "../../src/stores/mlflow/model-versions.js";
import type { RegisteredModelRow } from "../../src/stores/mlflow/registered-models.js";
import type { RunRow } from "../../src/stores/mlflow/runs.js";
import type { SqlValue } from "../support/sql-runner.js";

// Rows as the stores' functions return them, and the columns that make them: what is not given is null or the least there is.

type Columns = Record<string, SqlValue>;

const stages = { ACTIVE: "active", DELETED: "deleted", UNKNOWN: null };

export function experimentRow(mlflowId: string, rest: Partial<ExperimentRow> = {}): ExperimentRow {
  return {
    store: "main",
    mlflowId,
    workspace: "default",
    name: `experiment ${mlflowId}`,
    artifactLocation: null,
    lifecycleStage: "ACTIVE",
    createdAt: 1_000n,
    lastUpdatedAt: null,
    ...rest,
  };
}

/** Without the workspace, which older stores do not have. */
export function experimentColumns(row: ExperimentRow): Columns {
  return {
    experiment_id: BigInt(row.mlflowId),
    name: row.name,
    artifact_location: row.artifactLocation,
    lifecycle_stage: stages[row.lifecycleStage],
    creation_time: row.createdAt,
    last_update_time: row.lastUpdatedAt,
  };
}

export function runRow(mlflowId: string, rest: Partial<RunRow> = {}): RunRow {
  return {
    store: "main",
    mlflowId,
    experimentId: "1",
    name: null,
    userId: null,
    status: "UNKNOWN",
    startTime: null,
    endTime: null,
    deletedAt: null,
    lifecycleStage: "ACTIVE",
    artifactUri: null,
    ...rest,
  };
}

export function runColumns(row: RunRow): Columns {
  return {
    run_uuid: row.mlflowId,
    experiment_id: row.experimentId === null ? null : BigInt(row.experimentId),
    name: row.name,
    user_id: row.userId,
    status: row.status === "UNKNOWN" ? null : row.status,
    start_time: row.startTime,
    end_time: row.endTime,
    deleted_time: row.deletedAt,
    lifecycle_stage: stages[row.lifecycleStage],
    artifact_uri: row.artifactUri,
  };
}

export function datasetRow(
  experimentId: string,
  name: string,
  digest: string,
  rest: Partial<DatasetRow> = {},
): DatasetRow {
  return {
    store: "main",
    mlflowId: `${experimentId} ${[...name].slice(0, 6).join("")} ${digest}`,
    experimentId,
    name,
    digest,
    sourceType: "s3",
    source: '{"uri":"s3://data"}',
    schema: null,
    profile: null,
    ...rest,
  };
}

export function datasetColumns(row: DatasetRow): Columns {
  return {
    dataset_uuid: row.mlflowId,
    experiment_id: BigInt(row.experimentId),
    name: row.name,
    digest: row.digest,
    dataset_source_type: row.sourceType,
    dataset_source: row.source,
    dataset_schema: row.schema,
    dataset_profile: row.profile,
  };
}

export function modelRow(name: string, rest: Partial<RegisteredModelRow> = {}): RegisteredModelRow {
  return {
    store: "main",
    workspace: "default",
    name,
    createdAt: null,
    lastUpdatedAt: null,
    description: null,
    ...rest,
  };
}

/** Without the workspace, which older stores do not have. */
export function modelColumns(row: RegisteredModelRow): Columns {
  return {
    name: row.name,
    creation_time: row.createdAt,
    last_updated_time: row.lastUpdatedAt,
    description: row.description,
  };
}

export function versionRow(name: string, version: number, rest: Partial<ModelVersionRow> = {}): ModelVersionRow {
  return {
    store: "main",
    workspace: "default",
    name,
    version,
    modelCreatedAt: null,
    createdAt: null,
    lastUpdatedAt: null,
    description: null,
    stage: "NONE",
    source: null,
    storageLocation: null,
    runId: null,
    runLink: null,
    status: "UNKNOWN",
    statusMessage: null,
    ...rest,
  };
}

const modelStages = {
  NONE: "None",
  STAGING: "Staging",
  PRODUCTION: "Production",
  ARCHIVED: "Archived",
  UNKNOWN: "Odd",
};

/** Without the workspace, which older stores do not have. */
export function versionColumns(row: ModelVersionRow): Columns {
  return {
    name: row.name,
    version: row.version,
    creation_time: row.createdAt,
    last_updated_time: row.lastUpdatedAt,
    description: row.description,
    current_stage: modelStages[row.stage],
    source: row.source,
    storage_location: row.storageLocation,
    run_id: row.runId,
    run_link: row.runLink,
    status: row.status === "UNKNOWN" ? null : row.status,
    status_message: row.statusMessage,
  };
}
