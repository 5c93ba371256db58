import type { ExperimentFacts, ModelFacts, PointFacts, RunFacts, StoreFacts, VersionFacts } from "./facts.js";
import { comparePoints } from "./facts.js";
import type {
  MlflowAnswers,
  MlflowExperiment,
  MlflowInput,
  MlflowModel,
  MlflowPoint,
  MlflowRun,
  MlflowVersion,
} from "./mlflow-answers.js";

/** What the graph should say of a store about which MLflow says this. */
export function factsOfMlflow(answers: MlflowAnswers): StoreFacts {
  const newestFirst = [...answers.experiments].sort(
    (a, b) => b.creation_time - a.creation_time || Number(b.experiment_id) - Number(a.experiment_id),
  );
  return {
    experiments: newestFirst.map((experiment) => experimentFacts(experiment, answers)),
    runs: Object.fromEntries(answers.runs.map((run) => [run.run_id, runFacts(run, answers)])),
    registeredModels: answers.registeredModels.map((model) => modelFacts(model, answers)),
    modelVersions: Object.fromEntries(
      answers.modelVersions.map((version) => [nameOf(version), versionFacts(version, answers)]),
    ),
  };
}

function experimentFacts(experiment: MlflowExperiment, { runs, datasets }: MlflowAnswers): ExperimentFacts {
  const isOwn = ({ experiment_id }: { readonly experiment_id: string }) => experiment_id === experiment.experiment_id;
  return {
    mlflowId: experiment.experiment_id,
    workspace: experiment.workspace,
    name: experiment.name,
    description: experiment.tags["mlflow.note.content"] ?? null,
    artifactLocation: experiment.artifact_location,
    lifecycleStage: experiment.lifecycle_stage.toUpperCase(),
    createdAt: experiment.creation_time,
    lastUpdatedAt: experiment.last_update_time,
    tags: experiment.tags,
    runs: runs.filter(isOwn).map(({ run_id }) => run_id),
    datasets: Object.fromEntries(
      datasets.filter(isOwn).map(({ name, digest }) => {
        const isSame = (input: MlflowInput) => input.name === name && input.digest === digest;
        const readers = runs.filter(isOwn).filter(({ inputs }) => inputs.some(isSame));
        return [`${name} ${digest}`, readers.map(({ run_id }) => run_id)];
      }),
    ),
  };
}

function runFacts(run: MlflowRun, { runs, modelVersions }: MlflowAnswers): RunFacts {
  const { tags } = run;
  const parent = tags["mlflow.parentRunId"];
  return {
    experiment: run.experiment_id,
    name: run.run_name,
    user: tags["mlflow.user"] ?? (run.user_id || null),
    description: tags["mlflow.note.content"] ?? null,
    status: run.status,
    startTime: run.start_time,
    endTime: run.end_time,
    lifecycleStage: run.lifecycle_stage.toUpperCase(),
    artifactUri: run.artifact_uri,
    source: sourceFacts(run),
    git: gitFacts(run),
    parent: runs.some(({ run_id }) => run_id === parent) && parent !== undefined ? parent : null,
    children: runs
      .filter((child) => child.tags["mlflow.parentRunId"] === run.run_id && child.lifecycle_stage === "active")
      .map(({ run_id }) => run_id),
    params: run.params,
    tags,
    metrics: mapValues(run.metrics, pointFacts),
    histories: mapValues(run.histories, (points) => points.map(pointFacts).sort(comparePoints)),
    datasets: run.inputs.map(datasetFacts).sort((a, b) => (`${a.name} ${a.digest}` < `${b.name} ${b.digest}` ? -1 : 1)),
    modelVersions: modelVersions
      .filter(({ run_id }) => run_id === run.run_id)
      .map(nameOf)
      .sort(),
  };
}

function sourceFacts({ tags }: MlflowRun): RunFacts["source"] {
  const source = { name: tags["mlflow.source.name"] ?? null, type: tags["mlflow.source.type"] ?? null };
  return source.name === null && source.type === null ? null : source;
}

function gitFacts({ tags }: MlflowRun): RunFacts["git"] {
  const dirty = tags["mlflow.source.git.dirty"];
  const git = {
    commit: tags["mlflow.source.git.commit"] ?? null,
    branch: tags["mlflow.source.git.branch"] ?? null,
    repositoryUrl: tags["mlflow.source.git.repoURL"] ?? null,
    isDirty: dirty === undefined ? null : dirty.toLowerCase() === "true",
  };
  return Object.values(git).every((fact) => fact === null) ? null : git;
}

function pointFacts([step, timestamp, value]: MlflowPoint): PointFacts {
  return {
    step: String(step),
    timestamp,
    value: Math.abs(Number(value)) === Number.MAX_VALUE ? infinity(value) : value,
  };
}

/** MLflow's server never turns a stored infinity back; its own pages do, and so does the graph. */
function infinity(value: MlflowPoint[2]): string {
  return Number(value) > 0 ? "Infinity" : "-Infinity";
}

function datasetFacts({ source_type, tags, ...dataset }: MlflowInput): RunFacts["datasets"][number] {
  return { ...dataset, sourceType: source_type, context: tags["mlflow.data.context"] ?? null, tags };
}

/** MLflow's client answers an empty text for none, and often stores one as well. */
function modelFacts(model: MlflowModel, { modelVersions }: MlflowAnswers): ModelFacts {
  return {
    name: model.name,
    workspace: model.workspace,
    description: model.description || null,
    createdAt: model.creation_timestamp,
    lastUpdatedAt: model.last_updated_timestamp,
    tags: model.tags,
    aliases: model.aliases,
    versions: modelVersions
      .filter(({ name }) => name === model.name)
      .map(({ version }) => version)
      .sort((a, b) => b - a),
  };
}

function versionFacts(version: MlflowVersion, { runs }: MlflowAnswers): VersionFacts {
  return {
    workspace: version.workspace,
    description: version.description || null,
    createdAt: version.creation_timestamp,
    lastUpdatedAt: version.last_updated_timestamp,
    stage: version.current_stage.toUpperCase(),
    status: version.status,
    statusMessage: version.status_message || null,
    source: version.source,
    files: version.download_uri,
    runLink: version.run_link || null,
    runMlflowId: version.run_id || null,
    run: runs.find(({ run_id }) => run_id === version.run_id)?.run_id ?? null,
    tags: version.tags,
    aliases: version.aliases,
  };
}

function nameOf({ name, version }: { readonly name: string; readonly version: number }): string {
  return `${name} ${version}`;
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
