import type { ListOrder } from "../rules/list-order.js";
import type { Page } from "../rules/page.js";
import { aliasesOfVersions, aliasOrdering, type ModelAliasRow } from "../stores/mlflow/model-aliases.js";
import { modelVersionCount, modelVersionPage, type StoreVersionSearch } from "../stores/mlflow/model-version-search.js";
import {
  type ModelVersionRow,
  modelVersionsByKeys,
  type VersionKey,
  versionKey,
} from "../stores/mlflow/model-versions.js";
import { connectionLoader, mergedConnection } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

export type { ModelVersionRow } from "../stores/mlflow/model-versions.js";

export type VersionInStore = InStore & VersionKey;

export function modelVersionLoaders(env: LoaderScope) {
  return {
    modelVersion: groupedLoader<VersionInStore, undefined, ModelVersionRow | null>(
      env,
      versionKey,
      modelVersionsByKeys,
      () => null,
    ),
    modelVersions: (
      stores: readonly string[],
      search: StoreVersionSearch,
      page: Page,
      order: ListOrder<ModelVersionRow>,
    ) =>
      mergedConnection(env, order, stores, page, (open, scope, position, limit) =>
        modelVersionPage(open, scope, search, order, position, limit),
      ),
    modelVersionCount: groupedLoader<InStore, StoreVersionSearch, number>(
      env,
      () => "",
      async (open, scope, _, search) => new Map([["", await modelVersionCount(open, scope, search)]]),
      () => 0,
    ),
    aliasesOfVersion: connectionLoader<VersionInStore, ModelAliasRow>(
      env,
      aliasOrdering,
      versionKey,
      aliasesOfVersions,
    ),
  };
}
