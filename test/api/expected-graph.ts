import type {
  Oracle,
  OracleExperiment,
  OracleModelVersion,
  OracleRun,
  OracleValue,
  StringMap,
} from "../support/oracle.js";

/*
 * MLflow's own answers in the graph's words: what the graph must say of the same store, lists in the order the graph promises.
 */

/** Newest first. Every fixture made its experiments one after another. */
export function expectedExperiments({ experiments, runs }: Oracle, isShown: (stage: string) => boolean) {
  const newestFirst = experiments.toSorted((one, other) => Number(other.experimentId) - Number(one.experimentId));
  return newestFirst
    .filter(({ lifecycleStage }) => isShown(lifecycleStage))
    .map((experiment) => expectedExperiment(experiment, runs));
}

function expectedExperiment(experiment: OracleExperiment, runs: readonly OracleRun[]) {
  const { experimentId, name, lifecycleStage, artifactLocation, tags } = experiment;
  const datasets = runs.filter((run) => run.experimentId === experimentId).flatMap((run) => run.datasets);
  const unique = new Map(datasets.map(([dataset, digest]) => [`${dataset} ${digest}`, { name: dataset, digest }]));
  return {
    mlflowId: experimentId,
    name,
    lifecycleStage: lifecycleStage.toUpperCase(),
    artifactLocation,
    description: tags["mlflow.note.content"] ?? null,
    store: { name: "main" },
    workspace: { name: "default" },
    tags: keyValues(tags),
    datasets: inOrder([...unique], ([key]) => key).map(([, dataset]) => dataset),
  };
}

/** In MLflow's order: latest start first. */
export function expectedRuns(oracle: Oracle, experimentId: string, isShown: (stage: string) => boolean) {
  return oracle.runs
    .filter((run) => run.experimentId === experimentId && isShown(run.lifecycleStage))
    .map((run) => expectedRun(run, oracle));
}

function expectedRun(run: OracleRun, { runs, modelVersions }: Oracle) {
  const { tags } = run;
  return {
    mlflowId: run.runId,
    name: run.name,
    status: run.status,
    lifecycleStage: run.lifecycleStage.toUpperCase(),
    startTime: isoText(run.startTime),
    endTime: run.endTime === null ? null : isoText(run.endTime),
    artifactUri: run.artifactUri,
    // MLflow's client writes "unknown" into the column where nobody is named in the tag.
    user: tags["mlflow.user"] ?? "unknown",
    description: tags["mlflow.note.content"] ?? null,
    source: orNull({ name: tags["mlflow.source.name"], type: tags["mlflow.source.type"] }),
    git: orNull({
      commit: tags["mlflow.source.git.commit"],
      branch: tags["mlflow.source.git.branch"],
      repositoryUrl: tags["mlflow.source.git.repoURL"],
      isDirty: undefined,
    }),
    experiment: { mlflowId: run.experimentId },
    parent: tags["mlflow.parentRunId"] === undefined ? null : { mlflowId: tags["mlflow.parentRunId"] },
    store: { name: "main" },
    params: keyValues(run.params),
    tags: keyValues(tags),
    metrics: inOrder(Object.entries(run.metrics), ([key]) => key).map(([key, value]) => ({
      key,
      value: spelled(value),
    })),
    datasets: run.datasets.map(([name, digest, [context = null]]) => ({ dataset: { name, digest }, context })),
    modelVersions: inOrder(
      modelVersions.filter(({ runId }) => runId === run.runId),
      ({ name, version }) => `${name} ${String(version).padStart(9, "0")}`,
    ).map(({ name, version }) => ({ name, version })),
    children: runs
      .filter((other) => other.tags["mlflow.parentRunId"] === run.runId)
      .map(({ runId }) => ({ mlflowId: runId })),
  };
}

/** By name; each with its versions, highest number first. */
export function expectedRegisteredModels({ registeredModels, modelVersions }: Oracle) {
  return inOrder(registeredModels, ({ name }) => name).map((model) => {
    const aliases = inOrder(Object.entries(model.aliases), ([alias]) => alias);
    const versions = modelVersions
      .filter(({ name }) => name === model.name)
      .toSorted((one, other) => other.version - one.version);
    return {
      name: model.name,
      description: model.description,
      workspace: { name: "default" },
      tags: keyValues(model.tags),
      aliases: aliases.map(([alias, version]) => ({ alias, version, modelVersion: { version } })),
      versions: versions.map((version) => expectedVersion(version, aliases)),
    };
  });
}

function expectedVersion(version: OracleModelVersion, aliases: readonly (readonly [string, number])[]) {
  return {
    name: version.name,
    version: version.version,
    stage: version.stage.toUpperCase(),
    status: version.status,
    source: version.source,
    runMlflowId: version.runId,
    description: version.description,
    run: { mlflowId: version.runId },
    registeredModel: { name: version.name },
    tags: keyValues(version.tags),
    aliases: aliases
      .filter(([, number]) => number === version.version)
      .map(([alias, number]) => ({ alias, version: number })),
  };
}

/** A stored value as the graph spells it. */
export function spelled(value: OracleValue): number | string {
  if (value === Number.MAX_VALUE) return "Infinity";
  return value === -Number.MAX_VALUE ? "-Infinity" : value;
}

export function isoText(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Byte by byte, which for these keys is JavaScript's order. */
function inOrder<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function keyValues(map: StringMap) {
  return inOrder(Object.entries(map), ([key]) => key).map(([key, value]) => ({ key, value }));
}

function orNull(facts: Readonly<Record<string, string | undefined>>) {
  const named = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, fact ?? null]));
  return Object.values(named).every((fact) => fact === null) ? null : named;
}
