import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeServers } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";
import { type DatabaseWatch, until, watchDatabase } from "./limits-watch.js";
import { type NetworkPath, networkPath } from "./unavailable-proxy.js";

const poolSizeMax = 2;

/** Nothing here must meet a limit of time, however slow the machine. */
const patient = { deadlineMs: 20_000, connectTimeoutMs: 5_000 };
/** A silence is told by these alone. */
const hasty = { deadlineMs: 1_000, connectTimeoutMs: 500 };

describeServers("a store that goes away while it is asked", (dialect) => {
  const runId = fixtureStore(dialect).oracle.runs[0]?.runId ?? "";
  let database: TestDatabase;
  let watch: DatabaseWatch;
  let path: NetworkPath;
  let server: TestServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    watch = await watchDatabase(database);
  });

  afterAll(async () => {
    await watch.close();
    await database.drop();
  });

  beforeEach(async () => {
    path = await networkPath(database.url);
  });

  afterEach(async () => {
    path.thaw();
    await watch.unlock();
    await server.close();
    await path.close();
  });

  async function start({ deadlineMs, connectTimeoutMs }: typeof patient): Promise<void> {
    const away = { url: path.url, poolSizeMax, connectTimeoutMs };
    server = await startServer({ stores: [away, { ...fixtureStore("sqlite"), name: "well" }], limits: { deadlineMs } });
  }

  async function ask() {
    const { data, errors } = await server.query<{
      run: object | null;
      experiments: object | null;
      well: object | null;
    }>(
      `{ run(store: "main", mlflowId: "${runId}") { mlflowId }
         experiments(stores: ["main"], first: 1) { nodes { __typename } }
         well: experiments(stores: ["well"], first: 1) { nodes { __typename } } }`,
    );
    return { ...data, failures: failuresOf(errors).sort() };
  }

  const well = { nodes: [{ __typename: "Experiment" }] };
  const here = { run: { mlflowId: runId }, experiments: well, well, failures: [] };
  const gone = (failure: string) => ({
    run: null,
    experiments: null,
    well,
    failures: [`${failure} at experiments`, `${failure} at run`],
  });

  test("by its connections being cut costs its own fields, and the next request is answered; again and again", async () => {
    await start(patient);
    for (let round = 0; round < 10; round += 1) {
      await watch.lock();
      const asked = ask();
      await watch.untilWaiting(2);
      path.cut();
      expect(await asked).toEqual(gone("UNAVAILABLE STORE_UNREACHABLE"));
      await watch.unlock();
      expect(await ask()).toEqual(here);
    }
  });

  test("by an administrator who ends its connections costs its own fields, and the next request is answered", async () => {
    await start(patient);
    for (let round = 0; round < 10; round += 1) {
      await watch.lock();
      const asked = ask();
      await watch.untilWaiting(2);
      await watch.endConnections();
      expect(await asked).toEqual(gone("UNAVAILABLE STORE_UNREACHABLE"));
      await watch.unlock();
      expect(await ask()).toEqual(here);
    }
  });

  test("in silence is given up at the deadline, also when nobody can be told, and comes back with the network", async () => {
    await start(hasty);
    for (let round = 0; round < 3; round += 1) {
      expect(await ask()).toEqual(here);
      path.freezeAll();
      expect(await ask()).toEqual(gone("LIMIT DEADLINE"));
      path.thaw();
      await until(async () => (await ask()).failures.length === 0);
      expect(await ask()).toEqual(here);
    }
  });

  test("in silence, though a new connection would work, gets new ones: what hangs keeps no place in the pool", async () => {
    await start(hasty);
    for (let round = 0; round < 3; round += 1) {
      expect(await ask()).toEqual(here);
      path.freeze();
      const first = await ask();
      expect(first.well).toEqual(well);
      await until(async () => (await ask()).failures.length === 0);
      expect(await ask()).toEqual(here);
    }
  });

  test("while nothing is asked costs nothing: dead connections are replaced", async () => {
    await start(patient);
    for (let round = 0; round < 10; round += 1) {
      expect(await ask()).toEqual(here);
      path.cut();
      await until(async () => (await ask()).failures.length === 0);
    }
  });
});
