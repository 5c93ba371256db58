import { compareBytes } from "../rules/bytes.js";
import { type RunKeySearch, runKeys, type StoreRunSearch } from "../stores/mlflow/run-search.js";
import type { LoaderScope } from "./grouped-loader.js";

export function runKeyLoaders({ stores, scope }: LoaderScope) {
  return {
    /** The first keys, byte by byte, that the runs found in some stores have; a store that is down fails it. */
    runKeys: async (
      storeNames: readonly string[],
      searchIn: (store: string) => StoreRunSearch,
      keys: RunKeySearch,
    ): Promise<readonly string[]> => {
      const found = await Promise.all(
        storeNames.map((name) => stores.get(name)?.read((open) => runKeys(open, scope, searchIn(name), keys)) ?? []),
      );
      return [...new Set(found.flat())].sort(compareBytes).slice(0, keys.limit);
    },
  };
}
