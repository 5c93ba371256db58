import type { GatewayExecutor, GatewayInterface } from "@apollo/server-gateway-interface";
import { type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from "graphql";
import { Failure } from "../rules/failure.js";
import type { RequestContext } from "./request-context.js";

/** SQL that is being cancelled gets this long to say so, in the fields it was for; then the whole answer is given up. */
const cancelGraceMs = 500;

/**
 * The one seam through which every operation is executed, given to Apollo Server as its gateway: the local schema, in
 * process, with no hop and no plan.
 */
export function localGateway(schema: GraphQLSchema, sdl: string): GatewayInterface {
  const executor: GatewayExecutor = ({ document, request, context }) => {
    const { signal } = context as RequestContext;
    const result = execute({
      schema,
      document,
      contextValue: context,
      variableValues: request.variables,
      // Not the context's own operationName: that is null for a name the document does not have.
      operationName: request.operationName,
    });
    return untilDeadline(Promise.resolve(result), signal);
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
