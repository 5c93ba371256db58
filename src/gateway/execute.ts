import { type ApolloServerPlugin, type GraphQLRequest, type GraphQLResponse, HeaderMap } from "@apollo/server";
import type { GatewayExecutor, GatewayInterface } from "@apollo/server-gateway-interface";
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  responsePathAsArray,
} from "graphql";
import type { Context, PartialFailure } from "../context.js";
import { Failure } from "../rules/failure.js";
import { prepareExecute } from "./executor/prepared-execute.js";
import type { RequestContext } from "./request-context.js";

/** SQL that is being cancelled gets this long to say so, in the fields it was for; then the whole answer is given up. */
const cancelGraceMs = 500;

/** What executes an operation for one schema. */
export type ExecuteOperation = (operation: Operation, context: RequestContext) => Promise<ExecutionResult>;

interface Operation {
  readonly document: DocumentNode;
  readonly request: Pick<GraphQLRequest, "variables" | "operationName">;
}

/** The one seam through which every operation is executed: the local schema, in process, with no hop and no plan. */
export function executeLocally(schema: GraphQLSchema): ExecuteOperation {
  const execute = prepareExecute(schema);
  return async ({ document, request }, context) => {
    const partialFailures: PartialFailure[] = [];
    // A batch's operations share the request's context, and each has failures of its own.
    const contextValue: Context = { ...context, partialFailures };
    const result = execute({
      document,
      contextValue,
      variableValues: request.variables,
      // Not the context's own operationName: that is null for a name the document does not have.
      operationName: request.operationName,
    });
    return untilDeadline(
      Promise.resolve(result).then((whole) => withPartial(whole, partialFailures)),
      context.signal,
    );
  };
}

/** An operation's answer, on its way from the plugin to the gateway where it has errors. */
const answered = Symbol("answered");

interface MaybeAnswered extends RequestContext {
  [answered]?: Promise<ExecutionResult>;
}

/**
 * Answers operations before Apollo Server turns to its gateway: what it makes for that has accessors, for which V8 keeps a shape of its
 * own, and with the shape all that the request has touched, until its next full collection - half the CPU of a request. An answer
 * with errors goes that way all the same, since Apollo's errors are formatted there.
 */
export function executionPlugin(execute: ExecuteOperation): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue }) {
          if (operation === undefined) return null;
          const answer = execute({ document, request }, contextValue);
          (contextValue as MaybeAnswered)[answered] = answer;
          // A failure of the execution itself is an error too: the gateway throws it where Apollo expects it.
          const result = await answer.catch(() => null);
          return result === null || result.errors !== undefined ? null : whole(result);
        },
      };
    },
  };
}

function whole({ data }: ExecutionResult): GraphQLResponse {
  return {
    body: { kind: "single", singleResult: { data: data ?? null } },
    http: { headers: new HeaderMap() },
  };
}

/** What Apollo Server asks for operations that the plugin has not answered. */
export function localGateway(schema: GraphQLSchema, sdl: string, execute: ExecuteOperation): GatewayInterface {
  const executor: GatewayExecutor = async ({ document, request, context }) => {
    const requestContext = context as MaybeAnswered;
    return requestContext[answered] ?? execute({ document, request }, requestContext);
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
