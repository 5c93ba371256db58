import type { Scope } from "../rules/scope.js";
import type { OpenStore, Store } from "../stores/store.js";
import type { ViewerAccess } from "./access.js";
import type { ScopeOf } from "./viewer-scope.js";

/** What every loader of one request shares. */
export interface LoaderScope {
  readonly stores: ReadonlyMap<string, Store>;
  /** What the viewer may see: the one place that narrows what loaders return. */
  readonly scopeOf: ScopeOf;
  readonly access: ViewerAccess;
}

/**
 * Runs a read of one store with what the viewer may see of it.
 *
 * @returns undefined where there is no store of the name, or nothing in it for the viewer: nobody can tell which
 */
export async function readStore<Result>(
  { stores, scopeOf }: LoaderScope,
  name: string,
  work: (open: OpenStore, scope: Scope) => Promise<Result>,
): Promise<Result | undefined> {
  const store = stores.get(name);
  if (store === undefined) return undefined;
  const scope = await scopeOf(name);
  return scope.sees === "nothing" ? undefined : store.read((open) => work(open, scope));
}
