import { afterAll, beforeAll, test } from "@jest/globals";
import { fixtureStore } from "../support/fixtures.js";
import { startGatehouse } from "../../src/main.js";
import { testConfig } from "../support/test-config.js";
import { createLog } from "../../src/telemetry/log.js";
test("x", async () => {
  const g = await startGatehouse(testConfig({ logLevel: "error", stores: [fixtureStore("sqlite")] }), { log: createLog({ level: "error" }, process.stdout) });
  const r = await fetch(g.url, { method: "POST", headers: { "content-type": "application/json", authorization: "Bearer token-of-the-tests-0123456789" }, body: '{"query":"{experiments(first:1){nodes{name}}}"}' });
  console.log(await r.text());
  await g.close();
});
