import type { Binding } from "../rules/binding.js";
import { compareBytes } from "../rules/bytes.js";
import { type CursorValue, formatCursor, parseCursor } from "../rules/cursor.js";
import { type Grantor, judgeRevocation, judgeTokenReading } from "../rules/grant.js";
import type { Page } from "../rules/page.js";
import { grantMissing } from "../rules/permission.js";
import type { Principal } from "../rules/principal.js";
import { type LedgerToken, listTokens } from "../stores/ledger/tokens.js";
import { type Connection, connectionOf } from "./connection.js";
import { type LoaderScope, readStore } from "./read-store.js";

export type { LedgerToken as TokenRow } from "../stores/ledger/tokens.js";

/** What the lists of who may do what need beside the stores. */
export interface GovernanceScope extends LoaderScope {
  readonly viewer: Principal;
  readonly bindingsOf: (store: string) => Promise<readonly Binding[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function governanceLoaders(env: GovernanceScope) {
  const grantorOf = async (store: string): Promise<Grantor> => ({
    principal: env.viewer,
    store,
    bindings: await env.bindingsOf(store),
    now: env.now(),
  });
  return {
    /** @throws Failure FORBIDDEN for who may edit none */
    storeBindings: async (store: string, page: Page): Promise<Connection<Binding> | undefined> => {
      const grantor = await grantorOf(store);
      const editable = grantor.bindings.filter(({ scope }) => judgeRevocation(grantor, scope).isAllowed);
      const verdict = judgeRevocation(grantor, { kind: "STORE" });
      if (editable.length === 0 && !verdict.isAllowed) throw grantMissing(verdict.missing, "in the store");
      const after = page.after === null ? null : placeOf(parseCursor(page.after, "bindings", ["integer", "text"]));
      const rows = [...editable]
        .sort(compareBindings)
        .filter((row) => after === null || compareBindings(row, after) > 0);
      return connectionOf(rows.slice(0, page.first + 1), page, (row) => cursorOf("bindings", row));
    },
    storeApiTokens: async (store: string, page: Page): Promise<Connection<LedgerToken> | undefined> => {
      const owner = judgeTokenReading(await grantorOf(store)).isAllowed ? null : env.viewer;
      const after = page.after === null ? null : placeOf(parseCursor(page.after, "tokens", ["integer", "text"]));
      const rows = await readStore(env, store, (open) => listTokens(open, owner, page.first + 1, after));
      return rows && connectionOf(rows, page, (row) => cursorOf("tokens", row));
    },
  };
}

type ListPlace = Pick<Binding, "createdAt" | "id">;

function compareBindings(a: ListPlace, b: ListPlace): number {
  return a.createdAt - b.createdAt || compareBytes(a.id, b.id);
}

function cursorOf(list: string, { createdAt, id }: ListPlace): string {
  return formatCursor(list, [BigInt(createdAt), id]);
}

function placeOf([createdAt, id]: readonly CursorValue[]): ListPlace {
  return { createdAt: Number(createdAt), id: String(id) };
}
