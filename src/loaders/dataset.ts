import {
  type DatasetKey,
  type DatasetRow,
  datasetKey,
  datasetsByKeys,
  runsOfDatasets,
} from "../stores/mlflow/datasets.js";
import { type RunRow, runOrdering } from "../stores/mlflow/runs.js";
import { connectionLoader } from "./connection.js";
import { groupedLoader, type InStore, type LoaderScope } from "./grouped-loader.js";

export type { DatasetInputRow, DatasetRow } from "../stores/mlflow/datasets.js";

export function datasetLoaders(env: LoaderScope) {
  return {
    dataset: groupedLoader<InStore & DatasetKey, undefined, DatasetRow | null>(
      env,
      datasetKey,
      datasetsByKeys,
      () => null,
    ),
    datasetRuns: connectionLoader<DatasetRow, RunRow>(
      env,
      runOrdering,
      (dataset) => dataset.mlflowId,
      (open, scope, datasets, page) =>
        runsOfDatasets(
          open,
          scope,
          datasets.map(({ mlflowId }) => mlflowId),
          page,
        ),
    ),
  };
}
