import { AsyncLocalStorage } from "node:async_hooks";

/** What the SQL of one request shares, wherever it is issued: Prisma's model calls cannot carry a signal themselves. */
export interface RequestScope {
  /** Aborts when the deadline passes or the client leaves: running SQL is cancelled, further SQL refused. */
  readonly signal: AbortSignal;
}

const current = new AsyncLocalStorage<RequestScope>();

export function withinRequest<Result>(scope: RequestScope, work: () => Result): Result {
  return current.run(scope, work);
}

/** Work that belongs to no request (re-reading the schema head) and must not die with the one that started it. */
export function outsideRequest<Result>(work: () => Result): Result {
  return current.exit(work);
}

export function currentSignal(): AbortSignal | undefined {
  return current.getStore()?.signal;
}

/**
 * Runs one cancellable piece of database work under the request's signal.
 *
 * @param acquire gets a connection; when the request ends while waiting, the connection that comes late is released
 * @param work uses it
 * @param cancel stops the work on the server; `work` then rejects
 * @param release gives the connection back, `broken` when it must not be used again
 * @param timeout the work's own limit where the server keeps none (behind a pooler that refuses session settings)
 */
export async function cancellable<Connection, Result>(steps: {
  acquire(): Promise<Connection>;
  work(connection: Connection): Promise<Result>;
  cancel(connection: Connection): Promise<void>;
  release(connection: Connection, broken: boolean): void;
  readonly timeout: { readonly ms: number; readonly failure: () => Error } | null;
}): Promise<Result> {
  const signal = currentSignal();
  signal?.throwIfAborted();
  const connection = await untilAborted(steps.acquire(), signal, (late) => steps.release(late, false));
  let cancelling: Promise<void> | undefined;
  let timedOut: Error | undefined;
  const cancel = () => {
    cancelling ??= steps.cancel(connection).catch(() => undefined);
  };
  const timer =
    steps.timeout &&
    setTimeout(() => {
      timedOut = steps.timeout?.failure();
      cancel();
    }, steps.timeout.ms);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await steps.work(connection);
  } catch (error) {
    signal?.throwIfAborted();
    throw timedOut ?? error;
  } finally {
    clearTimeout(timer ?? undefined);
    signal?.removeEventListener("abort", cancel);
    // A cancel that comes late would hit the connection's next statement: such a connection is not used again.
    steps.release(connection, cancelling !== undefined);
  }
}

function untilAborted<Value>(
  pending: Promise<Value>,
  signal: AbortSignal | undefined,
  discard: (late: Value) => void,
): Promise<Value> {
  if (!signal) return pending;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      pending.then(discard, () => undefined);
      reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
