import type { OrderedList, OrderTerm } from "./list-order.js";

/** Latest start first, as MLflow lists runs; the run id breaks ties. */
export const runList: OrderedList<{ readonly startTime: bigint | null; readonly mlflowId: string }> = {
  name: "runs",
  attributes: {
    run_id: "text",
    name: "text?",
    status: "text?",
    user_id: "text?",
    artifact_uri: "text?",
    start_time: "integer?",
    end_time: "integer?",
  },
  defaults: [descending("start_time")],
  ties: [ascending("run_id")],
  place: (run) => [run.startTime, run.mlflowId],
};

/** Newest first, as MLflow lists experiments; ids break ties within a store. */
export const experimentList: OrderedList<{ readonly createdAt: bigint | null; readonly mlflowId: string }> = {
  name: "experiments",
  attributes: {
    experiment_id: "integer",
    name: "text",
    artifact_location: "text?",
    creation_time: "integer?",
    last_update_time: "integer?",
  },
  defaults: [descending("creation_time")],
  ties: [descending("experiment_id")],
  place: (experiment) => [experiment.createdAt, BigInt(experiment.mlflowId)],
};

interface NamedInWorkspace {
  readonly workspace: string;
  readonly name: string;
}

/** By name, byte by byte; the workspace breaks ties within a store. */
export const registeredModelList: OrderedList<NamedInWorkspace> = {
  name: "registeredModels",
  attributes: { name: "text", workspace: "text", creation_time: "integer?", last_updated_time: "integer?" },
  defaults: [ascending("name")],
  ties: [ascending("workspace")],
  place: (model) => [model.name, model.workspace],
};

/** Prompts share the models' tables, and their order; a cursor of the one list is none of the other. */
export const promptList: OrderedList<NamedInWorkspace> = { ...registeredModelList, name: "prompts" };

/** Last updated first, then by model name and highest number, as MLflow searches model versions. */
export const modelVersionList: OrderedList<
  NamedInWorkspace & { readonly lastUpdatedAt: bigint | null; readonly version: number }
> = {
  name: "modelVersions of stores",
  attributes: {
    name: "text",
    workspace: "text",
    version_number: "integer",
    creation_time: "integer?",
    last_updated_time: "integer?",
    current_stage: "text?",
    status: "text?",
  },
  defaults: [descending("last_updated_time"), ascending("name"), descending("version_number")],
  ties: [ascending("workspace")],
  place: (version) => [version.lastUpdatedAt, version.name, BigInt(version.version), version.workspace],
};

/** By name and digest; the experiment breaks ties within a store. */
export const datasetList: OrderedList<{
  readonly name: string;
  readonly digest: string;
  readonly experimentId: string;
}> = {
  name: "datasets of stores",
  attributes: { name: "text", digest: "text", source_type: "text", experiment_id: "integer" },
  defaults: [ascending("name"), ascending("digest")],
  ties: [ascending("experiment_id")],
  place: (dataset) => [dataset.name, dataset.digest, BigInt(dataset.experimentId)],
};

function ascending(name: string): OrderTerm {
  return { by: { kind: "attribute", name }, direction: "ascending" };
}

function descending(name: string): OrderTerm {
  return { by: { kind: "attribute", name }, direction: "descending" };
}
