import { test } from "@jest/globals";
import { sqlite } from "../src/stores/dialects/sqlite.js";
import { postgres } from "../src/stores/dialects/postgres.js";
import { fixtureStore } from "./support/fixtures.js";
test("x", async () => {
  for (const [d, n] of [[postgres, "postgres"],[sqlite, "sqlite"]] as const) {
  const f = fixtureStore(n);
  try { const c = await d.connect({ name: "x", url: f.url, directUrl: null, tls: { mode: "disable", ca: null }, poolSizeMax: 3, statementTimeoutMs: 10000, connectTimeoutMs: 1000 } as never, { observe: (f: unknown) => f } as never); console.log(await c.models.alembicVersion.findFirst()); } catch (e) { console.log("ERR", e, e instanceof Error, (e as Error).message, (e as Error).stack, (e as {cause?: unknown}).cause, Object.getOwnPropertyNames(e)); }
  }
});
