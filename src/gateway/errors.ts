import { ApolloServerErrorCode, unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { Failure } from "../rules/failure.js";

/** Codes of the persisted queries protocol, by which clients act: they stay as they are. */
const protocolCodes: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);

/** Apollo's own codes for what is wrong with a request. */
const requestCodes: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
]);

/**
 * Every error as clients see it: a documented code, a finer reason, and for what we did not expect nothing but a request
 * id, since a database's own words may hold names, values and addresses.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const failure = failureIn(error);
  if (failure)
    return { ...formatted, message: failure.message, extensions: { code: failure.code, reason: failure.reason } };
  const code = formatted.extensions?.code;
  if (protocolCodes.has(code)) return formatted;
  if (isTokenLimit(formatted)) return { ...formatted, extensions: { code: "LIMIT", reason: "TOO_MANY_TOKENS" } };
  if (requestCodes.has(code)) return { ...formatted, extensions: { code: "INVALID", reason: code } };
  if (isRefusal(error)) return { ...formatted, extensions: { code: "INVALID", reason: "BAD_REQUEST" } };
  const requestId = formatted.extensions?.requestId;
  return {
    ...formatted,
    message: `Something went wrong on our side${requestId === undefined ? "" : `; the request's id is ${String(requestId)}`}.`,
    extensions: { code: "INTERNAL", reason: "INTERNAL", ...(requestId === undefined ? {} : { requestId }) },
  };
}

/**
 * The same for a graph whose schema is not shown: GraphQL's "Did you mean" would give it away word by word. (Apollo's own
 * option leaves it in what is said of variables.)
 */
export function formatErrorWithoutSuggestion(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, ...rest } = formatError(formatted, error);
  return {
    ...rest,
    message: requestCodes.has(rest.extensions?.reason) ? message.replace(/ ?Did you mean .+\?$/s, "") : message,
  };
}

/** Whether an error is one of ours to look into. */
export function isUnexpected(error: unknown): boolean {
  return formatError({ message: "", extensions: { code: codeOf(error) } }, error).extensions?.code === "INTERNAL";
}

function failureIn(error: unknown): Failure | null {
  const original = unwrapResolverError(error);
  if (original instanceof Failure) return original;
  const nested = (error as { originalError?: unknown }).originalError;
  return nested instanceof Failure ? nested : null;
}

/** Apollo refuses some requests by an HTTP status and no code of their own: a persisted query whose hash is wrong. */
function isRefusal(error: unknown): boolean {
  const http = error instanceof GraphQLError ? (error.extensions.http as { status?: number } | undefined) : undefined;
  return http?.status !== undefined && http.status >= 400 && http.status < 500;
}

function codeOf(error: unknown): unknown {
  return (error as { extensions?: Record<string, unknown> }).extensions?.code;
}

/** The parser's limit has no code of its own, and a slip in its words. */
function isTokenLimit({ message, extensions }: GraphQLFormattedError): boolean {
  return (
    extensions?.code === ApolloServerErrorCode.GRAPHQL_PARSE_FAILED &&
    /Document contains more tha[nt] \d+ tokens/.test(message)
  );
}
