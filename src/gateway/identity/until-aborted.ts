/** What is awaited, or the failure for the moment at which the request ends; the awaited goes on for others. */
export async function untilAborted<Value>(
  awaited: Promise<Value>,
  signal: AbortSignal,
  failure: () => Error,
): Promise<Value> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(failure());
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([awaited, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener("abort", onAbort);
  }
}
