import { setTimeout } from "node:timers/promises";

/** Settles with the work, whatever becomes of it, or after so long. */
export async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  const waiting = new AbortController();
  const over = setTimeout(ms, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([work.catch(() => undefined), over]);
  waiting.abort();
}
