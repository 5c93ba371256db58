import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/demo/embedded-postgres.js";
import { anyFreePort } from "../../src/demo/free-port.js";
import { runDump } from "../support/databases.js";
import { fixtureStore, readDump } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";
import { type DatabaseWatch, watchDatabase } from "./limits-watch.js";

const { oracle } = fixtureStore("postgres");
const runId = oracle.runs[0]?.runId ?? "";
const folder = mkdtempSync(join(tmpdir(), "gatehouse-restart-"));
let port: number;
let postgres: EmbeddedPostgres;
let server: TestServer | undefined;

const start = () => startEmbeddedPostgres({ dataDir: join(folder, "data"), port, persistent: true });

beforeAll(async () => {
  chmodSync(folder, 0o755); // As root, the embedded PostgreSQL runs as another user.
  port = await anyFreePort();
  postgres = await start();
  await postgres.createDatabase("mlflow");
  await runDump(postgres.url("mlflow"), "postgres", readDump({ version: "3.17.2", dialect: "postgres" }));
}, 60_000);

afterEach(async () => {
  await server?.close();
  server = undefined;
});

afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask() {
  const { data, errors } = (await server?.query<{ run: object | null; well: object | null }>(
    `{ run(store: "main", mlflowId: "${runId}") { mlflowId } well: experiment(store: "well", mlflowId: "0") { name } }`,
  )) ?? { data: null, errors: [] };
  return { ...data, failures: failuresOf(errors) };
}

async function readiness() {
  const response = await fetch(new URL("/health/ready", server?.url));
  return [response.status, await response.json()];
}

const well = { name: "Default" };
const here = { run: { mlflowId: runId }, well, failures: [] };
const gone = { run: null, well, failures: ["UNAVAILABLE STORE_UNREACHABLE at run"] };

test("a PostgreSQL that is stopped while it is asked costs its own fields, and answers again once it is started", async () => {
  server = await startServer({
    stores: [
      { url: postgres.url("mlflow"), poolSizeMax: 2 },
      { ...fixtureStore("sqlite"), name: "well" },
    ],
  });
  for (let round = 0; round < 2; round += 1) {
    expect(await ask()).toEqual(here);
    expect(await readiness()).toEqual([200, { status: "ready", stores: { ready: 2, configured: 2 } }]);
    const watch: DatabaseWatch = await watchDatabase({
      url: postgres.url("mlflow"),
      dialect: "postgres",
      drop: async () => {},
    });
    await watch.lock();
    const asked = ask();
    await watch.untilWaiting(1);
    await postgres.stop();
    // What held the lock may end first, and what waited for it be answered before its own end.
    expect([here, gone]).toContainEqual(await asked);
    expect(await ask()).toEqual(gone);
    expect(await readiness()).toEqual([200, { status: "ready", stores: { ready: 1, configured: 2 } }]);
    await watch.close();
    postgres = await start();
    expect(await ask()).toEqual(here);
  }
}, 60_000);

test("a server whose only store is stopped is not ready, goes on serving, and is ready again with the store", async () => {
  server = await startServer({ stores: [{ url: postgres.url("mlflow") }] });
  expect(await readiness()).toEqual([200, { status: "ready", stores: { ready: 1, configured: 1 } }]);
  await postgres.stop();
  expect(await readiness()).toEqual([503, { status: "unavailable", stores: { ready: 0, configured: 1 } }]);
  expect(await server.data("{ stores { nodes { name } } __typename }")).toEqual({
    stores: { nodes: [{ name: "main" }] },
    __typename: "Query",
  });
  postgres = await start();
  expect(await readiness()).toEqual([200, { status: "ready", stores: { ready: 1, configured: 1 } }]);
}, 60_000);

test("a server that is started before its store answers once the store is there", async () => {
  await postgres.stop();
  server = await startServer({
    stores: [{ url: postgres.url("mlflow") }, { ...fixtureStore("sqlite"), name: "well" }],
  });
  expect(await ask()).toEqual(gone);
  postgres = await start();
  expect(await ask()).toEqual(here);
}, 60_000);

test("a wrong password is refused as such, and told to nobody", async () => {
  const url = new URL(postgres.url("mlflow"));
  url.password = "wrong-password-77aa";
  server = await startServer({ stores: [{ url: url.href }, { ...fixtureStore("sqlite"), name: "well" }] });
  const { data, errors } = await server.query(
    '{ run(store: "main", mlflowId: "a") { name } well: experiment(store: "well", mlflowId: "0") { name } }',
  );
  expect([data, failuresOf(errors)]).toEqual([{ run: null, well }, ["UNAVAILABLE STORE_AUTHENTICATION_FAILED at run"]]);
  expect(errors?.[0]?.message).toBe('Store "main" refuses the configured user or password.');
});
