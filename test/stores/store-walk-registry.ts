import {
  experimentTags,
  inputTags,
  latestMetrics,
  modelVersionTags,
  ownedRows,
  registeredModelTags,
  runParams,
  runTags,
} from "../../src/stores/mlflow/key-values.js";
import {
  loggedModelsByIds,
  loggedModelsOfExperiments,
  loggedModelsOfRuns,
  metricsOfLoggedModels,
} from "../../src/stores/mlflow/logged-models.js";
import { aliasesOfModels, aliasesOfVersions } from "../../src/stores/mlflow/model-aliases.js";
import {
  modelVersionsByKeys,
  versionsOfLoggedModels,
  versionsOfModels,
  versionsOfRuns,
} from "../../src/stores/mlflow/model-versions.js";
import {
  registeredModelCount,
  registeredModelPage,
  registeredModelsByKeys,
} from "../../src/stores/mlflow/registered-models.js";
import { workspacePage, workspacesByNames } from "../../src/stores/mlflow/workspaces.js";
import { scope } from "./opened-store.js";
import { type Known, step, type Walk } from "./store-walk.js";

const firstPage = { first: 20, after: null } as const;
const all = { keys: null, ...firstPage } as const;
const start = { kind: "start" } as const;
const fraud = { workspace: "default", name: "fraud", version: 1 };
const vision = { workspace: "default", name: "vision-net", version: 2 };

export function registryWalk({ runs: [run, other] }: Known): Walk {
  return {
    "registered-models": [
      step(registeredModelsByKeys, "", scope, [fraud, vision]),
      step(registeredModelPage, "", scope, null, start, 21),
      step(
        registeredModelPage,
        "of a workspace, after one",
        scope,
        "default",
        { kind: "after", values: ["fraud", "default"] },
        21,
      ),
      step(registeredModelCount, "", scope, null),
    ],
    "model-versions": [
      step(modelVersionsByKeys, "", scope, [fraud, vision]),
      step(versionsOfModels, "of one", scope, [fraud], firstPage),
      step(versionsOfModels, "of several", scope, [fraud, vision], firstPage),
      step(versionsOfModels, "after one", scope, [fraud], { first: 20, after: [3n] }),
      step(versionsOfRuns, "of one", scope, [run], firstPage),
      step(versionsOfRuns, "of several", scope, [run, other], firstPage),
      step(versionsOfLoggedModels, "", scope, ["m-1", "m-2"], firstPage),
    ],
    "model-aliases": [
      step(aliasesOfModels, "of one", scope, [fraud], firstPage),
      step(aliasesOfModels, "of several", scope, [fraud, vision], firstPage),
      step(aliasesOfVersions, "of one, after one", scope, [fraud], { first: 20, after: ["champion"] }),
      step(aliasesOfVersions, "of several", scope, [fraud, vision], firstPage),
    ],
    "key-values": [
      step(ownedRows, "params of one run", runParams, [[run]], all),
      step(ownedRows, "params of several runs", runParams, [[run], [other]], all),
      step(ownedRows, "some tags of several runs", runTags, [[run], [other]], { ...all, keys: ["team", "mlflow.user"] }),
      step(ownedRows, "tags of one run, after one", runTags, [[run]], { ...all, after: ["team"] }),
      step(ownedRows, "metrics of several runs", latestMetrics, [[run], [other]], all),
      step(ownedRows, "tags of an experiment", experimentTags, [["1"]], all),
      step(ownedRows, "tags of an input", inputTags, [["input"]], all),
      step(ownedRows, "tags of a model", registeredModelTags, [["default", "fraud"]], all),
      step(
        ownedRows,
        "one tag of several versions",
        modelVersionTags,
        [
          ["default", "fraud", "1"],
          ["default", "vision-net", "2"],
        ],
        { ...all, keys: ["team"] },
      ),
    ],
    "logged-models": [
      step(loggedModelsByIds, "", scope, ["m-1", "m-2"]),
      step(loggedModelsOfExperiments, "of several", scope, ["1", "2"], firstPage),
      step(loggedModelsOfRuns, "of one", scope, [run], "RUN_OUTPUT", firstPage),
      step(metricsOfLoggedModels, "of several", scope, ["m-1", "m-2"], { ...firstPage, keys: ["loss"] }),
    ],
    workspaces: [
      step(workspacePage, "", 20, null),
      step(workspacePage, "after one", 20, ["default"]),
      step(workspacesByNames, "one that is not listed too", ["default", "elsewhere"]),
    ],
  };
}
