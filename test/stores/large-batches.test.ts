import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  datasetInputsOfRuns,
  datasetsByKeys,
  datasetsOfExperiments,
  runsOfDatasets,
} from "../../src/stores/mlflow/datasets.js";
import { experimentsByIds } from "../../src/stores/mlflow/experiments.js";
import {
  latestMetrics,
  modelVersionTags,
  ownedRows,
  registeredModelTags,
  runTags,
} from "../../src/stores/mlflow/key-values.js";
import {
  loggedModelsByIds,
  loggedModelsOfExperiments,
  loggedModelsOfRuns,
  metricsOfLoggedModels,
} from "../../src/stores/mlflow/logged-models.js";
import { seriesOfRuns, seriesTotals } from "../../src/stores/mlflow/metric-history.js";
import { sampledSeriesOfRuns } from "../../src/stores/mlflow/metric-samples.js";
import { aliasesOfModels, aliasesOfVersions } from "../../src/stores/mlflow/model-aliases.js";
import {
  modelVersionsByKeys,
  versionsOfLoggedModels,
  versionsOfModels,
  versionsOfRuns,
} from "../../src/stores/mlflow/model-versions.js";
import { registeredModelsByKeys } from "../../src/stores/mlflow/registered-models.js";
import { childRuns, runCounts, runsByIds, runsOfExperiments } from "../../src/stores/mlflow/runs.js";
import { workspacesByNames } from "../../src/stores/mlflow/workspaces.js";
import type { OpenStore } from "../../src/stores/store.js";
import { describeFixtures } from "../support/describe-stores.js";
import type { Oracle } from "../support/oracle.js";
import { type OpenedStore, openedStore, scope } from "./opened-store.js";

/** The most that a loader asks for at once. */
const batchSize = 5_000;

const page = { first: 2, after: null };
const all = { keys: null, ...page };
const series = { keys: ["loss"], stepMin: null, stepMax: null, timeMin: null, timeMax: null };
const inView = { viewType: "ALL", ...page } as const;

