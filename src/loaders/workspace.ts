import { type WorkspaceRow, workspaceOrdering, workspacePage, workspacesByNames } from "../stores/mlflow/workspaces.js";
import { connectionLoader } from "./connection.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

export type { WorkspaceRow } from "../stores/mlflow/workspaces.js";

export function workspaceLoaders(env: LoaderScope) {
  return {
    workspace: groupedLoader<InStore & { readonly name: string }, undefined, WorkspaceRow | null>(
      env,
      ({ name }) => name,
      (open, scope, keys) =>
        workspacesByNames(
          open,
          scope,
          keys.map(({ name }) => name),
        ),
      () => null,
    ),
    storeWorkspaces: connectionLoader<InStore, WorkspaceRow>(
      env,
      workspaceOrdering,
      () => "",
      async (open, scope, _, page) => new Map([["", await workspacePage(open, scope, page.first, page.after)]]),
    ),
  };
}
