import { type WorkspaceRow, workspaceOrdering, workspacePage, workspacesByNames } from "../stores/mlflow/workspaces.js";
import { connectionLoader } from "./connection.js";
import { groupedLoader, type InStore, type LoaderScope } from "./grouped-loader.js";

export type { WorkspaceRow } from "../stores/mlflow/workspaces.js";

export function workspaceLoaders(env: LoaderScope) {
  return {
    workspace: groupedLoader<InStore & { readonly name: string }, undefined, WorkspaceRow | null>(
      env,
      ({ name }) => name,
      (open, _, keys) =>
        workspacesByNames(
          open,
          keys.map(({ name }) => name),
        ),
      () => null,
    ),
    storeWorkspaces: connectionLoader<InStore, WorkspaceRow>(
      env,
      workspaceOrdering,
      () => "",
      async (open, _, __, page) => new Map([["", await workspacePage(open, page.first, page.after)]]),
    ),
  };
}
