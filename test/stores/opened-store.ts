import { everything } from "../../src/rules/scope.js";
import type { Statement } from "../../src/stores/observed-adapter.js";
import type { Sql } from "../../src/stores/sql.js";
import { createStore, type OpenStore } from "../../src/stores/store.js";
import { testConfig } from "../support/test-config.js";

/** A store opened as the server opens it, for calling the functions of src/stores directly. */
export interface OpenedStore {
  readonly open: OpenStore;
  /** The SQL of every statement since the last call. */
  statements(): string[];
  close(): Promise<void>;
}

export const scope = everything;

/** Opens the store of a URL and calls it "main"; its schema is read once. */
export async function openedStore(
  url: string,
  settings: { readonly poolSizeMax?: number; readonly statementTimeoutMs?: number } = {},
): Promise<OpenedStore> {
  const [options] = testConfig({ stores: [{ url, ...settings }] }).stores;
  if (options === undefined) throw new Error("the configuration lost its store");
  let seen: Statement[] = [];
  let idsMade = 0;
  const store = createStore(options, {
    onStatement: (statement) => void seen.push(statement),
    schemaRecheckMs: Number.MAX_SAFE_INTEGER,
    now: () => 0,
    newId: () => `id-${++idsMade}`,
  });
  try {
    const open = await store.ready();
    seen = [];
    return {
      open,
      statements() {
        const texts = seen.map(({ sql }) => sql);
        seen = [];
        return texts;
      },
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The same store, handing each SQL statement of ours to `watch` before it runs. */
export function watched(open: OpenStore, watch: (statement: Sql) => Promise<void>): OpenStore {
  return {
    ...open,
    async rows<Row>(statement: Sql) {
      await watch(statement);
      return open.rows<Row>(statement);
    },
  };
}
