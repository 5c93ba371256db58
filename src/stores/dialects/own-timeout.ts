import { statementTimeout } from "../store-failure.js";
import type { StoreOptions } from "../store-options.js";

/** Behind a pooler the server is not told the statement timeout, so Gatehouse keeps it itself. */
export function ownTimeout({ name, directUrl, statementTimeoutMs }: StoreOptions) {
  return directUrl === null ? null : { ms: statementTimeoutMs, failure: () => statementTimeout(name) };
}
