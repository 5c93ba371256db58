import type { FastifyReply } from "fastify";
import { Failure } from "../rules/failure.js";

/** A request's signal, and who may abort it before its time. */
export interface RequestSignal {
  readonly signal: AbortSignal;
  readonly abort: (reason: Failure) => void;
  /** The answer is written: nothing aborts any more. */
  readonly done: () => void;
}

/** One signal a request: aborts at the deadline, and when the client leaves before its answer is written. */
export function requestSignal(reply: FastifyReply, deadlineMs: number): RequestSignal {
  const controller = new AbortController();
  const deadline = setTimeout(() => {
    controller.abort(
      new Failure("LIMIT", "DEADLINE", `The request took longer than its deadline of ${deadlineMs} ms.`),
    );
  }, deadlineMs);
  const onClose = () => {
    clearTimeout(deadline);
    if (!reply.raw.writableFinished)
      controller.abort(new Failure("LIMIT", "CLIENT_GONE", "The client left before the answer."));
  };
  // Gone already while its body was read.
  if (reply.raw.destroyed) onClose();
  reply.raw.once("close", onClose);
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    done: () => {
      clearTimeout(deadline);
      reply.raw.removeListener("close", onClose);
    },
  };
}
