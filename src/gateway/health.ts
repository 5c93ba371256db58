import type { FastifyInstance } from "fastify";

export interface Health {
  /** How many of the configured stores answer now. */
  countReadyStores(): Promise<{ ready: number; configured: number }>;
  isDraining(): boolean;
}

/**
 * `/health/live`: the process runs. `/health/ready`: at least one store answers and the server is not draining. Both are
 * open to anybody, so they count stores and name none.
 */
export function serveHealth(app: FastifyInstance, { countReadyStores, isDraining }: Health): void {
  app.get("/health/live", async () => ({ status: "live" }));
  app.get("/health/ready", async (_, reply) => {
    if (isDraining()) return reply.code(503).send({ status: "draining" });
    const stores = await countReadyStores();
    const isReady = stores.ready > 0;
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "unavailable", stores });
  });
}
