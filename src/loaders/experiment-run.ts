import { listOrder, type OrderTerm, type Placed } from "../rules/list-order.js";
import { runList } from "../rules/ordered-lists.js";
import { type RunRow, type RunSearch, runCounts, runsOfExperiments } from "../stores/mlflow/runs.js";
import type { RunAhead } from "../stores/mlflow/runs-ahead.js";
import { connectionLoader } from "./connection.js";
import type { ExperimentKey } from "./experiment.js";
import { groupedLoader } from "./grouped-loader.js";
import { answeredAhead } from "./key-value.js";
import type { LoaderScope } from "./read-store.js";

export interface ExperimentRunsArgs extends RunSearch {
  readonly orderBy: readonly OrderTerm[];
  /** What of each run is to be read with it. */
  readonly ahead: RunAhead;
}

const byId = ({ mlflowId }: ExperimentKey) => mlflowId;

/** The runs of each of many experiments, searched and ordered alike. */
export function experimentRunLoaders(env: LoaderScope) {
  return {
    experimentRuns: connectionLoader<ExperimentKey, RunRow & Placed, ExperimentRunsArgs>(
      env,
      ({ orderBy }) => listOrder<RunRow>(runList, orderBy),
      byId,
      async (open, scope, keys, page) => {
        const order = listOrder<RunRow>(runList, page.orderBy);
        const found = await runsOfExperiments(open, scope, keys.map(byId), page, order, page.ahead);
        return new Map([...found].map(([key, runs]) => [key, runs.map(answeredAhead)]));
      },
    ),
    experimentRunCount: groupedLoader<ExperimentKey, RunSearch, number>(
      env,
      byId,
      (open, scope, keys, { viewType, condition }) => runCounts(open, scope, keys.map(byId), viewType, condition),
      () => 0,
    ),
  };
}
