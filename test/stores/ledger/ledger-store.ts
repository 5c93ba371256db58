import { migrateLedger } from "../../../src/stores/ledger/migrate.js";
import { createStore, type Store } from "../../../src/stores/store.js";
import type { StoreOptions } from "../../../src/stores/store-options.js";
import { testConfig } from "../../support/test-config.js";

type Settings = Partial<Pick<StoreOptions, "mode" | "poolSizeMax" | "statementTimeoutMs" | "connectTimeoutMs">>;

/** A store of the configuration, by its URL. */
export function storeOptions(url: string, settings: Settings = {}): StoreOptions {
  const [options] = testConfig({ stores: [{ url, ...settings }] }).stores;
  if (options === undefined) throw new Error("the configuration lost its store");
  return options;
}

/** A store as the server makes it; what it knows of the schema is read again each time. */
export function storeAt(url: string, settings: Settings = {}, onStatement: (sql: string) => void = () => {}): Store {
  let idsMade = 0;
  return createStore(storeOptions(url, settings), {
    onStatement: ({ sql }) => onStatement(sql),
    schemaRecheckMs: Number.MAX_SAFE_INTEGER,
    now: Date.now,
    newId: () => `id-${++idsMade}`,
  });
}

export const migrateOptions = {
  isDryRun: false,
  roles: { mlflow: "mlflow", runtime: "gatehouse" },
  systemUser: "somebody",
  now: () => 1_700_000_000_000,
};

/** Makes the ledger of a store, as `gatehouse migrate` does. */
export async function migrated(url: string): Promise<void> {
  await migrateLedger(storeOptions(url), migrateOptions);
}
