import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import { Failure } from "../rules/failure.js";
import type { Principal } from "../rules/principal.js";
import { reportError } from "../telemetry/error-report.js";
import type { Logger } from "../telemetry/log.js";
import type { Admitted } from "./admission.js";
import { type Export, mediaTypes } from "./export.js";
import { metricHistoryExports } from "./export-metric-history.js";
import { runExports } from "./export-runs.js";
import { sendChunks } from "./export-stream.js";
import type { RequestContext } from "./request-context.js";
import type { RunningExports } from "./running-exports.js";

export interface ExportHttpOptions {
  readonly schema: GraphQLSchema;
  readonly exports: RunningExports;
  /** Answers a request that may not come in. */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  /** Who asks, of a request that came in. */
  readonly admitted: (request: FastifyRequest) => Admitted;
  readonly createContext: (requestId: string, viewer: Principal) => Omit<RequestContext, "signal">;
  readonly withinRequest: <Result>(signal: AbortSignal, work: () => Result) => Result;
  readonly log: Logger;
}

/**
 * Serves what the graph has as files, by address: the same token, rights and loaders as the graph.
 *
 * @returns the paths
 */
export function serveExports(app: FastifyInstance, options: ExportHttpOptions): readonly string[] {
  const all = [...runExports(options.schema), ...metricHistoryExports(options.schema)];
  for (const one of all) {
    app.route({
      method: ["GET", "HEAD"],
      url: one.path,
      exposeHeadRoute: false,
      onRequest: (request, reply) => options.admit(request, reply),
      handler: (request, reply) => handle(one, request, reply, options),
    });
  }
  return all.map(({ path }) => path);
}

async function handle(
  one: Export,
  request: FastifyRequest,
  reply: FastifyReply,
  { admitted, createContext, withinRequest, exports, log }: ExportHttpOptions,
): Promise<FastifyReply> {
  const { viewer, signal, abort, done } = admitted(request);
  whenClosed(reply, done);
  whenClosed(reply, exports.begin(abort));
  const within = <Result>(work: () => Result) => withinRequest(signal, work);
  const newPage = () => ({ ...createContext(request.id, viewer), partialFailures: [] });
  const { fileName, chunks } = await within(() => one.open({ url: request.url, newPage }));
  reply
    .type(mediaTypes[one.format])
    .header("content-disposition", `attachment; filename="${fileName}.${one.format}"`)
    .header("cache-control", "no-store")
    .header("x-content-type-options", "nosniff");
  return sendChunks(request, reply, { chunks, signal, within, onBreak });

  function onBreak(reason: unknown): void {
    const isExpected = reason instanceof Failure;
    const told = isExpected ? { code: reason.code, reason: reason.reason } : { error: reportError(reason) };
    log[isExpected ? "warn" : "error"]({ requestId: request.id, path: one.path, ...told }, "an export was broken off");
  }
}

function whenClosed({ raw }: FastifyReply, work: () => void): void {
  if (raw.closed) work();
  else raw.once("close", work);
}
