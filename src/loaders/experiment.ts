import type { ListOrder } from "../rules/list-order.js";
import type { Page } from "../rules/page.js";
import { datasetOrdering, datasetsOfExperiments } from "../stores/mlflow/datasets.js";
import {
  type ExperimentFilter,
  type ExperimentRow,
  experimentCount,
  experimentIdsByName,
  experimentOrdering,
  experimentPage,
  experimentsByIds,
} from "../stores/mlflow/experiments.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

export type { ExperimentRow } from "../stores/mlflow/experiments.js";

export interface ExperimentKey extends InStore {
  readonly mlflowId: string;
}

export interface ExperimentNameKey extends InStore {
  readonly workspace: string;
  readonly name: string;
}

const byId = ({ mlflowId }: ExperimentKey) => mlflowId;

export function experimentLoaders(env: LoaderScope) {
  return {
    experiment: groupedLoader<ExperimentKey, undefined, ExperimentRow | null>(
      env,
      byId,
      (open, scope, keys) => experimentsByIds(open, scope, keys.map(byId)),
      () => null,
    ),
    experimentIdByName: groupedLoader<ExperimentNameKey, undefined, string | null>(
      env,
      ({ workspace, name }) => JSON.stringify([workspace, name]),
      async (open, scope, keys) => {
        const found = await Promise.all(
          keys.map(({ workspace, name }) => experimentIdsByName(open, scope, workspace, name)),
        );
        return new Map(
          keys.map(({ workspace, name }, at) => [JSON.stringify([workspace, name]), found[at]?.[0] ?? null]),
        );
      },
      () => null,
    ),
    experiments: (
      stores: readonly string[],
      filter: ExperimentFilter,
      page: Page,
      order: ListOrder<ExperimentRow> = experimentOrdering,
    ) =>
      mergedConnection(env, order, stores, page, (open, scope, position, limit) =>
        experimentPage(open, scope, filter, position, limit, order),
      ),
    experimentCount: groupedLoader<InStore, ExperimentFilter, number>(
      env,
      () => "",
      async (open, scope, _, filter) => new Map([["", await experimentCount(open, scope, filter)]]),
      () => 0,
    ),
    experimentDatasets: connectionLoader(
      env,
      datasetOrdering,
      byId,
      (open, scope, keys: readonly ExperimentKey[], page) => datasetsOfExperiments(open, scope, keys.map(byId), page),
    ),
  };
}
