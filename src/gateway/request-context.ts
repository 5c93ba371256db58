import type { Context } from "../context.js";

/** What the gateway itself keeps beside the resolvers' context, for the life of one request. */
export interface RequestContext extends Omit<Context, "partialFailures"> {
  /** Aborts when the deadline passes or the client leaves. */
  readonly signal: AbortSignal;
}
