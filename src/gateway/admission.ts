import type { FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../rules/principal.js";
import { reportError } from "../telemetry/error-report.js";
import type { Logger } from "../telemetry/log.js";
import { sendFailure } from "./http-failures.js";
import type { Authenticate } from "./identity/authenticate.js";
import { Refusal } from "./identity/refusal.js";
import { type RequestSignal, requestSignal } from "./request-signal.js";

export interface AdmissionOptions {
  readonly authenticate: Authenticate;
  /** Runs a request's work so that its SQL ends with the signal. */
  readonly withinRequest: <Result>(signal: AbortSignal, work: () => Result) => Result;
  readonly log: Logger;
}

/** A request that was let in: who asks, and its signal, whose time began when it came. */
export interface Admitted extends RequestSignal {
  readonly viewer: Principal;
}

/**
 * Where a request keeps it. Not in a WeakMap: the garbage collector's quick rounds keep the values of one that is old, and with them
 * everything that a request has touched.
 */
const admitted = Symbol("admitted");

interface MaybeAdmitted {
  [admitted]?: Admitted;
}

/** Decides at the door who comes in, as a part of the request's time. Nothing behind it is asked for anybody else. */
export class Admission {
  constructor(readonly options: AdmissionOptions) {}

  /** For a route's `onRequest`: the answer to whoever stays outside, or undefined. */
  async admit(request: FastifyRequest, reply: FastifyReply, deadlineMs: number): Promise<FastifyReply | undefined> {
    const { authenticate, withinRequest, log } = this.options;
    const ending = requestSignal(reply, deadlineMs);
    const { signal } = ending;
    try {
      const viewer = await withinRequest(signal, () => authenticate(request.headers.authorization, signal));
      (request as MaybeAdmitted)[admitted] = { viewer, ...ending };
      return undefined;
    } catch (error) {
      ending.done();
      if (!(error instanceof Refusal)) throw error;
      logRefusal(log, request, error);
      if (error.isTemporary) return sendFailure(reply.header("retry-after", "5"), request, error, 503);
      return sendFailure(reply.header("www-authenticate", "Bearer"), request, error, 401);
    }
  }

  /** Of a request that came through `admit`. */
  of(request: FastifyRequest): Admitted {
    const found = (request as MaybeAdmitted)[admitted];
    if (found === undefined) throw new Error("a request was served that nobody let in");
    return found;
  }
}

/** The reason and a word on it, never the token or what it says of a person. */
function logRefusal(log: Logger, { id }: FastifyRequest, { reason, detail, cause }: Refusal): void {
  const error = cause === undefined ? {} : { error: reportError(cause).type };
  log.info({ requestId: id, reason, detail, ...error }, "not let in");
}
