import type { DatasetRow } from "../loaders/dataset.js";
import type { LoggedModelRow } from "../loaders/logged-model.js";
import type { ModelVersionRow } from "../loaders/model-version.js";
import type { RunRow } from "../loaders/run.js";
import { formatGlobalId } from "../rules/global-id.js";

// The ids of rows that are met in more than one place.

export function datasetId({ store, experimentId, name, digest }: DatasetRow): string {
  return formatGlobalId(store, "Dataset", experimentId, name, digest);
}

export function runId({ store, mlflowId }: RunRow): string {
  return formatGlobalId(store, "Run", mlflowId);
}

export function loggedModelId({ store, mlflowId }: LoggedModelRow): string {
  return formatGlobalId(store, "LoggedModel", mlflowId);
}

export function modelVersionId({ store, workspace, name, modelCreatedAt, version }: ModelVersionRow): string {
  return formatGlobalId(store, "ModelVersion", workspace, name, String(modelCreatedAt ?? ""), String(version));
}
