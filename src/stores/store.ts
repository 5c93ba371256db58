import { setTimeout } from "node:timers/promises";
import { Failure } from "../rules/failure.js";
import type { Ledger } from "../rules/ledger-state.js";
import { type Capabilities, capabilitiesOf, describeHead, type SchemaHead } from "../rules/mlflow-schema.js";
import type { Client, Connection, Fragments, Models, WritableModels } from "./dialects/dialect.js";
import { dialectNamed } from "./dialects/dialect-by-name.js";
import { introspectCapabilities } from "./introspection.js";
import { readLedger } from "./ledger/ledger.js";
import { type OnStatement, observer, rethrow } from "./observed-adapter.js";
import { currentSignal, outsideRequest } from "./request-scope.js";
import type { Sql } from "./sql.js";
import { asStoreFailure, notAnMlflowStore } from "./store-failure.js";
import type { StoreMode, StoreOptions } from "./store-options.js";
import { writeInTransaction } from "./transaction.js";

/** One MLflow store of the configuration. It may be down: `ready` says so each time it is asked, and heals by itself. */
export interface Store {
  readonly name: string;
  /** @throws Failure UNAVAILABLE, with the reason */
  ready(): Promise<OpenStore>;
  /**
   * Runs a read. One that met a schema in the middle of an upgrade is run again on what the schema has become.
   *
   * @throws Failure UNAVAILABLE, with the reason
   */
  read<Result>(work: (open: OpenStore) => Promise<Result>): Promise<Result>;
  /**
   * Runs one transaction: all of what `work` writes is kept, or nothing. Everything is in it that belongs together, in
   * MLflow's tables and the ledger's. Where the database gives way to another transaction it is run again from its start,
   * so `work` does nothing but read and write through what it is given.
   *
   * @throws Failure UNAVAILABLE STORE_READ_ONLY before anything is opened, STORE_BUSY, STORE_UNREACHABLE (when the answer
   *   to COMMIT is lost it may have been kept); CONFLICT WRITE_CONFLICT; LIMIT TRANSACTION_TIMEOUT
   */
  write<Result>(work: (open: WritableStore) => Promise<Result>): Promise<Result>;
  /**
   * Asks the database itself, now; `ready` may tell what was last known. All who ask at once share one question.
   *
   * @throws Failure UNAVAILABLE, with the reason
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** A store that answers, with what its schema can do. Every read takes one. */
export interface OpenStore {
  readonly name: string;
  readonly database: string;
  readonly mode: StoreMode;
  readonly head: SchemaHead;
  readonly capabilities: Capabilities;
  /** Null where `gatehouse migrate` has made none, or the store's user sees none. */
  readonly ledger: Ledger | null;
  /** Reads by key: Prisma's models. */
  readonly models: Models;
  readonly fragments: Fragments;
  /** Lists and hot reads: SQL of ours, through the same client and pool. */
  rows<Row>(statement: Sql): Promise<Row[]>;
}

/** A store within a transaction of its own: what is read through it is what the transaction sees. */
export interface WritableStore extends OpenStore {
  readonly models: WritableModels;
  /** @returns how many rows the statement changed */
  execute(statement: Sql): Promise<number>;
}

export interface StoreDependencies {
  readonly onStatement: OnStatement;
  /** How long a schema head counts as known; MLflow may upgrade the store at any time. */
  readonly schemaRecheckMs: number;
  readonly now: () => number;
  readonly newId: () => string;
}

export function createStore(options: StoreOptions, dependencies: StoreDependencies): Store {
  const { schemaRecheckMs, now } = dependencies;
  let connection: Promise<Connection> | undefined;
  let open: Promise<OpenStore> | undefined;
  let readAt = 0;
  let checking: Promise<void> | undefined;

  /** One connection and one schema check for all who ask at once; a failed one is forgotten, so the next asks anew. */
  function reopen(): Promise<OpenStore> {
    readAt = now();
    const attempt = outsideRequest(async () => {
      connection ??= connect(options, dependencies);
      return describe(options, await connection.catch(forgetConnection));
    });
    attempt.catch(() => {
      if (open === attempt) open = undefined;
    });
    return attempt;
  }

  function forgetConnection(error: unknown): never {
    connection = undefined;
    throw error;
  }

  return {
    name: options.name,
    ready() {
      if (open === undefined) open = reopen();
      else if (now() - readAt > schemaRecheckMs) replaceWhenRead().catch(() => undefined);
      return open;
    },
    async read(work) {
      for (let retry = 0; ; retry += 1) {
        try {
          return await work(await this.ready());
        } catch (error) {
          if (retry === schemaRetriesMax || !isSchemaChange(error)) throw error;
        }
        await setTimeout(schemaRetryMs);
        currentSignal()?.throwIfAborted();
        await replaceWhenRead().catch(() => undefined);
      }
    },
    async write(work) {
      if (options.mode === "READ_ONLY") throw readOnly(options.name);
      const known = await this.ready();
      const { writer } = await (connection ?? Promise.reject(new Error("an open store has a connection")));
      return writeInTransaction(options, now, known, writer, work);
    },
    check() {
      checking ??= (open === undefined ? this.ready() : replaceWhenRead())
        .then(() => undefined)
        .finally(() => {
          checking = undefined;
        });
      return checking;
    },
    async close() {
      await (await connection?.catch(() => undefined))?.close();
    },
  };

  /** Nobody waits for a re-read: requests go on with the schema known so far. */
  async function replaceWhenRead(): Promise<void> {
    const known = open;
    const fresh = reopen();
    await fresh;
    if (open === known) open = fresh;
  }
}

/** SQLite has an upgrade make each table anew: for a moment there is none of its name. */
const schemaRetriesMax = 20;
const schemaRetryMs = 50;

function isSchemaChange(error: unknown): boolean {
  return error instanceof Failure && error.reason === "STORE_SCHEMA_CHANGED";
}

/**
 * Opens a pool to a store, of which nothing is known yet but that it answers.
 *
 * @throws Failure UNAVAILABLE, with the reason
 */
export async function connect(
  options: StoreOptions,
  { onStatement, newId }: Pick<StoreDependencies, "onStatement" | "newId">,
): Promise<Connection> {
  try {
    const observe = observer(options.name, onStatement);
    const dialect = await dialectNamed(options.dialect);
    const connection = await dialect.connect(options, { observe, newId }).catch(rethrow);
    return { ...connection, client: withOwnErrors(connection.client), writer: withOwnErrors(connection.writer) };
  } catch (error) {
    throw asStoreFailure(options.name, error);
  }
}

/** The same client, whose calls fail with the errors of the store and not with Prisma's. */
function withOwnErrors(client: Client): Client {
  const ownErrors = { $allOperations: ({ args, query }: AnyCall) => query(args).catch(rethrow) };
  return client.$extends({ query: ownErrors }) as unknown as Client;
}

interface AnyCall {
  readonly args: unknown;
  readonly query: (args: unknown) => Promise<unknown>;
}

/** @throws Failure UNAVAILABLE, with the reason, also for a database without MLflow's tables */
export async function describe(options: StoreOptions, { client, rows, fragments }: Connection): Promise<OpenStore> {
  const revision = await readRevision(options.name, client);
  return {
    name: options.name,
    database: (await dialectNamed(options.dialect)).label,
    mode: options.mode,
    head: describeHead(revision),
    capabilities: capabilitiesOf(revision) ?? (await introspectCapabilities(rows, fragments)),
    ledger: await readLedger(client, rows, fragments),
    models: client,
    fragments,
    rows,
  };
}

async function readRevision(store: string, models: Models): Promise<string> {
  try {
    const row = await models.alembicVersion.findFirst({ select: { versionNum: true } });
    if (row) return row.versionNum;
  } catch (error) {
    if (!isSchemaChange(error)) throw error;
  }
  throw notAnMlflowStore(store);
}

function readOnly(store: string): Failure {
  return new Failure("UNAVAILABLE", "STORE_READ_ONLY", `Store "${store}" is attached read-only.`);
}
