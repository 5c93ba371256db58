import { Failure } from "../rules/failure.js";
import type { Client, Dialect, WritableModels } from "./dialects/dialect.js";
import { dialectNamed } from "./dialects/dialect-by-name.js";
import { lockWaitMs } from "./dialects/lock-wait.js";
import { rethrow } from "./observed-adapter.js";
import { currentSignal } from "./request-scope.js";
import type { OpenStore, WritableStore } from "./store.js";
import type { StoreOptions } from "./store-options.js";

type Work<Result> = (open: WritableStore) => Promise<Result>;

/** One transaction of a store, tried again while it collides with others, but no longer than a lock is waited for. */
export async function writeInTransaction<Result>(
  options: StoreOptions,
  now: () => number,
  known: OpenStore,
  writer: Client,
  work: Work<Result>,
): Promise<Result> {
  const { isWriteConflict, transaction } = await dialectNamed(options.dialect);
  const startedAt = now();
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt(options, transaction, known, writer, work);
    } catch (error) {
      if (!isWriteConflict(driverErrorOf(error))) throw ofTransaction(options.name, error);
      if (retry === conflictRetriesMax || now() - startedAt >= lockWaitMs) throw conflict(options.name, error);
    }
  }
}

const conflictRetriesMax = 20;

function attempt<Result>(
  options: StoreOptions,
  { isolationLevel, opening }: Dialect["transaction"],
  known: OpenStore,
  writer: Client,
  work: Work<Result>,
): Promise<Result> {
  const limits = { maxWait: options.connectTimeoutMs + lockWaitMs, timeout: options.statementTimeoutMs };
  const level = isolationLevel === undefined ? {} : { isolationLevel };
  return writer
    .$transaction(
      async (models) => {
        if (opening !== undefined) await models.$queryRaw(opening(options));
        const result = await work(within(known, models));
        // Nobody waits for it any more: nothing of it is kept.
        currentSignal()?.throwIfAborted();
        return result;
      },
      // The client's type is SQLite's, which has one level only.
      { ...limits, ...(level as object) },
    )
    .catch(rethrow);
}

/** The same store, read and written through the transaction. A statement does not begin once its request has ended. */
function within(known: OpenStore, models: WritableModels): WritableStore {
  return {
    ...known,
    models,
    async rows<Row>(statement: Parameters<OpenStore["rows"]>[0]) {
      currentSignal()?.throwIfAborted();
      return models.$queryRaw<Row[]>(statement);
    },
    async execute(statement) {
      currentSignal()?.throwIfAborted();
      return models.$executeRaw(statement);
    },
  };
}

/** What the database's adapter made of it, under what the store or Prisma made of that. */
function driverErrorOf(error: unknown): unknown {
  const outer = error instanceof Failure ? error.cause : error;
  const mapped = (outer as { cause?: unknown } | null)?.cause;
  return typeof mapped === "object" && mapped !== null ? mapped : (outer ?? {});
}

function conflict(store: string, cause: unknown): Failure {
  return new Failure(
    "CONFLICT",
    "WRITE_CONFLICT",
    `A change of store "${store}" collided with others too often: try it again.`,
    { cause },
  );
}

/** Prisma's code for a transaction that got no connection in time, or was ended for its length. */
const transactionCode = "P2028";

function ofTransaction(store: string, error: unknown): unknown {
  if ((error as { code?: string } | null)?.code !== transactionCode) return error;
  return new Failure("LIMIT", "TRANSACTION_TIMEOUT", `A change of store "${store}" took longer than its timeout.`, {
    cause: error,
  });
}
