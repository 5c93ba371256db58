import { statementTimeout } from "../store-failure.js";
import type { StoreOptions } from "../store-options.js";

/** How much longer than the server we wait: it says more of what it ends itself. */
const serverFirstMs = 5_000;

/**
 * A statement's time as Gatehouse keeps it: behind a pooler the server is not told the statement timeout, and a server
 * that cannot be heard any more keeps none.
 */
export function ownTimeout({ name, directUrl, statementTimeoutMs }: StoreOptions) {
  return {
    ms: directUrl === null ? statementTimeoutMs + serverFirstMs : statementTimeoutMs,
    failure: () => statementTimeout(name),
  };
}
