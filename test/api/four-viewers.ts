import type { DialectName } from "../../src/stores/store-options.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import { mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addViewer } from "../support/viewers.js";
import { send } from "./http-client.js";
import { wideLimits } from "./schema-walk.js";

export type Headers = Readonly<Record<string, string>>;

/** A server on a store of its own, and people who may see nothing, a part, all, and all but a part of it. */
export interface FourViewers {
  readonly server: TestServer;
  readonly nobody: Headers;
  /** Experiments whose names begin with `fraud`, and the model `fraud`. */
  readonly partial: Headers;
  readonly full: Headers;
  /** All but the experiments whose names begin with `fraud`. */
  readonly denied: Headers;
  /** The same server, asked as somebody. */
  as(headers: Headers): TestServer;
  /** Status and body, byte by byte, of a question with one variable. */
  answerTo(headers: Headers, query: string, of: string): Promise<readonly [status: number, body: string]>;
  close(): Promise<void>;
}

export async function fourViewers(dialect: DialectName): Promise<FourViewers> {
  const database = await mlflowStore(dialect);
  await migrated(database.url);
  const store = storeAt(database.url);
  const server = await startServer({ stores: [{ url: database.url }], limits: wideLimits });
  const fraud = { kind: "EXPERIMENT", workspace: "default", pattern: "fraud*" } as const;
  const model = { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud" } as const;
  return {
    server,
    nobody: await addViewer(store, "nobody", []),
    partial: await addViewer(store, "partial", [{ scope: fraud }, { scope: model }]),
    full: await addViewer(store, "full", [{}]),
    denied: await addViewer(store, "denied", [{}, { effect: "DENY", scope: fraud }]),
    as: (headers) => ({ ...server, query: (document, variables) => server.query(document, variables, { headers }) }),
    async answerTo(headers, query, of) {
      const { status, text } = await send(server, { headers, body: JSON.stringify({ query, variables: { of } }) });
      return [status, text];
    },
    async close() {
      await server.close();
      await store.close();
      await database.drop();
    },
  };
}
