// Before anything that declares the graph: its decorators look for it while they are loaded.
import "reflect-metadata";
import { randomBytes, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createActions } from "./actions/actions.js";
import type { Config } from "./config.js";
import { createApollo } from "./gateway/apollo.js";
import { createHttp, graphqlPath, type HttpServer } from "./gateway/http.js";
import type { TokenLookupAnswer } from "./gateway/identity/api-tokens.js";
import { createIdentity, type Identity } from "./gateway/identity/authenticate.js";
import { buildServedGraph, printGraph } from "./gateway/schema.js";
import { accessOfViewer } from "./loaders/access.js";
import { createLoaders } from "./loaders/loaders.js";
import { KnownBindings, scopesOfViewer } from "./loaders/viewer-scope.js";
import { Failure } from "./rules/failure.js";
import { ledgerAdvice, ledgerVersion } from "./rules/ledger-state.js";
import type { Principal } from "./rules/principal.js";
import { type LedgerToken, tokenByHash, touchToken } from "./stores/ledger/tokens.js";
import type { OnStatement } from "./stores/observed-adapter.js";
import { outsideRequest, withinRequest } from "./stores/request-scope.js";
import { createStore, type Store } from "./stores/store.js";
import { withinMs } from "./stores/within-ms.js";
import { firstCode, reportError } from "./telemetry/error-report.js";
import { createLog, type Logger } from "./telemetry/log.js";

export interface Gatehouse {
  /** Where the graph is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  readonly wsUrl: string;
  /** Drains: no new requests, running ones finish within the drain timeout, then the stores are closed. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly log?: Logger;
  /** Told of every statement on every store. */
  readonly onStatement?: OnStatement;
}

/** Wires the whole server from its configuration and serves. Stores that are down do not keep it from starting. */
export async function startGatehouse(config: Config, options: StartOptions = {}): Promise<Gatehouse> {
  const log = options.log ?? createLog({ level: config.logLevel });
  const onStatement: OnStatement = (statement) => {
    log.trace(statement, "statement");
    options.onStatement?.(statement);
  };
  const stores = config.stores.map((store) =>
    createStore(store, { onStatement, schemaRecheckMs: config.schemaRecheckMs, now: Date.now, newId: randomUUID }),
  );
  const byName = new Map(stores.map((store) => [store.name, store]));
  const bindings = new KnownBindings(byName, new Map(Object.entries(config.bindings)), Date.now);
  const { limits } = config;
  const schema = buildServedGraph();
  const apollo = createApollo({ schema, sdl: printGraph(schema), limits, introspection: config.introspection, log });
  await apollo.start();
  const identity = identityOf(config, stores, log);
  let draining = false;
  let closing: Promise<void> | undefined;
  const http = await createHttp({
    ...config,
    schema,
    apollo,
    log,
    newId: randomUUID,
    authenticate: identity.authenticate,
    createContext: (requestId, viewer) => ({ requestId, viewer, limits, ...reachOf(viewer, byName, bindings) }),
    withinRequest: (signal, work) => withinRequest({ signal }, work),
    health: { countReadyStores: () => countReady(stores), isDraining: () => draining },
  });
  const { app } = http;
  await app.listen({ host: config.host, port: config.port });
  for (const store of stores) announce(store, log);
  void identity.prepare();
  const address = `${hostInUrl(config.host)}:${(app.server.address() as AddressInfo).port}${graphqlPath}`;
  return {
    url: `http://${address}`,
    wsUrl: `ws://${address}`,
    close() {
      draining = true;
      closing ??= drain(http, config.drainTimeoutMs)
        .then(() => apollo.stop())
        .then(() => Promise.all(stores.map((store) => store.close())))
        .then(() => undefined);
      return closing;
    },
  };
}

/** What a viewer's request may reach. */
function reachOf(viewer: Principal, stores: ReadonlyMap<string, Store>, bindings: KnownBindings) {
  const loaders = createLoaders({
    stores,
    scopeOf: scopesOfViewer(viewer, bindings),
    access: accessOfViewer(viewer, bindings),
    viewer,
    bindingsOf: (store) => bindings.of(store),
    now: Date.now,
  });
  const actions = createActions({
    stores,
    viewer,
    isStoreVisible: loaders.isStoreVisible,
    configuredBindings: (store) => bindings.configuredOf(store),
    onBindingsChanged: (store) => bindings.forget(store),
    now: Date.now,
    newId: randomUUID,
    randomBytes,
  });
  return { loaders, actions };
}

/** Who may come in. */
function identityOf({ token, issuers }: Config, stores: readonly Store[], log: Logger): Identity {
  if (token !== null) {
    log.warn("the bootstrap token is on: whoever has it is admin on every store; `bootstrap: false` switches it off");
  }
  return createIdentity({
    bootstrapToken: token,
    issuers,
    lookup: (hash) => tokensOfStores(stores, hash, log),
    now: Date.now,
    onIssuerFailure: (issuer, error) => log.warn({ issuer, error: reportError(error) }, "issuer does not answer"),
  });
}

/** What the ledgers know of an API token; a store that cannot be asked might know it too. */
async function tokensOfStores(stores: readonly Store[], hash: string, log: Logger): Promise<TokenLookupAnswer> {
  const find = async (store: Store) => {
    const token = await store.read((open) => tokenByHash(open, hash));
    if (token?.revokedAt === null && Date.now() < token.expiresAt) noteUse(store, token, log);
    return token;
  };
  const answers = await Promise.allSettled(stores.map(find));
  return {
    records: answers.flatMap((answer) => (answer.status === "fulfilled" && answer.value ? answer.value : [])),
    isComplete: answers.every(({ status }) => status === "fulfilled"),
  };
}

/** Beside the request, which does not wait for it and does not fail with it. */
function noteUse(store: Store, token: LedgerToken, log: Logger): void {
  outsideRequest(() => touchToken(store, token, Date.now())).catch((error: unknown) =>
    log.warn({ store: store.name, error: reportError(error) }, "the last use of an API token is not recorded"),
  );
}

/** Takes no new connections, lets running requests finish within the time, then ends what is left, idle or not. */
async function drain({ app, running, endExports }: HttpServer, timeoutMs: number): Promise<void> {
  const closed = app.close();
  await withinMs(running.untilNone(), timeoutMs);
  endExports();
  app.server.closeAllConnections();
  await closed;
}

/** How long the readiness check waits for stores that do not answer. */
const readinessWaitMs = 2_000;

async function countReady(stores: readonly Store[]) {
  let ready = 0;
  const answered = stores.map((store) =>
    store.check().then(
      () => {
        ready += 1;
      },
      () => undefined,
    ),
  );
  await withinMs(Promise.all(answered), readinessWaitMs);
  return { ready, configured: stores.length };
}

/** Says at start what each store is, or why it cannot be reached; it may come up later. */
function announce(store: Store, log: Logger): void {
  store.ready().then(
    ({ database, head, ledger }) => {
      log.info({ store: store.name, database, head, ledger }, "store is ready");
      const advice = ledgerAdvice(ledger);
      if (advice !== null)
        log[ledger === null ? "info" : "warn"]({ store: store.name, ledger, build: ledgerVersion }, advice);
    },
    (error: unknown) => {
      if (error instanceof Failure)
        log.warn(
          { store: store.name, reason: error.reason, code: firstCode(error.cause) },
          `not ready: ${error.message}`,
        );
      else log.error({ store: store.name, error: reportError(error) }, "unexpected error");
    },
  );
}

function hostInUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
