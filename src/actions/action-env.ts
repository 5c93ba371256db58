import type { Binding } from "../rules/binding.js";
import { Failure } from "../rules/failure.js";
import type { Grantor, GrantVerdict } from "../rules/grant.js";
import { grantMissing } from "../rules/permission.js";
import type { Principal } from "../rules/principal.js";
import { readScopeOf } from "../rules/scope.js";
import { bindingsOf } from "../stores/ledger/bindings.js";
import { requireLedger } from "../stores/ledger/ledger.js";
import type { Store, WritableStore } from "../stores/store.js";

/** What every action is given. */
export interface ActionEnv {
  readonly stores: ReadonlyMap<string, Store>;
  /** Who acts. */
  readonly viewer: Principal;
  /** Whether the viewer may see anything of a store, reachable or not. */
  readonly isStoreVisible: (store: string) => Promise<boolean>;
  /** Bindings of the configuration, beside those of the store's ledger. */
  readonly configuredBindings: (store: string) => readonly Binding[];
  /** Told when the bindings of a store have changed. */
  readonly onBindingsChanged: (store: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Uint8Array;
}

/**
 * Changes a store's ledger in one transaction, in which it is also decided whether the viewer may.
 *
 * @throws Failure NOT_FOUND for a store that is hidden or not there; UNAVAILABLE where it has no ledger or is read-only
 */
export async function changeLedger<Result>(
  env: ActionEnv,
  name: string,
  work: (open: WritableStore, grantor: Grantor) => Promise<Result>,
): Promise<Result> {
  const store = env.stores.get(name);
  if (store === undefined || !(await env.isStoreVisible(name))) throw hiddenStore();
  return store.write(async (open) => {
    const bindings = [...(await bindingsOf(open)), ...env.configuredBindings(name)];
    const now = env.now();
    // What was seen a moment ago may be hidden by now.
    if (readScopeOf(env.viewer, name, bindings, now).sees === "nothing") throw hiddenStore();
    requireLedger(open);
    return work(open, { principal: env.viewer, store: name, bindings, now });
  });
}

/** @throws GrantMissing */
export function requireAllowed(verdict: GrantVerdict, where: string): void {
  if (!verdict.isAllowed) throw grantMissing(verdict.missing, where);
}

/** The name is not repeated: it may hold anything. */
function hiddenStore(): Failure {
  return new Failure("NOT_FOUND", "NOT_FOUND", "There is no such store, or it is not visible to you.");
}
