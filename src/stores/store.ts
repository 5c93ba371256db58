import { setTimeout } from "node:timers/promises";
import { Failure } from "../rules/failure.js";
import { type Capabilities, capabilitiesOf, describeHead, type SchemaHead } from "../rules/mlflow-schema.js";
import type { Connection, Fragments, Models, Observe } from "./dialects/dialect.js";
import { dialectByName } from "./dialects/dialect-by-name.js";
import { introspectCapabilities } from "./introspection.js";
import { type OnStatement, observed, rethrow } from "./observed-adapter.js";
import { currentSignal, outsideRequest } from "./request-scope.js";
import type { Sql } from "./sql.js";
import { asStoreFailure } from "./store-failure.js";
import type { StoreOptions } from "./store-options.js";

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
  readonly head: SchemaHead;
  readonly capabilities: Capabilities;
  /** Reads by key: Prisma's models. */
  readonly models: Models;
  readonly fragments: Fragments;
  /** Lists and hot reads: SQL of ours, through the same client and pool. */
  rows<Row>(statement: Sql): Promise<Row[]>;
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
    const observe: Observe = (factory) => observed(options.name, factory, onStatement);
    const connection = await dialectByName[options.dialect].connect(options, { observe, newId }).catch(rethrow);
    return { ...connection, models: withOwnErrors(connection.models) };
  } catch (error) {
    throw asStoreFailure(options.name, error);
  }
}

/** The same models, whose calls fail with the errors of the store and not with Prisma's. */
function withOwnErrors(models: Models): Models {
  const ownErrors = { $allOperations: ({ args, query }: AnyCall) => query(args).catch(rethrow) };
  return models.$extends({ query: ownErrors }) as unknown as Models;
}

interface AnyCall {
  readonly args: unknown;
  readonly query: (args: unknown) => Promise<unknown>;
}

/** @throws Failure UNAVAILABLE, with the reason, also for a database without MLflow's tables */
export async function describe(options: StoreOptions, { models, fragments }: Connection): Promise<OpenStore> {
  const rows = <Row>(statement: Sql) => models.$queryRaw<Row[]>(statement);
  const revision = await readRevision(options.name, models);
  return {
    name: options.name,
    database: dialectByName[options.dialect].label,
    head: describeHead(revision),
    capabilities: capabilitiesOf(revision) ?? (await introspectCapabilities(rows, fragments)),
    models,
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
  throw new Failure("UNAVAILABLE", "NOT_AN_MLFLOW_STORE", `Store "${store}" is a database without MLflow's tables.`);
}
