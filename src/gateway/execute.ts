import type { GatewayExecutor, GatewayInterface } from "@apollo/server-gateway-interface";
import { type ExecutionResult, GraphQLError, type GraphQLSchema, responsePathAsArray } from "graphql";
import type { Context, PartialFailure } from "../context.js";
import { Failure } from "../rules/failure.js";
import { prepareExecute } from "./executor/prepared-execute.js";
import type { RequestContext } from "./request-context.js";

/** SQL that is being cancelled gets this long to say so, in the fields it was for; then the whole answer is given up. */
const cancelGraceMs = 500;

/**
 * The one seam through which every operation is executed, given to Apollo Server as its gateway: the local schema, in
 * process, with no hop and no plan.
 */
export function localGateway(schema: GraphQLSchema, sdl: string): GatewayInterface {
  const execute = prepareExecute(schema);
  const executor: GatewayExecutor = ({ document, request, context }) => {
    const requestContext = context as RequestContext;
    const partialFailures: PartialFailure[] = [];
    // A batch's operations share the request's context, and each has failures of its own.
    const contextValue: Context = { ...requestContext, partialFailures };
    const result = execute({
      document,
      contextValue,
      variableValues: request.variables,
      // Not the context's own operationName: that is null for a name the document does not have.
      operationName: request.operationName,
    });
    return untilDeadline(
      Promise.resolve(result).then((whole) => withPartial(whole, partialFailures)),
      requestContext.signal,
    );
  };
  let announce: (schema: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void = () => undefined;
  return {
    async load() {
      announce({ apiSchema: schema, coreSupergraphSdl: sdl });
      return { executor };
    },
    onSchemaLoadOrUpdate(callback) {
      announce = callback;
      return () => undefined;
    },
    async stop() {},
  };
}

/** Adds the errors of fields that answered in part. */
function withPartial(result: ExecutionResult, partial: readonly PartialFailure[]): ExecutionResult {
  if (partial.length === 0) return result;
  const errors = partial.map(
    ({ failure, info }) =>
      new GraphQLError(failure.message, {
        nodes: info.fieldNodes,
        path: responsePathAsArray(info.path),
        originalError: failure,
      }),
  );
  return { ...result, errors: [...(result.errors ?? []), ...errors] };
}

function untilDeadline(result: Promise<ExecutionResult>, signal: AbortSignal): Promise<ExecutionResult> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      grace = setTimeout(() => resolve({ data: null, errors: [asGraphqlError(signal.reason)] }), cancelGraceMs);
    };
    const settle = () => {
      clearTimeout(grace);
      signal.removeEventListener("abort", onAbort);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    result.then(resolve, reject).finally(settle);
  });
}

function asGraphqlError(reason: unknown): GraphQLError {
  const failure = reason instanceof Failure ? reason : new Failure("INTERNAL", "ABORTED", "The request was ended.");
  return new GraphQLError(failure.message, { originalError: failure });
}
