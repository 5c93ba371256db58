import { randomBytes, randomUUID } from "node:crypto";
import { type Actions, createActions } from "./actions/actions.js";
import { operatorPrincipal } from "./rules/principal.js";
import { withAdmin } from "./stores/ledger/admin.js";
import { type LedgerToken, listTokens } from "./stores/ledger/tokens.js";
import { createStore, type Store } from "./stores/store.js";
import type { StoreOptions } from "./stores/store-options.js";

export type { LedgerToken } from "./stores/ledger/tokens.js";

/** What `gatehouse token` does with the tokens of one store. */
export interface TokenDesk {
  readonly create: (grant: Parameters<Actions["createApiToken"]>[1]) => ReturnType<Actions["createApiToken"]>;
  readonly revoke: (id: string) => Promise<LedgerToken>;
  /** Newest first, revoked and expired ones too. */
  readonly list: () => AsyncGenerator<LedgerToken>;
}

/**
 * Works on the ledger of a store, as its database user.
 *
 * @param systemUser stands for the database user where there is none
 */
export async function withLedgerDesk<Result>(
  options: StoreOptions,
  systemUser: string,
  work: (desk: TokenDesk) => Promise<Result>,
): Promise<Result> {
  const dependencies = { onStatement: () => undefined, schemaRecheckMs: 3_600_000, now: Date.now, newId: randomUUID };
  const store = createStore(options, dependencies);
  try {
    const user = await withAdmin(options, async ({ session }) => session.user ?? systemUser);
    return await work(deskOf(store, user));
  } finally {
    await store.close();
  }
}

function deskOf(store: Store, user: string): TokenDesk {
  const actions = createActions({
    stores: new Map([[store.name, store]]),
    viewer: operatorPrincipal(user),
    isStoreVisible: async () => true,
    configuredBindings: () => [],
    onBindingsChanged: () => undefined,
    now: Date.now,
    newId: randomUUID,
    randomBytes,
  });
  return {
    create: (grant) => actions.createApiToken(store.name, grant),
    revoke: (id) => actions.revokeApiToken(store.name, id),
    list: () => allTokens(store),
  };
}

const pageSize = 100;

async function* allTokens(store: Store): AsyncGenerator<LedgerToken> {
  for (let after: LedgerToken | null = null; ; ) {
    const page: LedgerToken[] = await store.read((open) => listTokens(open, null, pageSize, after));
    yield* page;
    after = page.at(-1) ?? null;
    if (page.length < pageSize) return;
  }
}
