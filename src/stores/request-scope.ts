import { AsyncLocalStorage } from "node:async_hooks";
import { withinMs } from "./within-ms.js";

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

/**
 * Work with a time of its own within the request's: when that is over its SQL is cancelled, and what it has done so far
 * counts.
 *
 * @returns whether the work came to its end
 */
export async function withinTime(ms: number, work: () => Promise<void>): Promise<{ readonly isOver: boolean }> {
  const own = AbortSignal.timeout(ms);
  const request = currentSignal();
  try {
    await withinRequest({ signal: request ? AbortSignal.any([request, own]) : own }, work);
    return { isOver: true };
  } catch (error) {
    if (own.aborted && !request?.aborted) return { isOver: false };
    throw error;
  }
}

export function currentSignal(): AbortSignal | undefined {
  return current.getStore()?.signal;
}

/** How long a server gets to take a cancellation; one that cannot be heard never does. */
const cancelWaitMs = 5_000;

/**
 * Runs one cancellable piece of database work under the request's signal. The caller is told at once when the request
 * or the time is over; the server is told beside it.
 *
 * @param acquire gets a connection; when the request ends while waiting, the connection that comes late is released
 * @param work uses it
 * @param cancel stops the work on the server
 * @param isLost whether the work's error means that the connection is of no more use
 * @param release gives the connection back, `broken` when it must not be used again
 * @param timeout the work's own limit, which ends it also where the server cannot be heard any more
 */
export async function cancellable<Connection, Result>(steps: {
  acquire(): Promise<Connection>;
  work(connection: Connection): Promise<Result>;
  cancel(connection: Connection): Promise<void>;
  isLost(error: unknown): boolean;
  release(connection: Connection, broken: boolean): void;
  readonly timeout: { readonly ms: number; readonly failure: () => Error };
}): Promise<Result> {
  const signal = currentSignal();
  signal?.throwIfAborted();
  const connection = await untilAborted(steps.acquire(), signal, (late) => steps.release(late, false));
  const interruption = interruptedBy(signal, steps.timeout);
  let lost = false;
  try {
    return await Promise.race([steps.work(connection), interruption.promise]);
  } catch (error) {
    lost = steps.isLost(error);
    throw error;
  } finally {
    interruption.stop();
    if (interruption.happened()) {
      // A cancel that comes late would hit the connection's next statement: such a connection is not used again.
      void withinMs(steps.cancel(connection), cancelWaitMs).then(() => steps.release(connection, true));
    } else steps.release(connection, lost);
  }
}

/** Rejects with the signal's reason when it aborts, or with the timeout's failure. */
function interruptedBy(
  signal: AbortSignal | undefined,
  { ms, failure }: { readonly ms: number; readonly failure: () => Error },
): { readonly promise: Promise<never>; stop(): void; happened(): boolean } {
  let happened = false;
  let interrupt: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    interrupt = (reason) => {
      happened = true;
      reject(reason);
    };
  });
  const timer = setTimeout(() => interrupt(failure()), ms);
  const onAbort = () => interrupt(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const stop = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
  return { promise, stop, happened: () => happened };
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
