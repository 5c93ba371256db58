import type { Row } from "./demo-tables.js";
import { pythonJson, type Recording, workspace } from "./recording.js";

export interface RegisteredModelPlan {
  readonly name: string;
  readonly createdAt: number;
  readonly description: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface VersionPlan {
  readonly createdAt: number;
  readonly description: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export type Stage = "Staging" | "Production" | "Archived";

/** `create_registered_model`. */
export function createRegisteredModel(recording: Recording, plan: RegisteredModelPlan): Row<"registered_models"> {
  const { name, createdAt, description } = plan;
  const model: Row<"registered_models"> = {
    name,
    creation_time: createdAt,
    last_updated_time: createdAt,
    description,
    workspace,
  };
  recording.rows.registered_models.push(model);
  for (const [key, value] of Object.entries(plan.tags ?? {})) {
    recording.rows.registered_model_tags.push({ key, value, name, workspace });
  }
  return model;
}

/** `create_model_version` from a logged model, which is told of it in its tag `mlflow.modelVersions`. */
export function registerLoggedModel(
  recording: Recording,
  model: Row<"registered_models">,
  logged: Row<"logged_models">,
  plan: VersionPlan,
): Row<"model_versions"> {
  const version = addVersion(recording, model, plan, {
    source: `models:/${logged.model_id}`,
    storage_location: logged.artifact_location,
    run_id: logged.source_run_id,
  });
  recording.rows.logged_model_tags.push({
    model_id: logged.model_id,
    experiment_id: logged.experiment_id,
    tag_key: "mlflow.modelVersions",
    tag_value: pythonJson([{ name: model.name, version: version.version }]),
  });
  return version;
}

/** `copy_model_version`: the copy points at the version it came from and takes its tags along. */
export function copyVersion(
  recording: Recording,
  source: Row<"model_versions">,
  target: Row<"registered_models">,
  createdAt: number,
): Row<"model_versions"> {
  const tagRows = recording.rows.model_version_tags.filter(
    (tag) => tag.name === source.name && tag.version === source.version,
  );
  const tags = Object.fromEntries(tagRows.map((tag) => [tag.key, tag.value ?? ""]));
  return addVersion(
    recording,
    target,
    { createdAt, description: source.description ?? "", tags },
    {
      source: `models:/${source.name}/${source.version}`,
      storage_location: source.storage_location,
      run_id: source.run_id,
    },
  );
}

/** What a prompt's version is made of; prompts live in the registry's tables, told apart by a tag. */
export interface PromptPlan {
  readonly createdAt: number;
  readonly commitMessage: string;
  readonly template: string | readonly { readonly role: string; readonly content: string }[];
}

/** `register_prompt` of a new version. The registered model must carry `mlflow.prompt.is_prompt` already. */
export function registerPromptVersion(
  recording: Recording,
  prompt: Row<"registered_models">,
  plan: PromptPlan,
): Row<"model_versions"> {
  const isText = typeof plan.template === "string";
  return addVersion(
    recording,
    prompt,
    {
      createdAt: plan.createdAt,
      description: plan.commitMessage,
      tags: {
        "mlflow.prompt.is_prompt": "true",
        _mlflow_prompt_type: isText ? "text" : "chat",
        "mlflow.prompt.text": isText ? plan.template : pythonJson(plan.template),
      },
    },
    { source: "dummy-source", storage_location: "dummy-source", run_id: null },
  );
}

export function setVersionTags(
  recording: Recording,
  { name, version }: Row<"model_versions">,
  tags: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(tags)) {
    recording.rows.model_version_tags.push({ key, value, name, version, workspace });
  }
}

/** `set_registered_model_alias`: moves the alias when it exists; no clock moves. */
export function setAlias(recording: Recording, { name, version }: Row<"model_versions">, alias: string): void {
  const aliases = recording.rows.registered_model_aliases;
  const existing = aliases.find((row) => row.name === name && row.alias === alias);
  if (existing === undefined) aliases.push({ alias, version, name, workspace });
  else existing.version = version;
}

/** `transition_model_version_stage` with `archive_existing_versions`. */
export function moveToStage(recording: Recording, version: Row<"model_versions">, stage: Stage, at: number): void {
  const versions = recording.rows.model_versions.filter((row) => row.name === version.name);
  for (const other of versions.filter((row) => row !== version && row.current_stage === stage)) {
    if (stage === "Archived") continue;
    other.current_stage = "Archived";
    other.last_updated_time = at;
  }
  version.current_stage = stage;
  version.last_updated_time = at;
  touchModel(recording, version.name, at);
}

/** `delete_model_version`: the row stays, emptied of what it pointed at; its number is not given again. */
export function deleteVersion(recording: Recording, version: Row<"model_versions">, at: number): void {
  Object.assign(version, {
    current_stage: "Deleted_Internal",
    description: null,
    source: "REDACTED-SOURCE-PATH",
    run_id: "REDACTED-RUN-ID",
    run_link: "REDACTED-RUN-LINK",
    last_updated_time: at,
  });
  touchModel(recording, version.name, at);
}

function addVersion(
  recording: Recording,
  model: Row<"registered_models">,
  plan: VersionPlan,
  origin: Pick<Row<"model_versions">, "source" | "storage_location" | "run_id">,
): Row<"model_versions"> {
  const number = recording.rows.model_versions.filter((row) => row.name === model.name).length + 1;
  const version: Row<"model_versions"> = {
    name: model.name,
    version: number,
    creation_time: plan.createdAt,
    last_updated_time: plan.createdAt,
    description: plan.description,
    user_id: null,
    current_stage: "None",
    ...origin,
    status: "READY",
    status_message: null,
    run_link: null,
    workspace,
  };
  recording.rows.model_versions.push(version);
  model.last_updated_time = plan.createdAt;
  setVersionTags(recording, version, plan.tags ?? {});
  return version;
}

function touchModel(recording: Recording, name: string | null, at: number): void {
  const model = recording.rows.registered_models.find((row) => row.name === name);
  if (model !== undefined) model.last_updated_time = at;
}
