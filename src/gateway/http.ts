import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import cors from "@fastify/cors";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { GraphQLSchema } from "graphql";
import { Failure, invalid } from "../rules/failure.js";
import type { Principal } from "../rules/principal.js";
import { Admission, type AdmissionOptions } from "./admission.js";
import { serveExports } from "./export-http.js";
import { serveGraphiql } from "./graphiql.js";
import { type Health, serveHealth } from "./health.js";
import { failureHandler, sendFailure } from "./http-failures.js";
import type { Limits } from "./limits.js";
import type { RequestContext } from "./request-context.js";
import { RunningExports } from "./running-exports.js";
import { RunningRequests } from "./running-requests.js";

export interface HttpOptions extends AdmissionOptions {
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  readonly createContext: (requestId: string, viewer: Principal) => Omit<RequestContext, "signal">;
  readonly limits: Limits;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly health: Health;
  readonly newId: () => string;
}

export const graphqlPath = "/graphql";
const graphiqlPath = "/graphiql";

export interface HttpServer {
  readonly app: FastifyInstance;
  readonly running: RunningRequests;
  /** Breaks off what is too long to be waited for. */
  endExports(): void;
}

export async function createHttp(options: HttpOptions): Promise<HttpServer> {
  const { limits, log } = options;
  const onError = failureHandler(limits, log);
  const app = fastify({
    loggerInstance: log,
    frameworkErrors: onError,
    // Draining is said in our own words, by the health check and the graph.
    return503OnClosing: false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytesMax,
    genReqId: options.newId,
    forceCloseConnections: "idle",
  }) as unknown as FastifyInstance;
  if (options.corsOrigins.length > 0) {
    await app.register(cors, { origin: [...options.corsOrigins], methods: ["GET", "POST"], maxAge: 600 });
  }
  const running = new RunningRequests(app);
  app.addHook("onRequest", async (request, reply) => void reply.header("x-request-id", request.id));
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions, id } = request;
    log.info(
      { requestId: id, method, path: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      "request",
    );
  });
  app.setErrorHandler(onError);
  serveHealth(app, options.health);
  if (options.graphiql) serveGraphiql(app, graphiqlPath, graphqlPath);
  const admission = new Admission(options);
  serveGraph(app, options, admission);
  const exports = new RunningExports(limits.exportsMax);
  const exportPaths = serveExports(app, {
    ...options,
    exports,
    admit: async (request, reply) =>
      refuseWhileDraining(request, reply, options) ?? admission.admit(request, reply, limits.exportDeadlineMs),
    admitted: (request) => admission.of(request),
  });
  app.setNotFoundHandler((request, reply) => refuseUnserved(request, reply, exportPaths));
  return { app, running, endExports: () => exports.endAll(draining) };
}

function serveGraph(app: FastifyInstance, options: HttpOptions, admission: Admission): void {
  const { apollo, createContext, withinRequest, limits, graphiql } = options;
  const handle = fastifyApolloHandler(apollo, {
    context: async (request): Promise<RequestContext> => {
      const { viewer, signal } = admission.of(request);
      return { ...createContext(request.id, viewer), signal };
    },
  });
  app.route({
    method: ["GET", "POST"],
    url: graphqlPath,
    onRequest: async (request, reply) => {
      const refused = refuseWhileDraining(request, reply, options);
      if (refused) return refused;
      if (graphiql && isBrowserVisit(request)) return reply.redirect(graphiqlPath);
      return admission.admit(request, reply, limits.deadlineMs);
    },
    preHandler: async (request) => {
      // The time of a body that came too slowly is over before its work begins.
      admission.of(request).signal.throwIfAborted();
      checkBatch(request.body, limits.batchMax);
    },
    handler: async (request, reply) => {
      const { signal, done } = admission.of(request);
      try {
        return await withinRequest(signal, () => handle.call(app, request, reply));
      } finally {
        done();
      }
    },
  });
}

const draining = new Failure("UNAVAILABLE", "SERVER_DRAINING", "This server is shutting down: ask another, or again.");

function refuseWhileDraining(request: FastifyRequest, reply: FastifyReply, { health }: HttpOptions) {
  return health.isDraining() ? sendFailure(reply, request, draining, 503) : undefined;
}

function refuseUnserved(request: FastifyRequest, reply: FastifyReply, exports: readonly string[]): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "";
  if (path === graphqlPath) {
    const failure = invalid("METHOD_NOT_ALLOWED", "Ask the graph with POST, or GET for queries.");
    return sendFailure(reply.header("allow", "GET, POST"), request, failure, 405);
  }
  if (exports.includes(path)) {
    const failure = invalid("METHOD_NOT_ALLOWED", "Ask for an export with GET.");
    return sendFailure(reply.header("allow", "GET, HEAD"), request, failure, 405);
  }
  const failure = new Failure("NOT_FOUND", "NO_SUCH_PATH", `Nothing is served here; the graph is at ${graphqlPath}.`);
  return sendFailure(reply, request, failure, 404);
}

/** A person who opens the graph's address in a browser wants the page for people. */
function isBrowserVisit({ method, headers, query }: FastifyRequest): boolean {
  return method === "GET" && (headers.accept ?? "").includes("text/html") && Object.keys(query as object).length === 0;
}

function checkBatch(body: unknown, batchMax: number): void {
  if (!Array.isArray(body) || body.length <= batchMax) return;
  throw new Failure("LIMIT", "BATCH_TOO_LARGE", `A batch holds at most ${batchMax} operations, not ${body.length}.`);
}
