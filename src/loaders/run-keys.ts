import { compareBytes } from "../rules/bytes.js";
import { type RunKeySearch, runKeys, type StoreRunSearch } from "../stores/mlflow/run-search.js";
import { type LoaderScope, readStore } from "./read-store.js";

export function runKeyLoaders(env: LoaderScope) {
  return {
    /** The first keys, byte by byte, that the runs found in some stores have; a store that is down fails it. */
    runKeys: async (
      storeNames: readonly string[],
      searchIn: (store: string) => StoreRunSearch,
      keys: RunKeySearch,
    ): Promise<readonly string[]> => {
      const found = await Promise.all(
        storeNames.map((name) => readStore(env, name, (open, scope) => runKeys(open, scope, searchIn(name), keys))),
      );
      return [...new Set(found.flatMap((some) => some ?? []))].sort(compareBytes).slice(0, keys.limit);
    },
  };
}
