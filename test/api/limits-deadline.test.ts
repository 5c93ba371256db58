import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";
import { type DatabaseWatch, until, watchDatabase } from "./limits-watch.js";

const deadlineMs = 1_000;
const poolSizeMax = 2;
const roundsMax = 15;

/** By Prisma's models and by SQL of our own. */
const readRun = (runId: string) => `{ run(store: "main", mlflowId: "${runId}") { name } }`;
const readExperiments = '{ experiments(stores: ["main"], first: 1) { nodes { name } } }';

describeDialects("a request that meets its deadline", (dialect) => {
  if (dialect === "sqlite") return describeSqlite();
  const { oracle } = fixtureStore(dialect);
  const runId = oracle.runs[0]?.runId ?? "";
  let database: TestDatabase;
  let watch: DatabaseWatch;
  let server: TestServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    watch = await watchDatabase(database);
  });

  afterAll(async () => {
    await watch.close();
    await database.drop();
  });

  afterEach(async () => {
    await watch.unlock();
    await server.close();
  });

  /** Whatever went before, every connection of the pool must be of use. */
  async function expectWholePool(): Promise<void> {
    await watch.untilConnections(poolSizeMax);
    const answers = await Promise.all(Array.from({ length: 2 * poolSizeMax }, () => server.data(readRun(runId))));
    expect(answers).toEqual(answers.map(() => ({ run: { name: oracle.runs[0]?.name } })));
    await watch.untilConnections(poolSizeMax);
  }

  describe.each([
    ["directly", false],
    ["through a pooler, found by its tag", true],
  ])("has its SQL cancelled %s", (_, behindPooler) => {
    const start = (limits: { deadlineMs: number }) => {
      const { url } = database;
      const store = { url, poolSizeMax, ...(behindPooler ? { directUrl: url } : {}) };
      const free = { ...fixtureStore("sqlite"), name: "free" };
      return startServer({ stores: [store, free], limits });
    };

    test("at the deadline: the statements are gone, the pool is whole", async () => {
      server = await start({ deadlineMs });
      await watch.lock();
      for (let round = 0; round < (behindPooler ? 3 : roundsMax); round += 1) {
        const asked = [server.query(readRun(runId)), server.query(readExperiments)];
        await watch.untilWaiting(2);
        const answers = await Promise.all(asked);
        await watch.untilWaiting(0);
        expect(answers.map(({ status, data, errors }) => [status, data, failuresOf(errors)])).toEqual([
          [200, { run: null }, ["LIMIT DEADLINE at run"]],
          [200, { experiments: null }, ["LIMIT DEADLINE at experiments"]],
        ]);
      }
      await watch.unlock();
      await expectWholePool();
    });

    test("when the client leaves: the statements are gone long before the deadline", async () => {
      server = await start({ deadlineMs: 600_000 });
      await watch.lock();
      for (let round = 0; round < roundsMax; round += 1) {
        const client = new AbortController();
        const options = { signal: client.signal };
        const asked = [server.query(readRun(runId), {}, options), server.query(readExperiments, {}, options)];
        const ended = Promise.allSettled(asked);
        await watch.untilWaiting(2);
        client.abort();
        await watch.untilWaiting(0);
        expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      }
      await watch.unlock();
      await expectWholePool();
    });

    test("and what needed another store is answered", async () => {
      server = await start({ deadlineMs });
      await watch.lock();
      const { data, errors } = await server.query(
        `{ stuck: experiments(stores: ["main"], first: 1) { nodes { name } } free: experiments(stores: ["free"], first: 1) { nodes { __typename } } }`,
      );
      await watch.unlock();
      expect(data).toEqual({ stuck: null, free: { nodes: [{ __typename: "Experiment" }] } });
      expect(failuresOf(errors)).toEqual(["LIMIT DEADLINE at stuck"]);
    });

    test("also while it waits for a connection of a pool that is in use", async () => {
      server = await start({ deadlineMs });
      await watch.lock();
      const asked = Array.from({ length: 3 * poolSizeMax }, () => server.query(readRun(runId)));
      await watch.untilWaiting(poolSizeMax);
      const failures = (await Promise.all(asked)).map(({ errors }) => failuresOf(errors));
      await watch.untilWaiting(0);
      await watch.unlock();
      expect(failures).toEqual(asked.map(() => ["LIMIT DEADLINE at run"]));
      await expectWholePool();
    });

    test("a batch has one deadline for all its operations", async () => {
      server = await start({ deadlineMs });
      await watch.lock();
      const startedAt = performance.now();
      const response = await fetch(server.url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
        body: JSON.stringify(Array.from({ length: 5 }, () => ({ query: readRun(runId) }))),
      });
      const answers = (await response.json()) as { errors: [] }[];
      const tookMs = performance.now() - startedAt;
      await watch.untilWaiting(0);
      await watch.unlock();
      expect(answers.map(({ errors }) => failuresOf(errors))).toEqual(answers.map(() => ["LIMIT DEADLINE at run"]));
      expect(tookMs).toBeLessThan(3 * deadlineMs);
    });
  });

  test.each([false, true])(
    "a statement that takes longer than its own timeout is cancelled (pooler: %p)",
    async (behindPooler) => {
      const { url } = database;
      const directUrl = behindPooler ? { directUrl: url } : {};
      server = await startServer({ stores: [{ url, poolSizeMax, statementTimeoutMs: 1_000, ...directUrl }] });
      await watch.lock();
      const asked = server.query(readRun(runId));
      await watch.untilWaiting(1);
      const { data, errors } = await asked;
      await watch.untilWaiting(0);
      await watch.unlock();
      expect([data, failuresOf(errors)]).toEqual([{ run: null }, ["LIMIT STATEMENT_TIMEOUT at run"]]);
      await expectWholePool();
    },
  );
});

/** SQLite runs a statement in one call that nothing can interrupt; what holds is that no further one starts. */
function describeSqlite(): void {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await mlflowStore("sqlite");
    server = await startServer({ stores: [database], limits: { deadlineMs: 500 } });
  });

  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  test("stops trying a database that a writer holds, starts no further statement, and answers again afterwards", async () => {
    const writer = await openSql(database.url);
    await writer.query("BEGIN EXCLUSIVE");
    for (let round = 0; round < 5; round += 1) {
      const { data, errors } = await server.query(
        "{ experiments(first: 1) { nodes { name runs(first: 1) { nodes { name } } } } }",
      );
      expect([data, failuresOf(errors)]).toEqual([{ experiments: null }, ["LIMIT DEADLINE at experiments"]]);
    }
    expect(server.statements().filter((sql) => sql.includes("from runs"))).toEqual([]);
    await writer.query("COMMIT");
    await writer.close();
    await until(async () => (await server.query(readExperiments)).errors === undefined);
    const { experiments } = await server.data<{ experiments: { nodes: object[] } }>(readExperiments);
    expect(experiments.nodes.length).toBe(1);
  });
}
