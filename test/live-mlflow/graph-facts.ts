import { expect } from "@jest/globals";
import type { StringMap } from "../support/oracle.js";
import type {
  DatasetFacts,
  ExperimentFacts,
  ModelFacts,
  PointFacts,
  RunFacts,
  StoreFacts,
  VersionFacts,
} from "./facts.js";
import type {
  GraphAnswers,
  GraphExperiment,
  GraphModel,
  GraphPoint,
  GraphRun,
  GraphVersion,
  KeyValue,
  Nodes,
} from "./graph-answers.js";

/** What the graph says, in the shape that MLflow's answers are brought to as well. */
export function factsOfGraph({ experiments, runs, histories, registeredModels }: GraphAnswers): StoreFacts {
  const versions = registeredModels.flatMap((model) => whole(model.versions));
  for (const { store } of [...experiments, ...runs, ...registeredModels, ...versions]) expect(store.name).toBe("main");
  return {
    experiments: experiments.map((experiment) => experimentFacts(experiment, runs)),
    runs: Object.fromEntries(runs.map((run) => [run.mlflowId, runFacts(run, histories)])),
    registeredModels: registeredModels.map(modelFacts),
    modelVersions: Object.fromEntries(versions.map((version) => [nameOf(version), versionFacts(version)])),
  };
}

function experimentFacts(experiment: GraphExperiment, runs: readonly GraphRun[]): ExperimentFacts {
  const own = runs.filter((run) => run.experiment.mlflowId === experiment.mlflowId).map(({ mlflowId }) => mlflowId);
  return {
    mlflowId: experiment.mlflowId,
    workspace: experiment.workspace.name,
    name: experiment.name,
    description: experiment.description,
    artifactLocation: experiment.artifactLocation,
    lifecycleStage: experiment.lifecycleStage,
    createdAt: Date.parse(experiment.createdAt),
    lastUpdatedAt: Date.parse(experiment.lastUpdatedAt),
    tags: toMap(experiment.tags),
    runs: own,
    datasets: Object.fromEntries(
      whole(experiment.datasets).map(({ name, digest, usedBy, experiment: { mlflowId } }) => {
        expect(mlflowId).toBe(experiment.mlflowId);
        return [`${name} ${digest}`, whole(usedBy).map((reader) => reader.mlflowId)];
      }),
    ),
  };
}

function runFacts(run: GraphRun, histories: GraphAnswers["histories"]): RunFacts {
  const series = [...(histories.get(run.mlflowId) ?? [])];
  expect(series.map(([, { points }]) => points.length)).toEqual(series.map(([, { totalPoints }]) => totalPoints));
  return {
    experiment: run.experiment.mlflowId,
    name: run.name,
    user: run.user,
    description: run.description,
    status: run.status,
    startTime: Date.parse(run.startTime),
    endTime: run.endTime === null ? null : Date.parse(run.endTime),
    lifecycleStage: run.lifecycleStage,
    artifactUri: run.artifactUri,
    source: run.source,
    git: run.git,
    parent: run.parent?.mlflowId ?? null,
    children: whole(run.children).map(({ mlflowId }) => mlflowId),
    params: toMap(run.params),
    tags: toMap(run.tags),
    metrics: Object.fromEntries(whole(run.metrics).map(({ key, ...point }) => [key, pointFacts(point)])),
    histories: Object.fromEntries(series.map(([key, { points }]) => [key, points.map(pointFacts)])),
    datasets: whole(run.datasets).map(datasetFacts),
    modelVersions: whole(run.modelVersions).map(nameOf),
  };
}

/** MLflow's client loses the sign of a zero, so that it cannot be compared. */
export function pointFacts({ step, timestamp, value }: GraphPoint): PointFacts {
  return { step: String(step), timestamp: Date.parse(timestamp), value: value === "-0" ? 0 : value };
}

function datasetFacts({ dataset, context, tags }: GraphRun["datasets"]["nodes"][number]): DatasetFacts {
  const { name, digest, sourceType, source, schema, profile } = dataset;
  return { name, digest, sourceType, source, schema, profile, context, tags: toMap(tags) };
}

function modelFacts(model: GraphModel): ModelFacts {
  for (const { modelVersion, version } of whole(model.aliases)) expect(modelVersion).toEqual({ version });
  return {
    name: model.name,
    workspace: model.workspace.name,
    description: model.description || null,
    createdAt: Date.parse(model.createdAt),
    lastUpdatedAt: Date.parse(model.lastUpdatedAt),
    tags: toMap(model.tags),
    aliases: Object.fromEntries(whole(model.aliases).map(({ alias, version }) => [alias, version])),
    versions: whole(model.versions).map(({ version }) => version),
  };
}

function versionFacts(version: GraphVersion): VersionFacts {
  return {
    workspace: version.registeredModel.workspace.name,
    description: version.description || null,
    createdAt: Date.parse(version.createdAt),
    lastUpdatedAt: Date.parse(version.lastUpdatedAt),
    stage: version.stage,
    status: version.status,
    statusMessage: version.statusMessage || null,
    source: version.source,
    files: version.storageLocation ?? version.source,
    runLink: version.runLink || null,
    runMlflowId: version.runMlflowId,
    run: version.run?.mlflowId ?? null,
    tags: toMap(version.tags),
    aliases: whole(version.aliases).map(({ alias }) => alias),
  };
}

function nameOf({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${name} ${version}`;
}

function toMap(connection: Nodes<KeyValue>): StringMap {
  return Object.fromEntries(whole(connection).map(({ key, value }) => [key, value]));
}

/** The rows of a list that is read as one page. */
function whole<Row>({ nodes, pageInfo }: Nodes<Row>): readonly Row[] {
  expect(pageInfo.hasNextPage).toBe(false);
  return nodes;
}