type Ask = (open: OpenStore, ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;
const model = (name: string) => ({ workspace: "default", name });
const version = (name: string) => ({ workspace: "default", name, version: 1 });
const dataset = (digest: string) => ({ experimentId: "1", name: "fraud-train", digest });

/** What each function is asked with an id that exists beside thousands that do not. */
const questions: readonly { readonly name: string; readonly known: Known; readonly ask: Ask }[] = [
  { name: "runsByIds", known: "run", ask: (open, ids) => runsByIds(open, scope, ids) },
  { name: "runsOfExperiments", known: "experiment", ask: (open, ids) => runsOfExperiments(open, scope, ids, inView) },
  { name: "childRuns", known: "parent", ask: (open, ids) => childRuns(open, scope, ids, inView) },
  { name: "runCounts", known: "experiment", ask: (open, ids) => runCounts(open, scope, ids, "ALL") },
  { name: "experimentsByIds", known: "experiment", ask: (open, ids) => experimentsByIds(open, scope, ids) },
  { name: "datasetsByKeys", known: "digest", ask: (open, ids) => datasetsByKeys(open, scope, ids.map(dataset)) },
  { name: "datasetInputsOfRuns", known: "run", ask: (open, ids) => datasetInputsOfRuns(open, scope, ids, page) },
  {
    name: "datasetsOfExperiments",
    known: "experiment",
    ask: (open, ids) => datasetsOfExperiments(open, scope, ids, page),
  },
  { name: "runsOfDatasets", known: "uuid", ask: (open, ids) => runsOfDatasets(open, scope, ids, page) },
  {
    name: "tags of runs",
    known: "run",
    ask: (open, ids) =>
      ownedRows(
        open,
        runTags,
        ids.map((id) => [id]),
        all,
      ),
  },
  {
    name: "latest metrics",
    known: "run",
    ask: (open, ids) =>
      ownedRows(
        open,
        latestMetrics,
        ids.map((id) => [id]),
        { ...all, keys: ["loss"] },
      ),
  },
  {
    name: "tags of models",
    known: "taggedModel",
    ask: (open, ids) =>
      ownedRows(
        open,
        registeredModelTags,
        ids.map((id) => ["default", id]),
        all,
      ),
  },
  {
    name: "tags of versions",
    known: "taggedModel",
    ask: (open, ids) =>
      ownedRows(
        open,
        modelVersionTags,
        ids.map((id) => ["default", id, "1"]),
        all,
      ),
  },
  { name: "seriesOfRuns", known: "run", ask: (open, ids) => seriesOfRuns(open, scope, ids, series, 9, null) },
  { name: "seriesTotals", known: "run", ask: (open, ids) => seriesTotals(open, scope, ids, series) },
  { name: "samples", known: "run", ask: (open, ids) => sampledSeriesOfRuns(open, scope, ids, series, 4) },
  { name: "models", known: "aliasedModel", ask: (open, ids) => registeredModelsByKeys(open, scope, ids.map(model)) },
  { name: "versions", known: "aliasedModel", ask: (open, ids) => modelVersionsByKeys(open, scope, ids.map(version)) },
  {
    name: "versionsOfModels",
    known: "aliasedModel",
    ask: (open, ids) => versionsOfModels(open, scope, ids.map(model), page),
  },
  { name: "versionsOfRuns", known: "trainer", ask: (open, ids) => versionsOfRuns(open, scope, ids, page) },
  {
    name: "versionsOfLoggedModels",
    known: "logged",
    ask: (open, ids) => versionsOfLoggedModels(open, scope, ids, page),
  },
  {
    name: "aliasesOfModels",
    known: "aliasedModel",
    ask: (open, ids) => aliasesOfModels(open, scope, ids.map(model), page),
  },
  {
    name: "aliasesOfVersions",
    known: "aliasedModel",
    ask: (open, ids) =>
      aliasesOfVersions(
        open,
        scope,
        ids.map((name) => ({ ...model(name), version: 2 })),
        page,
      ),
  },
  { name: "loggedModelsByIds", known: "logged", ask: (open, ids) => loggedModelsByIds(open, scope, ids) },
  {
    name: "loggedModelsOfExperiments",
    known: "experiment",
    ask: (open, ids) => loggedModelsOfExperiments(open, scope, ids, page),
  },
  {
    name: "loggedModelsOfRuns",
    known: "trainer",
    ask: (open, ids) => loggedModelsOfRuns(open, scope, ids, "RUN_OUTPUT", page),
  },
  {
    name: "metricsOfLoggedModels",
    known: "logged",
    ask: (open, ids) => metricsOfLoggedModels(open, scope, ids, { ...all, keys: null }),
  },
  { name: "workspaces", known: "workspace", ask: (open, ids) => workspacesByNames(open, scope, ids) },
];

type Known = keyof Awaited<ReturnType<typeof knownIds>>;

describeFixtures("a batch as large as a loader makes one", ({ url, version: mlflow, oracle }) => {
  if (mlflow !== "3.17.2") return;
  let opened: OpenedStore;
  let known: Awaited<ReturnType<typeof knownIds>>;
  beforeAll(async () => {
    opened = await openedStore(url);
    known = await knownIds(opened.open, oracle);
  });
  afterAll(() => opened.close());

  test.each(questions)("is answered by $name as a single question is", async ({ known: kind, ask }) => {
    const alone = await ask(opened.open, [known[kind]]);
    const absent = Array.from({ length: batchSize - 1 }, (_, at) =>
      kind === "experiment" ? `${1_000_000 + at}` : `absent ${at}`,
    );
    expect(await ask(opened.open, [...absent, known[kind]])).toEqual(alone);
    expect(alone.size).toBe(1);
  });

  test("of versions and names that all differ is answered too", async () => {
    const keys = Array.from({ length: batchSize }, (_, at) => ({ ...model(`absent ${at}`), version: at + 2 }));
    const found = await modelVersionsByKeys(opened.open, scope, [...keys, version("fraud")]);
    expect([...found.values()]).toMatchObject([version("fraud")]);
  });
});

/** Things that the fixtures have, one for each kind of id. */
async function knownIds(open: OpenStore, { runs }: Oracle) {
  const child = runs.find(({ tags }) => tags["mlflow.parentRunId"] !== undefined);
  const reader = runs.find(({ metrics, datasets }) => metrics.loss !== undefined && datasets.length > 0)?.runId ?? "";
  const datasets = await datasetsOfExperiments(open, scope, ["1"], page);
  const trainedOn = datasets.get("1")?.find(({ name }) => name === "fraud-train");
  const ofFraud = await versionsOfModels(open, scope, [model("fraud")], { first: 99, after: null });
  const first = [...ofFraud.values()].flat().find((row) => row.version === 1);
  return {
    run: reader,
    parent: child?.tags["mlflow.parentRunId"] ?? "",
    trainer: first?.runId ?? "",
    experiment: "1",
    digest: trainedOn?.digest ?? "",
    uuid: trainedOn?.mlflowId ?? "",
    taggedModel: "vision-net",
    aliasedModel: "fraud",
    logged: first?.source?.replace("models:/", "") ?? "",
    workspace: "default",
  };
}
