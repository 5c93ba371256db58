import type { Binding } from "../rules/binding.js";
import { Failure } from "../rules/failure.js";
import type { Principal } from "../rules/principal.js";
import { everything, readScopeOf, type Scope } from "../rules/scope.js";
import { bindingsOf } from "../stores/ledger/bindings.js";
import type { Store } from "../stores/store.js";

/** What the viewer of one request may read of a store, by its name; the same for the whole request. */
export type ScopeOf = (store: string) => Promise<Scope>;

/** The bindings of stores, shared by all requests. A change counts at the latest after this time. */
const bindingsKnownMs = 1_000;

export class KnownBindings {
  readonly #byStore = new Map<string, { readonly readAt: number; readonly bindings: Promise<readonly Binding[]> }>();
  /** The last answer, for telling who may know of a store that is down. */
  readonly #last = new Map<string, readonly Binding[]>();

  /**
   * @param configured bindings of the configuration by store, in addition to the ledger's
   * @param now epoch milliseconds
   */
  constructor(
    readonly stores: ReadonlyMap<string, Store>,
    readonly configured: ReadonlyMap<string, readonly Binding[]>,
    readonly now: () => number,
  ) {}

  configuredOf(store: string): readonly Binding[] {
    return this.configured.get(store) ?? [];
  }

  /** They have changed: the next one asks anew. */
  forget(store: string): void {
    this.#byStore.delete(store);
  }

  /** @throws Failure UNAVAILABLE */
  of(store: string): Promise<readonly Binding[]> {
    const known = this.#byStore.get(store);
    if (known && this.now() - known.readAt < bindingsKnownMs) return known.bindings;
    const bindings = this.#read(store);
    const entry = { readAt: this.now(), bindings };
    this.#byStore.set(store, entry);
    bindings.catch(() => {
      if (this.#byStore.get(store) === entry) this.#byStore.delete(store);
    });
    return bindings;
  }

  lastOf(store: string): readonly Binding[] {
    return this.#last.get(store) ?? this.configuredOf(store);
  }

  async #read(store: string): Promise<readonly Binding[]> {
    const kept = (await this.stores.get(store)?.read(bindingsOf)) ?? [];
    const bindings = [...kept, ...this.configuredOf(store)];
    this.#last.set(store, bindings);
    return bindings;
  }
}

export function scopesOfViewer(viewer: Principal, known: KnownBindings): ScopeOf {
  if (viewer.kind === "BOOTSTRAP" || viewer.kind === "OPERATOR") return async () => everything;
  const now = known.now();
  const scopes = new Map<string, Promise<Scope>>();
  return (store) => {
    const scope = scopes.get(store) ?? read(store);
    scopes.set(store, scope);
    return scope;
  };

  /** That a store is down is told to those who could see something of it when it was last asked; to others there is none. */
  async function read(store: string): Promise<Scope> {
    try {
      return readScopeOf(viewer, store, await known.of(store), now);
    } catch (error) {
      const last = readScopeOf(viewer, store, known.lastOf(store), now);
      if (!(error instanceof Failure) || last.sees !== "nothing") throw error;
      return last;
    }
  }
}
