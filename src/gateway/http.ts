import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import cors from "@fastify/cors";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { Context } from "../context.js";
import { Failure } from "../rules/failure.js";
import type { Logger } from "../telemetry/log.js";
import { graphiqlPage } from "./graphiql.js";
import { type Health, serveHealth } from "./health.js";
import type { Limits } from "./limits.js";
import type { RequestContext } from "./request-context.js";
import { requestSignal } from "./request-signal.js";
import type { Authenticate } from "./viewer.js";

export interface HttpOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly authenticate: Authenticate;
  readonly createContext: (requestId: string) => Context;
  /** Runs a request's work so that its SQL ends with the signal. */
  readonly withinRequest: <Result>(signal: AbortSignal, work: () => Result) => Result;
  readonly limits: Limits;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly health: Health;
  readonly log: Logger;
  readonly newId: () => string;
}

export const graphqlPath = "/graphql";

export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { limits, log } = options;
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytesMax,
    genReqId: options.newId,
    forceCloseConnections: "idle",
  }) as unknown as FastifyInstance;
  if (options.corsOrigins.length > 0) {
    await app.register(cors, { origin: [...options.corsOrigins], methods: ["GET", "POST"], maxAge: 600 });
  }
  app.addHook("onRequest", async (request, reply) => void reply.header("x-request-id", request.id));
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions, id } = request;
    log.info(
      { requestId: id, method, path: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      "request",
    );
  });
  app.setErrorHandler((error, request, reply) =>
    sendFailure(reply, request, asFailure(error, limits, log, request), statusOf(error)),
  );
  app.setNotFoundHandler((request, reply) =>
    sendFailure(
      reply,
      request,
      new Failure("NOT_FOUND", "NO_SUCH_PATH", `Nothing is served here; the graph is at ${graphqlPath}.`),
      404,
    ),
  );
  serveHealth(app, options.health);
  if (options.graphiql)
    app.get("/graphiql", (_, reply) => reply.type("text/html; charset=utf-8").send(graphiqlPage(graphqlPath)));
  serveGraph(app, options);
  return app;
}

function serveGraph(
  app: FastifyInstance,
  { apollo, authenticate, createContext, withinRequest, limits, graphiql }: HttpOptions,
): void {
  const signals = new WeakMap<FastifyRequest, AbortSignal>();
  const handle = fastifyApolloHandler(apollo, {
    context: async (request): Promise<RequestContext> => ({
      ...createContext(request.id),
      signal: signals.get(request) ?? AbortSignal.abort(),
    }),
  });
  app.route({
    method: ["GET", "POST"],
    url: graphqlPath,
    onRequest: async (request, reply) => {
      if (graphiql && isBrowserVisit(request)) return reply.redirect("/graphiql");
      const refusal = authenticate(request.headers.authorization);
      if (refusal) return sendFailure(reply.header("www-authenticate", "Bearer"), request, refusal, 401);
    },
    preHandler: async (request) => checkBatch(request.body, limits.batchMax),
    handler: async (request, reply) => {
      const { signal, done } = requestSignal(reply, limits.deadlineMs);
      signals.set(request, signal);
      try {
        return await withinRequest(signal, () => handle.call(app, request, reply));
      } finally {
        done();
      }
    },
  });
}

/** A person who opens the graph's address in a browser wants the page for people. */
function isBrowserVisit({ method, headers, query }: FastifyRequest): boolean {
  return method === "GET" && (headers.accept ?? "").includes("text/html") && Object.keys(query as object).length === 0;
}

function checkBatch(body: unknown, batchMax: number): void {
  if (!Array.isArray(body) || body.length <= batchMax) return;
  throw new Failure("LIMIT", "BATCH_TOO_LARGE", `A batch holds at most ${batchMax} operations, not ${body.length}.`);
}

function statusOf(error: unknown): number {
  if (error instanceof Failure) return 400;
  return (error as { statusCode?: number }).statusCode ?? 500;
}

function asFailure(error: unknown, limits: Limits, log: Logger, request: FastifyRequest): Failure {
  if (error instanceof Failure) return error;
  const status = statusOf(error);
  if (status === 413)
    return new Failure("LIMIT", "BODY_TOO_LARGE", `The request's body is larger than ${limits.bodyBytesMax} bytes.`);
  if (status === 415) return new Failure("INVALID", "UNSUPPORTED_MEDIA_TYPE", "Send the request as application/json.");
  if (status < 500) return new Failure("INVALID", "BAD_REQUEST", "The request could not be read.");
  log.error({ requestId: request.id, err: error }, "unexpected error");
  return new Failure("INTERNAL", "INTERNAL", `Something went wrong on our side; the request's id is ${request.id}.`);
}

/** Failures before GraphQL begins look like GraphQL's own. */
function sendFailure(
  reply: FastifyReply,
  request: FastifyRequest,
  { message, code, reason }: Failure,
  status: number,
): FastifyReply {
  const requestId = code === "INTERNAL" ? { requestId: request.id } : {};
  return reply.code(status).send({ errors: [{ message, extensions: { code, reason, ...requestId } }] });
}
