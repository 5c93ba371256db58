import { aliasesOfVersions, aliasOrdering, type ModelAliasRow } from "../stores/mlflow/model-aliases.js";
import {
  type ModelVersionRow,
  modelVersionsByKeys,
  type VersionKey,
  versionKey,
} from "../stores/mlflow/model-versions.js";
import { connectionLoader } from "./connection.js";
import { groupedLoader, type InStore, type LoaderScope } from "./grouped-loader.js";

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
    aliasesOfVersion: connectionLoader<VersionInStore, ModelAliasRow>(
      env,
      aliasOrdering,
      versionKey,
      aliasesOfVersions,
    ),
  };
}
