/** What went wrong, in the words a client may act on. `reason` on the error is finer and stable too. */
export type FailureCode =
  | "UNAUTHENTICATED"
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "INVALID"
  | "CONFLICT"
  | "UNAVAILABLE"
  | "GATE_CLOSED"
  | "LIMIT"
  | "INTERNAL";

/**
 * An expected failure: its message is written for the client and holds no secret and no database text.
 * Everything thrown that is not a Failure is masked as INTERNAL at the gateway.
 */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly code: FailureCode,
    readonly reason: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** An expected failure of one part of what was sent. */
export class InputFailure extends Failure {
  constructor(
    reason: string,
    message: string,
    /** Where it is in the arguments, such as `input`, `scope`. */
    readonly path: readonly string[],
  ) {
    super("INVALID", reason, message);
  }
}

export function invalid(reason: string, message: string): Failure {
  return new Failure("INVALID", reason, message);
}
