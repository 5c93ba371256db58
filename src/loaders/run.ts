import type { ViewType } from "../rules/enums.js";
import type { ListOrder } from "../rules/list-order.js";
import type { Page } from "../rules/page.js";
import { type DatasetInputRow, datasetInputOrdering, datasetInputsOfRuns } from "../stores/mlflow/datasets.js";
import { type SeriesRanges, seriesTotals } from "../stores/mlflow/metric-history.js";
import { type ModelVersionRow, versionOfRunOrdering, versionsOfRuns } from "../stores/mlflow/model-versions.js";
import { runCount, runPage, type StoreRunSearch } from "../stores/mlflow/run-search.js";
import { childRuns, type RunRow, runOrdering, runsByIds } from "../stores/mlflow/runs.js";
import type { RunAhead } from "../stores/mlflow/runs-ahead.js";
import { seriesKey } from "../stores/series.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import { answeredAhead } from "./key-value.js";
import type { LoaderScope } from "./read-store.js";

export type { StoreRunSearch } from "../stores/mlflow/run-search.js";
export type { RunRow } from "../stores/mlflow/runs.js";

export interface RunKey extends InStore {
  readonly mlflowId: string;
}

const byId = ({ mlflowId }: RunKey) => mlflowId;

export function runLoaders(env: LoaderScope) {
  return {
    /** With what of the run is to be read with it. */
    run: groupedLoader<RunKey, RunAhead | undefined, RunRow | null>(
      env,
      byId,
      async (open, scope, keys, ahead) => {
        const found = await runsByIds(open, scope, keys.map(byId), ahead);
        return new Map([...found].map(([id, run]) => [id, answeredAhead(run)]));
      },
      () => null,
    ),
    /**
     * @param searchIn what to look for in one store
     * @param ahead what of each run is to be read with it
     */
    runs: (
      stores: readonly string[],
      searchIn: (store: string) => StoreRunSearch,
      page: Page,
      order: ListOrder<RunRow>,
      ahead?: RunAhead,
    ) =>
      mergedConnection(env, order, stores, page, async (open, scope, position, limit) => {
        const found = await runPage(open, scope, searchIn(open.name), order, position, limit, ahead);
        return found.map(answeredAhead);
      }),
    runCount: groupedLoader<InStore, StoreRunSearch, number>(
      env,
      () => "",
      async (open, scope, _, search) => new Map([["", await runCount(open, scope, search)]]),
      () => 0,
    ),
    runChildren: connectionLoader<RunKey, RunRow, { viewType: ViewType }>(
      env,
      runOrdering,
      byId,
      (open, scope, keys, page) => childRuns(open, scope, keys.map(byId), page),
    ),
    runDatasets: connectionLoader<RunKey, DatasetInputRow>(env, datasetInputOrdering, byId, (open, scope, keys, page) =>
      datasetInputsOfRuns(open, scope, keys.map(byId), page),
    ),
    runModelVersions: connectionLoader<RunKey, ModelVersionRow>(
      env,
      versionOfRunOrdering,
      byId,
      (open, scope, keys, page) => versionsOfRuns(open, scope, keys.map(byId), page),
    ),
    seriesTotal: groupedLoader<RunKey & { readonly key: string }, SeriesRanges, number>(
      env,
      ({ mlflowId, key }) => seriesKey({ runId: mlflowId, key }),
      (open, scope, series, ranges) => {
        const keys = [...new Set(series.map(({ key }) => key))];
        return seriesTotals(open, scope, [...new Set(series.map(byId))], { ...ranges, keys });
      },
      () => 0,
    ),
  };
}
