import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLSchema, MaxIntrospectionDepthRule } from "graphql";
import { printWithRawJson } from "../rules/raw-json.js";
import { reportError } from "../telemetry/error-report.js";
import type { Logger } from "../telemetry/log.js";
import { createDocumentStore } from "./document-store.js";
import { formatError, formatErrorWithoutSuggestion, isUnexpected } from "./errors.js";
import { executeLocally, executionPlugin, localGateway } from "./execute.js";
import type { Limits } from "./limits.js";
import { limitsPlugin } from "./limits-plugin.js";
import { noSdlRule } from "./no-sdl-rule.js";
import type { RequestContext } from "./request-context.js";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  readonly limits: Limits;
  readonly introspection: boolean;
  readonly log: Logger;
}

export function createApollo({ schema, sdl, limits, introspection, log }: ApolloOptions): ApolloServer<RequestContext> {
  const execute = executeLocally(schema);
  return new ApolloServer<RequestContext>({
    gateway: localGateway(schema, sdl, execute),
    stringifyResult: (result) => printWithRawJson(result),
    documentStore: createDocumentStore(),
    introspection,
    allowBatchedHttpRequests: limits.batchMax > 1,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokensMax },
    validationRules: introspection ? [MaxIntrospectionDepthRule] : [MaxIntrospectionDepthRule, noSdlRule],
    formatError: introspection ? formatError : formatErrorWithoutSuggestion,
    logger: log.child({ part: "apollo" }),
    plugins: [
      // These instrument every field, or speak to a service we do not use.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      limitsPlugin(limits),
      executionPlugin(execute),
      errorLog(log),
      statusByMediaType,
    ],
  });
}

/** Unexpected errors are logged as far as a log may, and marked with the id that the client is told. */
function errorLog(log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue, operationName }) {
          for (const error of errors.filter(isUnexpected)) {
            const { requestId } = contextValue;
            if (error instanceof GraphQLError) error.extensions.requestId = requestId;
            log.error(
              { requestId, operationName, path: error.path, error: reportError(error.originalError ?? error) },
              "unexpected error",
            );
          }
        },
      };
    },
  };
}

/** GraphQL over HTTP: an old-style JSON client gets 200 for a request that is no valid GraphQL, a new-style one 400. */
const statusByMediaType: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accepted = request.http?.headers.get("accept") ?? "";
        const isOldStyle =
          accepted.includes("application/json") && !accepted.includes("application/graphql-response+json");
        if (isOldStyle && response.http.status === 400) response.http.status = 200;
      },
    };
  },
};
