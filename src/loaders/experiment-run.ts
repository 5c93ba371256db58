import { listOrder, type OrderTerm, type Placed } from "../rules/list-order.js";
import { runList } from "../rules/ordered-lists.js";
import { type RunRow, type RunSearch, runCounts, runsOfExperiments } from "../stores/mlflow/runs.js";
import { connectionLoader } from "./connection.js";
import type { ExperimentKey } from "./experiment.js";
import { groupedLoader } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

const byId = ({ mlflowId }: ExperimentKey) => mlflowId;

/** The runs of each of many experiments, searched and ordered alike. */
export function experimentRunLoaders(env: LoaderScope) {
  return {
    experimentRuns: connectionLoader<ExperimentKey, RunRow & Placed, RunSearch & { orderBy: readonly OrderTerm[] }>(
      env,
      ({ orderBy }) => listOrder<RunRow>(runList, orderBy),
      byId,
      (open, scope, keys, page) =>
        runsOfExperiments(open, scope, keys.map(byId), page, listOrder(runList, page.orderBy)),
    ),
    experimentRunCount: groupedLoader<ExperimentKey, RunSearch, number>(
      env,
      byId,
      (open, scope, keys, { viewType, condition }) => runCounts(open, scope, keys.map(byId), viewType, condition),
      () => 0,
    ),
  };
}
