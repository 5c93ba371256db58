import type { ListOrder } from "../rules/list-order.js";
import type { Page } from "../rules/page.js";
import {
  type ModelVersionRow,
  modelVersionsByKeys,
  versionKey,
  versionOrdering,
  versionsOfModels,
} from "../stores/mlflow/model-versions.js";
import {
  modelKey,
  type RegisteredModelRow,
  registeredModelCount,
  registeredModelPage,
  registeredModelsByKeys,
} from "../stores/mlflow/registered-models.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { VersionInStore } from "./model-version.js";
import type { LoaderScope } from "./read-store.js";
import type { ModelInStore, ModelSearch } from "./registered-model.js";

/** A prompt is stored as a registered model, its versions as model versions. */
export type PromptRow = RegisteredModelRow;
export type PromptVersionRow = ModelVersionRow;

const kind = "prompt";
const promptVersionOrdering = { ...versionOrdering, name: "promptVersions" };

export function promptLoaders(env: LoaderScope) {
  return {
    prompt: groupedLoader<ModelInStore, undefined, PromptRow | null>(
      env,
      modelKey,
      (open, scope, keys) => registeredModelsByKeys(open, scope, keys, kind),
      () => null,
    ),
    prompts: (
      stores: readonly string[],
      { workspace, condition }: ModelSearch,
      page: Page,
      order: ListOrder<PromptRow>,
    ) =>
      mergedConnection(env, order, stores, page, (open, scope, position, limit) =>
        registeredModelPage(open, scope, workspace, position, limit, condition, order, kind),
      ),
    promptCount: groupedLoader<InStore, ModelSearch, number>(
      env,
      () => "",
      async (open, scope, _, { workspace, condition }) =>
        new Map([["", await registeredModelCount(open, scope, workspace, condition, kind)]]),
      () => 0,
    ),
    promptVersion: groupedLoader<VersionInStore, undefined, PromptVersionRow | null>(
      env,
      versionKey,
      (open, scope, keys) => modelVersionsByKeys(open, scope, keys, kind),
      () => null,
    ),
    versionsOfPrompt: connectionLoader<ModelInStore, PromptVersionRow>(
      env,
      promptVersionOrdering,
      modelKey,
      (open, scope, keys, page) => versionsOfModels(open, scope, keys, page, kind),
    ),
  };
}
