import { afterEach, describe, expect, test } from "@jest/globals";
import fastify, { type FastifyInstance } from "fastify";
import { type Health, serveHealth } from "../../src/gateway/health.js";

let app: FastifyInstance | undefined;

afterEach(() => app?.close());

async function ask(path: string, health: Health): Promise<[status: number, body: unknown]> {
  app = fastify();
  serveHealth(app, health);
  const response = await fetch(new URL(path, await app.listen({ host: "127.0.0.1", port: 0 })));
  return [response.status, await response.json()];
}

const stores = (count: number) => async () => ({ ready: count, configured: 2 });

describe("the readiness check says", () => {
  test.each([
    ["ready while every store answers", 2, false, 200, { status: "ready", stores: { ready: 2, configured: 2 } }],
    ["ready while some store answers", 1, false, 200, { status: "ready", stores: { ready: 1, configured: 2 } }],
    ["unavailable while none does", 0, false, 503, { status: "unavailable", stores: { ready: 0, configured: 2 } }],
    ["draining while the server shuts down", 2, true, 503, { status: "draining" }],
  ])("%s", async (_, count, isDraining, status, body) => {
    expect(await ask("/health/ready", { countReadyStores: stores(count), isDraining: () => isDraining })).toEqual([
      status,
      body,
    ]);
  });
});

test("the liveness check says live, whatever the stores do", async () => {
  const health = { countReadyStores: () => Promise.reject(new Error("never asked")), isDraining: () => true };
  expect(await ask("/health/live", health)).toEqual([200, { status: "live" }]);
});
