import type { Condition } from "../rules/filter.js";
import {
  runsOfTraces,
  type TraceRow,
  traceOrdering,
  tracesByIds,
  tracesOfExperiments,
  tracesOfRuns,
} from "../stores/mlflow/traces.js";
import { connectionLoader } from "./connection.js";
import type { ExperimentKey } from "./experiment.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";
import type { RunKey } from "./run.js";

export type { TraceRow } from "../stores/mlflow/traces.js";

export interface TraceKey extends InStore {
  readonly mlflowId: string;
}

/** Which traces of an experiment or a run a list shows. */
export interface TraceSearch {
  readonly condition: Condition | null;
}

const byId = ({ mlflowId }: InStore & { readonly mlflowId: string }) => mlflowId;

export function traceLoaders(env: LoaderScope) {
  return {
    trace: groupedLoader<TraceKey, undefined, TraceRow | null>(
      env,
      byId,
      (open, scope, keys) => tracesByIds(open, scope, keys.map(byId)),
      () => null,
    ),
    experimentTraces: connectionLoader<ExperimentKey, TraceRow, TraceSearch>(
      env,
      traceOrdering,
      byId,
      (open, scope, keys, page) => tracesOfExperiments(open, scope, keys.map(byId), page),
    ),
    runTraces: connectionLoader<RunKey, TraceRow, TraceSearch>(env, traceOrdering, byId, (open, scope, keys, page) =>
      tracesOfRuns(open, scope, keys.map(byId), page),
    ),
    /** MLflow's id of the run that a trace was made in or linked to; the run may be gone. */
    runIdOfTrace: groupedLoader<TraceKey, undefined, string | null>(
      env,
      byId,
      (open, scope, keys) => runsOfTraces(open, scope, keys.map(byId)),
      () => null,
    ),
  };
}
