import type { FastifyReply, FastifyRequest } from "fastify";
import { Failure, type FailureCode, invalid } from "../rules/failure.js";
import { reportError } from "../telemetry/error-report.js";
import type { Logger } from "../telemetry/log.js";
import type { Limits } from "./limits.js";

/** Answers whatever failed before GraphQL begins; it looks like GraphQL's own errors. */
export function sendFailure(
  reply: FastifyReply,
  request: FastifyRequest,
  { message, code, reason }: Failure,
  status: number,
): FastifyReply {
  const requestId = code === "INTERNAL" ? { requestId: request.id } : {};
  return reply.code(status).send({ errors: [{ message, extensions: { code, reason, ...requestId } }] });
}

/** For Fastify's error handlers: its own errors and ours become one kind, unexpected ones are logged and masked. */
export function failureHandler(limits: Limits, log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendFailure(reply, request, asFailure(error, limits, log, request), statusOf(error));
}

function statusOf(error: unknown): number {
  if (error instanceof Failure) return statusByReason[error.reason] ?? statusByCode[error.code];
  return (error as { statusCode?: number }).statusCode ?? 500;
}

const statusByCode: Readonly<Record<FailureCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 400,
  CONFLICT: 409,
  GATE_CLOSED: 409,
  LIMIT: 400,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** Limits that are no fault of the request itself. */
const statusByReason: Readonly<Record<string, number>> = {
  TOO_MANY_EXPORTS: 429,
  DEADLINE: 504,
  STATEMENT_TIMEOUT: 504,
};

const jsonErrors: ReadonlySet<unknown> = new Set(["FST_ERR_CTP_INVALID_JSON_BODY", "FST_ERR_CTP_EMPTY_JSON_BODY"]);

function asFailure(error: unknown, limits: Limits, log: Logger, request: FastifyRequest): Failure {
  if (error instanceof Failure) return error;
  const status = statusOf(error);
  if (status === 413)
    return new Failure("LIMIT", "BODY_TOO_LARGE", `The request's body is larger than ${limits.bodyBytesMax} bytes.`);
  if (status === 415) return invalid("UNSUPPORTED_MEDIA_TYPE", "Send the request as application/json.");
  if (jsonErrors.has((error as { code?: unknown }).code)) return invalid("NOT_JSON", "The request's body is not JSON.");
  if (status < 500) return invalid("BAD_REQUEST", "The request could not be read.");
  log.error({ requestId: request.id, error: reportError(error) }, "unexpected error");
  return new Failure("INTERNAL", "INTERNAL", `Something went wrong on our side; the request's id is ${request.id}.`);
}
