import type { ListOrder } from "../rules/list-order.js";
import type { Page } from "../rules/page.js";
import { datasetCount, datasetPage, type StoreDatasetSearch } from "../stores/mlflow/dataset-search.js";
import {
  type DatasetKey,
  type DatasetRow,
  datasetKey,
  datasetsByKeys,
  runsOfDatasets,
} from "../stores/mlflow/datasets.js";
import { type RunRow, runOrdering } from "../stores/mlflow/runs.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

export type { DatasetInputRow, DatasetRow } from "../stores/mlflow/datasets.js";

export function datasetLoaders(env: LoaderScope) {
  return {
    dataset: groupedLoader<InStore & DatasetKey, undefined, DatasetRow | null>(
      env,
      datasetKey,
      datasetsByKeys,
      () => null,
    ),
    datasets: (stores: readonly string[], search: StoreDatasetSearch, page: Page, order: ListOrder<DatasetRow>) =>
      mergedConnection(env, order, stores, page, (open, scope, position, limit) =>
        datasetPage(open, scope, search, order, position, limit),
      ),
    datasetCount: groupedLoader<InStore, StoreDatasetSearch, number>(
      env,
      () => "",
      async (open, scope, _, search) => new Map([["", await datasetCount(open, scope, search)]]),
      () => 0,
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
