import type { Page } from "../rules/page.js";
import { aliasesOfModels, aliasOrdering, type ModelAliasRow } from "../stores/mlflow/model-aliases.js";
import { type ModelVersionRow, versionOrdering, versionsOfModels } from "../stores/mlflow/model-versions.js";
import {
  type ModelKey,
  modelKey,
  type RegisteredModelRow,
  registeredModelCount,
  registeredModelOrdering,
  registeredModelPage,
  registeredModelsByKeys,
} from "../stores/mlflow/registered-models.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore, type LoaderScope } from "./grouped-loader.js";

export type { ModelAliasRow } from "../stores/mlflow/model-aliases.js";
export type { RegisteredModelRow } from "../stores/mlflow/registered-models.js";

export type ModelInStore = InStore & ModelKey;

export function registeredModelLoaders(env: LoaderScope) {
  return {
    registeredModel: groupedLoader<ModelInStore, undefined, RegisteredModelRow | null>(
      env,
      modelKey,
      registeredModelsByKeys,
      () => null,
    ),
    registeredModels: (stores: readonly string[], workspace: string | null, page: Page) =>
      mergedConnection(env, registeredModelOrdering, stores, page, (open, position, limit) =>
        registeredModelPage(open, env.scope, workspace, position, limit),
      ),
    registeredModelCount: groupedLoader<InStore, string | null, number>(
      env,
      () => "",
      async (open, scope, _, workspace) => new Map([["", await registeredModelCount(open, scope, workspace)]]),
      () => 0,
    ),
    modelVersionsOfModel: connectionLoader<ModelInStore, ModelVersionRow>(
      env,
      versionOrdering,
      modelKey,
      versionsOfModels,
    ),
    aliasesOfModel: connectionLoader<ModelInStore, ModelAliasRow>(env, aliasOrdering, modelKey, aliasesOfModels),
  };
}
