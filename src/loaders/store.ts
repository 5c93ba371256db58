import { Failure } from "../rules/failure.js";
import type { OpenStore } from "../stores/store.js";
import { type LoaderScope, readStore } from "./read-store.js";

/** What is shown of a store itself. */
export type StoreFacts = Pick<OpenStore, "database" | "head" | "capabilities">;

export function storeLoaders(env: LoaderScope) {
  const isStoreVisible = async (name: string): Promise<boolean> => {
    if (!env.stores.has(name)) return false;
    try {
      return (await env.scopeOf(name)).sees !== "nothing";
    } catch (error) {
      // Only who could see something of it learns that it cannot be asked.
      if (error instanceof Failure) return true;
      throw error;
    }
  };
  return {
    /** Whether the viewer may see anything of a store, reachable or not. */
    isStoreVisible,
    /** Whether the viewer may see all of a store. @throws Failure UNAVAILABLE */
    isStoreSeenWhole: async (name: string): Promise<boolean> => (await env.scopeOf(name)).sees === "everything",
    /** The names of those stores, in the configuration's order. */
    visibleStores: async (): Promise<string[]> => {
      const names = [...env.stores.keys()];
      const visible = await Promise.all(names.map(isStoreVisible));
      return names.filter((_, at) => visible[at]);
    },
    /** @throws Failure UNAVAILABLE */
    storeFacts: (name: string): Promise<StoreFacts | undefined> => readStore(env, name, async (open) => open),
  };
}
