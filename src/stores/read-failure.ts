import { Failure } from "../rules/failure.js";
import type { ReadFailure } from "../rules/store-facts.js";

/** What a failed read may say: a Failure's own words, or of any other error its code alone. */
export function readFailureOf(store: string, error: unknown): ReadFailure {
  if (error instanceof Failure) return { reason: error.reason, message: error.message };
  const code = codeOf(error);
  const told = code === null ? "" : ` (the database's code ${code})`;
  return { reason: "UNEXPECTED", message: `Store "${store}" answered with an error that was not expected${told}.` };
}

/** SQLSTATEs and error numbers say what happened and hold nothing that was typed. */
function codeOf(error: unknown): string | null {
  for (let at = error, depth = 0; depth < 5 && typeof at === "object" && at !== null; depth += 1) {
    const { originalCode, code, cause } = at as { originalCode?: unknown; code?: unknown; cause?: unknown };
    const found = [originalCode, code].map(String).find((text) => /^[0-9A-Z]{4,5}$/.test(text) && !/^P\d/.test(text));
    if (found !== undefined) return found;
    at = cause;
  }
  return null;
}
