import {
  datasetInputsOfRuns,
  datasetsByKeys,
  datasetsOfExperiments,
  runsOfDatasets,
} from "../../src/stores/mlflow/datasets.js";
import {
  experimentCount,
  experimentIdsByName,
  experimentPage,
  experimentsByIds,
} from "../../src/stores/mlflow/experiments.js";
import { seriesOfRuns, seriesTotals } from "../../src/stores/mlflow/metric-history.js";
import { sampledSeriesOfRuns } from "../../src/stores/mlflow/metric-samples.js";
import { childRuns, runCounts, runsByIds, runsOfExperiments } from "../../src/stores/mlflow/runs.js";
import { scope } from "./opened-store.js";
import { type Known, step, type Walk } from "./store-walk.js";

const start = { kind: "start" } as const;
const firstPage = { first: 20, after: null } as const;
const everything = { keys: ["loss", "odd"], stepMin: null, stepMax: null, timeMin: null, timeMax: null };
const active = { workspace: null, viewType: "ACTIVE_ONLY" } as const;
const inView = { viewType: "ACTIVE_ONLY", ...firstPage } as const;
export function trackingWalk({ runs: [run, other] }: Known): Walk {
  const one = { ...everything, keys: ["loss"] };
  const ranged = { ...everything, stepMin: 1n, stepMax: 9n, timeMin: 0n, timeMax: 2n ** 50n };
  const key = (experimentId: string) => ({ experimentId, name: "transactions", digest: "d1" });
  return {
    runs: [
      step(runsByIds, "", scope, [run, other]),
      step(runsOfExperiments, "of one", scope, ["1"], inView),
      step(runsOfExperiments, "of several", scope, ["1", "2"], inView),
      step(runsOfExperiments, "after one", scope, ["1"], { ...inView, after: [1n, run] }),
      step(runsOfExperiments, "after one without a start", scope, ["1"], { ...inView, after: [null, run] }),
      step(childRuns, "of one", scope, [run], inView),
      step(childRuns, "of several", scope, [run, other], { ...inView, viewType: "ALL" }),
      step(runCounts, "", scope, ["1", "2"], "ALL"),
    ],
    experiments: [
      step(experimentsByIds, "", scope, ["1", "2"]),
      step(experimentIdsByName, "", scope, "default", "fraud/detection"),
      step(experimentPage, "", scope, active, start, 21),
      step(experimentPage, "of a workspace, after one", scope, { ...active, workspace: "default" }, afterOne([1n, 1n]), 21),
      step(experimentPage, "after all of a time", scope, active, { kind: "afterSortColumn", value: 1n }, 21),
      step(experimentPage, "from all of a time on", scope, active, { kind: "fromSortColumn", value: 1n }, 21),
      step(experimentCount, "", scope, active),
    ],
    datasets: [
      step(datasetsByKeys, "", scope, [key("1"), key("2")]),
      step(datasetInputsOfRuns, "of one", scope, [run], firstPage),
      step(datasetInputsOfRuns, "of several", scope, [run, other], firstPage),
      step(datasetInputsOfRuns, "after one", scope, [run], { first: 20, after: ["transactions", "d1", 1n, "uuid"] }),
      step(datasetsOfExperiments, "of one", scope, ["1"], firstPage),
      step(datasetsOfExperiments, "of several", scope, ["1", "2"], firstPage),
      step(runsOfDatasets, "of one", scope, ["uuid"], firstPage),
      step(runsOfDatasets, "of several", scope, ["uuid", "another"], firstPage),
    ],
    "metric-history": [
      step(seriesOfRuns, "of one", scope, [run], one, 1_001, null),
      step(seriesOfRuns, "of one, after a point", scope, [run], one, 1_001, [7n, 1n, 0.5, 0n]),
      step(seriesOfRuns, "of several, in ranges", scope, [run, other], ranged, 1_001, null),
      step(seriesTotals, "", scope, [run, other], everything),
    ],
    "metric-samples": [
      step(sampledSeriesOfRuns, "of a long and a short series", scope, [run], everything, 4),
      step(sampledSeriesOfRuns, "of several, in ranges of times", scope, [run, other], ranged, 4),
    ],
  };
}

function afterOne(values: readonly bigint[]) {
  return { kind: "after", values } as const;
}
