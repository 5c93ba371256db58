import type { Condition } from "../rules/filter.js";
import type { ListOrder } from "../rules/list-order.js";
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
import type { VersionAhead } from "../stores/mlflow/versions-ahead.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import { answeredAhead } from "./key-value.js";
import type { LoaderScope } from "./read-store.js";

export type { ModelAliasRow } from "../stores/mlflow/model-aliases.js";
export type { RegisteredModelRow } from "../stores/mlflow/registered-models.js";

/** Which registered models of a store a list shows. */
export interface ModelSearch {
  readonly workspace: string | null;
  readonly condition: Condition | null;
}

export type ModelInStore = InStore & ModelKey;

export function registeredModelLoaders(env: LoaderScope) {
  return {
    registeredModel: groupedLoader<ModelInStore, undefined, RegisteredModelRow | null>(
      env,
      modelKey,
      registeredModelsByKeys,
      () => null,
    ),
    registeredModels: (
      stores: readonly string[],
      { workspace, condition }: ModelSearch,
      page: Page,
      order: ListOrder<RegisteredModelRow> = registeredModelOrdering,
    ) =>
      mergedConnection(env, order, stores, page, (open, scope, position, limit) =>
        registeredModelPage(open, scope, workspace, position, limit, condition, order),
      ),
    registeredModelCount: groupedLoader<InStore, ModelSearch, number>(
      env,
      () => "",
      async (open, scope, _, { workspace, condition }) =>
        new Map([["", await registeredModelCount(open, scope, workspace, condition)]]),
      () => 0,
    ),
    /** With what of each version is to be read with it. */
    modelVersionsOfModel: connectionLoader<ModelInStore, ModelVersionRow, { readonly ahead: VersionAhead }>(
      env,
      versionOrdering,
      modelKey,
      async (open, scope, keys, page) => {
        const found = await versionsOfModels(open, scope, keys, page, "model", page.ahead);
        return new Map([...found].map(([key, versions]) => [key, versions.map(answeredAhead)]));
      },
    ),
    aliasesOfModel: connectionLoader<ModelInStore, ModelAliasRow>(env, aliasOrdering, modelKey, aliasesOfModels),
  };
}
