import type { FilterLimits } from "../rules/filter.js";
import type { LineageLimits } from "../rules/lineage-bounds.js";
import type { PageLimits } from "../rules/page.js";

/** Upper bounds for one request. Each is configurable under `limits:`; going past one is an error with code LIMIT. */
export interface Limits extends PageLimits, FilterLimits, LineageLimits {
  /** Nesting of selections, fragments included. */
  readonly depthMax: number;
  /** Aliased fields in one operation, fragments counted where they are spread. */
  readonly aliasesMax: number;
  /** Directives in one operation, fragments counted where they are spread. */
  readonly directivesMax: number;
  /** Lexical tokens in one document. */
  readonly tokensMax: number;
  readonly bodyBytesMax: number;
  /** Operations in one batched HTTP request; 1 turns batching off. */
  readonly batchMax: number;
  /** Estimated cost of one operation: `first` times the cost of what is asked of each. */
  readonly costMax: number;
  /** One deadline for the whole request; its SQL is cancelled when it passes or the client leaves. */
  readonly deadlineMs: number;
  /** Exports that may run at once, of all clients together; one uses one connection to a store at a time. */
  readonly exportsMax: number;
  /** An export's own deadline, in place of `deadlineMs`; then it is broken off. */
  readonly exportDeadlineMs: number;
}
