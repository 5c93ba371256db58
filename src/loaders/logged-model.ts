import {
  type LoggedModelMetricRow,
  type LoggedModelRow,
  loggedModelMetricOrdering,
  loggedModelOrdering,
  loggedModelsByIds,
  loggedModelsOfExperiments,
  loggedModelsOfRuns,
  metricsOfLoggedModels,
  type RunModelEdge,
} from "../stores/mlflow/logged-models.js";
import { type ModelVersionRow, versionOfRunOrdering, versionsOfLoggedModels } from "../stores/mlflow/model-versions.js";
import { connectionLoader } from "./connection.js";
import type { ExperimentKey } from "./experiment.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { KeyFilter } from "./key-value.js";
import type { LoaderScope } from "./read-store.js";
import type { RunKey } from "./run.js";

export type { LoggedModelMetricRow, LoggedModelRow } from "../stores/mlflow/logged-models.js";

export interface LoggedModelKey extends InStore {
  readonly mlflowId: string;
}

const byId = ({ mlflowId }: InStore & { readonly mlflowId: string }) => mlflowId;

export function loggedModelLoaders(env: LoaderScope) {
  return {
    loggedModel: groupedLoader<LoggedModelKey, undefined, LoggedModelRow | null>(
      env,
      byId,
      (open, scope, keys) => loggedModelsByIds(open, scope, keys.map(byId)),
      () => null,
    ),
    experimentLoggedModels: connectionLoader<ExperimentKey, LoggedModelRow>(
      env,
      loggedModelOrdering,
      byId,
      (open, scope, keys, page) => loggedModelsOfExperiments(open, scope, keys.map(byId), page),
    ),
    runLoggedModels: connectionLoader<RunKey, LoggedModelRow, { edge: RunModelEdge }>(
      env,
      loggedModelOrdering,
      byId,
      (open, scope, keys, page) => loggedModelsOfRuns(open, scope, keys.map(byId), page.edge, page),
    ),
    loggedModelMetrics: connectionLoader<LoggedModelKey, LoggedModelMetricRow, KeyFilter>(
      env,
      loggedModelMetricOrdering,
      byId,
      (open, scope, keys, page) => metricsOfLoggedModels(open, scope, keys.map(byId), page),
    ),
    loggedModelVersions: connectionLoader<LoggedModelKey, ModelVersionRow>(
      env,
      versionOfRunOrdering,
      byId,
      (open, scope, keys, page) => versionsOfLoggedModels(open, scope, keys.map(byId), page),
    ),
  };
}
