import { datasetLoaders } from "./dataset.js";
import { experimentLoaders } from "./experiment.js";
import { experimentRunLoaders } from "./experiment-run.js";
import { type GovernanceScope, governanceLoaders } from "./governance.js";
import { keyValueLoaders } from "./key-value.js";
import { lineageLoaders } from "./lineage.js";
import { loggedModelLoaders } from "./logged-model.js";
import { metricHistoryLoaders } from "./metric-history.js";
import { modelVersionLoaders } from "./model-version.js";
import { promptLoaders } from "./prompt.js";
import { registeredModelLoaders } from "./registered-model.js";
import { runLoaders } from "./run.js";
import { runComparisonLoaders } from "./run-comparison.js";
import { runKeyLoaders } from "./run-keys.js";
import { storeLoaders } from "./store.js";
import { traceLoaders } from "./trace.js";
import { workspaceLoaders } from "./workspace.js";

export type Loaders = ReturnType<typeof createLoaders>;

/** Fresh for every request: what is loaded once is the same for the whole answer, and nothing outlives it. */
export function createLoaders(env: GovernanceScope) {
  return {
    access: env.access,
    ...storeLoaders(env),
    ...workspaceLoaders(env),
    ...experimentLoaders(env),
    ...experimentRunLoaders(env),
    ...runLoaders(env),
    ...runComparisonLoaders(env),
    ...runKeyLoaders(env),
    ...metricHistoryLoaders(env),
    ...loggedModelLoaders(env),
    ...datasetLoaders(env),
    ...keyValueLoaders(env),
    ...registeredModelLoaders(env),
    ...modelVersionLoaders(env),
    ...lineageLoaders(env),
    ...promptLoaders(env),
    ...traceLoaders(env),
    ...governanceLoaders(env),
  };
}
