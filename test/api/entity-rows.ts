import { formatGlobalId, type NodeType } from "../../src/rules/global-id.js";
import { openSql } from "../support/sql-runner.js";

/** A representation of an entity, and what the graph says of the entity it stands for. */
export interface Sample {
  readonly representation: Readonly<Record<string, unknown>>;
  readonly id: string;
}

/** Types whose rows lie in tables, so that loading them costs statements. */
export const storedTypes = [
  "Workspace",
  "Experiment",
  "Run",
  "LoggedModel",
  "Dataset",
  "RegisteredModel",
  "ModelVersion",
  "Trace",
  "Prompt",
  "PromptVersion",
] as const satisfies readonly NodeType[];
export type StoredType = (typeof storedTypes)[number];

const experimentIdMin = 10_000;
const createdAt = 1_900_000_000_000;

/** Adds `count` rows of each type to a store of MLflow 3.17, the at-th of each named by its number. */
export async function addEntities(url: string, count: number): Promise<void> {
  const sql = await openSql(url);
  const values = (row: (at: number) => string) => Array.from({ length: count }, (_, at) => `(${row(at)})`).join(", ");
  await sql.script(`
    insert into workspaces (name, description) values ${values((at) => `'team-${at}', null`)};
    insert into experiments (experiment_id, name, lifecycle_stage, workspace)
      values ${values((at) => `${experimentIdMin + at}, 'many ${at}', 'active', 'team-${at}'`)};
    insert into runs (run_uuid, name, source_type, status, start_time, lifecycle_stage, experiment_id, user_id)
      values ${values((at) => `'${runId(at)}', 'many ${at}', 'LOCAL', 'FINISHED', ${createdAt}, 'active', ${experimentIdMin + at}, ''`)};
    insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage)
      values ${values((at) => `'${loggedModelId(at)}', ${experimentIdMin + at}, 'many', 's3://b', ${createdAt}, ${createdAt}, 1, 'active'`)};
    insert into datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source)
      values ${values((at) => `'d-${at}', ${experimentIdMin + at}, 'many ${at}', '${at}', 'local', 'x'`)};
    insert into registered_models (name, creation_time, workspace)
      values ${values((at) => `'many ${at}', ${createdAt}, 'team-${at}'`)};
    insert into model_versions (workspace, name, version, creation_time, current_stage, status)
      values ${values((at) => `'team-${at}', 'many ${at}', ${at + 1}, ${createdAt}, 'None', 'READY'`)};
    insert into trace_info (request_id, experiment_id, timestamp_ms, status)
      values ${values((at) => `'${traceId(at)}', ${experimentIdMin + at}, ${createdAt}, 'OK'`)};
    insert into registered_models (name, creation_time, workspace)
      values ${values((at) => `'prompt ${at}', ${createdAt}, 'team-${at}'`)};
    insert into registered_model_tags (workspace, name, ${url.startsWith("mysql:") ? "`key`" : "key"}, value)
      values ${values((at) => `'team-${at}', 'prompt ${at}', 'mlflow.prompt.is_prompt', 'true'`)};
    insert into model_versions (workspace, name, version, creation_time, current_stage, status)
      values ${values((at) => `'team-${at}', 'prompt ${at}', ${at + 1}, ${createdAt}, 'None', 'READY'`)};
  `);
  await sql.close();
}

/** The at-th row of a type, by its id or by its natural key. */
export function sampleOf(type: StoredType, by: "id" | "natural key", store: string, at: number): Sample {
  const { idParts, naturalKey } = keys[type](store, at);
  const id = formatGlobalId(store, type, ...idParts);
  return { id, representation: { __typename: type, ...(by === "id" ? { id } : naturalKey) } };
}

interface Keys {
  readonly idParts: readonly string[];
  readonly naturalKey: Readonly<Record<string, unknown>>;
}

const keys: Readonly<Record<StoredType, (store: string, at: number) => Keys>> = {
  Workspace: (name, at) => ({ idParts: [`team-${at}`], naturalKey: { store: { name }, name: `team-${at}` } }),
  Experiment: (name, at) => {
    const mlflowId = String(experimentIdMin + at);
    return { idParts: [mlflowId], naturalKey: { store: { name }, mlflowId } };
  },
  Run: (name, at) => ({ idParts: [runId(at)], naturalKey: { store: { name }, mlflowId: runId(at) } }),
  LoggedModel: (name, at) => ({
    idParts: [loggedModelId(at)],
    naturalKey: { store: { name }, mlflowId: loggedModelId(at) },
  }),
  Dataset: (name, at) => {
    const mlflowId = String(experimentIdMin + at);
    return {
      idParts: [mlflowId, `many ${at}`, String(at)],
      naturalKey: { experiment: { store: { name }, mlflowId }, name: `many ${at}`, digest: String(at) },
    };
  },
  RegisteredModel: (store, at) => ({
    idParts: [`team-${at}`, `many ${at}`, String(createdAt)],
    naturalKey: modelKey(store, at, "many"),
  }),
  ModelVersion: (store, at) => ({
    idParts: [`team-${at}`, `many ${at}`, String(createdAt), String(at + 1)],
    naturalKey: { registeredModel: modelKey(store, at, "many"), version: at + 1 },
  }),
  Trace: (name, at) => ({ idParts: [traceId(at)], naturalKey: { store: { name }, mlflowId: traceId(at) } }),
  Prompt: (store, at) => ({
    idParts: [`team-${at}`, `prompt ${at}`, String(createdAt)],
    naturalKey: modelKey(store, at, "prompt"),
  }),
  PromptVersion: (store, at) => ({
    idParts: [`team-${at}`, `prompt ${at}`, String(createdAt), String(at + 1)],
    naturalKey: { prompt: modelKey(store, at, "prompt"), version: at + 1 },
  }),
};

function modelKey(store: string, at: number, word: string) {
  return { store: { name: store }, workspace: { name: `team-${at}` }, name: `${word} ${at}` };
}

function traceId(at: number): string {
  return `tr-${`${at}`.padStart(32, "e")}`;
}

function runId(at: number): string {
  return `${at}`.padStart(32, "e");
}

function loggedModelId(at: number): string {
  return `m-${`${at}`.padStart(32, "e")}`;
}
