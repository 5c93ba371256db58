import type { ConfigWithoutToken } from "./config.js";
import { Failure } from "./rules/failure.js";
import { type MigrateOptions, type MigrationReport, migrateLedger } from "./stores/ledger/migrate.js";
import { type UninstallReport, uninstallLedger } from "./stores/ledger/uninstall.js";
import type { StoreOptions } from "./stores/store-options.js";

export type { MigrationReport } from "./stores/ledger/migrate.js";
export type { UninstallReport } from "./stores/ledger/uninstall.js";

/** What became of one store; a store that fails stops no other. */
export type Outcome<Report> =
  | { readonly report: Report }
  | { readonly failure: Failure }
  /** It is attached read-only. */
  | { readonly passedOver: string };

type Stores = Pick<ConfigWithoutToken, "stores">;

/** Brings the ledgers of the stores to this build's version, one after the other. */
export function migrateStores(
  { stores }: Stores,
  options: Omit<MigrateOptions, "now">,
): AsyncGenerator<Outcome<MigrationReport>> {
  return oneByOne(stores, (store) => migrateLedger(store, { ...options, now: Date.now }));
}

/** Removes the ledgers of the stores, one after the other. */
export function uninstallStores({ stores }: Stores, isDryRun: boolean): AsyncGenerator<Outcome<UninstallReport>> {
  return oneByOne(stores, (store) => uninstallLedger(store, isDryRun));
}

async function* oneByOne<Report>(
  stores: readonly StoreOptions[],
  work: (store: StoreOptions) => Promise<Report>,
): AsyncGenerator<Outcome<Report>> {
  for (const store of stores) {
    if (store.mode === "READ_ONLY") {
      yield { passedOver: store.name };
      continue;
    }
    try {
      yield { report: await work(store) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield { failure: error };
    }
  }
}
