import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { DialectName } from "../../src/stores/store-options.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { insertMetricPoints, type MetricPoint } from "../support/metric-points.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import type { ConfigOverrides } from "../support/test-config.js";
import { type BareClient, bareExport, exportPath, refusal, runId } from "./export-client.js";
import { until, watchDatabase } from "./limits-watch.js";

const pointCount = 200_000;
const pointsPerPage = 10_000;
/** Long enough that the points fill every buffer between the server and a client that does not read. */
const key = "loss".padEnd(230, "-");
const runCount = 400;
const runsPerPage = 50;

const point = (step: number): MetricPoint => ({
  key,
  step: BigInt(step),
  timestamp: 1n,
  value: step / 8,
  isNan: false,
});
const addedRun = (at: number) => `${at}`.padStart(32, "e");

/** 400 runs with 40 KB of tags each. */
async function insertRuns(sql: SqlRunner, dialect: DialectName): Promise<void> {
  const ats = Array.from({ length: runCount }, (_, at) => at);
  await sql.script(
    `insert into runs (run_uuid, name, source_type, status, start_time, lifecycle_stage, experiment_id, user_id) values ${ats
      .map((at) => `('${addedRun(at)}', 'added', 'LOCAL', 'FINISHED', ${1_900_000_000_000 - at}, 'active', 2, '')`)
      .join(", ")}`,
  );
  const text = dialect === "sqlite" ? "replace(hex(zeroblob(2500)), '0', 'x')" : "repeat('x', 5000)";
  for (let tag = 0; tag < 8; tag += 1) {
    await sql.query(
      `insert into tags ("key", value, run_uuid) select ?, ${text}, run_uuid from runs where name = 'added'`,
      [`tag-${tag}`],
    );
  }
}

describeDialects("an export", (dialect) => {
  const run = fixtureStore(dialect).oracle.runs[0]?.runId ?? "";
  const history = exportPath("metric-history.ndjson", { run: runId(run), keys: key });
  const runs = exportPath("runs.ndjson", {
    filter: JSON.stringify({ mlflowId: { startsWith: "eeee" } }),
    params: "",
    metrics: "",
  });
  let store: TestDatabase;
  let sql: SqlRunner;
  let server: TestServer;

  beforeAll(async () => {
    store = await mlflowStore(dialect);
    sql = await openSql(store.url);
    const points = Array.from({ length: pointCount }, (_, step) => point(2 * step));
    await insertMetricPoints(sql, dialect, run, points);
    await insertRuns(sql, dialect);
  }, 300_000);
  afterAll(async () => {
    await sql.close();
    await store.drop();
  });
  afterEach(() => server.close());

  const start = async (settings: Partial<ConfigOverrides> = {}) => {
    server = await startServer({ stores: [{ url: store.url, statementTimeoutMs: 120_000 }], ...settings });
  };
  let pages = 0;
  /** Pages that the server has read of the table since the export began. */
  const pagesRead = (table: "metrics" | "tags") => {
    pages += server.statements().filter((text) => new RegExp(`from [\`"]?${table}\\b`, "i").test(text)).length;
    return pages;
  };
  const begin = async (path: string, version?: string) => {
    server.statements();
    pages = 0;
    return bareExport(server, path, version);
  };
  /** Settles once the server reads no further page: the client takes nothing, and what lies between is full. */
  const untilStalled = (table: "metrics" | "tags") => untilSame(() => pagesRead(table));
  /** Settles once the one export that may run has ended. */
  const untilPlace = () => until(async () => (await refusal(server, "runs.csv", { nonsense: "1" }))[0] === 400);
  const steps = (client: BareClient) =>
    client
      .body()
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { step: number }).step);

  test("of 200,000 points reads no further ahead than the client takes, and has each once whatever is logged meanwhile", async () => {
    await start();
    const client = await begin(history);
    const stalledAt = await untilStalled("metrics");
    // 2.8 MB a page: the buffers of the two sockets hold a few.
    expect(stalledAt).toBeLessThanOrEqual(8);
    // Before and behind the place it is at.
    const logged = [point(-1), point(1), point(2 * pointCount - 3), point(2 * pointCount)];
    await insertMetricPoints(sql, dialect, run, logged);
    let aheadMax = 0;
    let lines = 0;
    client.socket.on("data", (chunk: Buffer) => {
      lines += chunk.filter((byte) => byte === 10).length;
      aheadMax = Math.max(aheadMax, pagesRead("metrics") * pointsPerPage - lines);
    });
    client.socket.resume();
    await client.completed;
    client.socket.destroy();
    await sql.query(`delete from metrics where step in (${logged.map(({ step }) => step).join(", ")})`);
    expect(aheadMax).toBeLessThanOrEqual(8 * pointsPerPage);
    expect(pagesRead("metrics")).toBe(pointCount / pointsPerPage + 1);
    const original = Array.from({ length: pointCount }, (_, at) => 2 * at);
    expect(steps(client)).toEqual([...original.slice(0, -1), 2 * pointCount - 3, 2 * pointCount - 2, 2 * pointCount]);
  }, 120_000);

  test("has every run once, also while others are created", async () => {
    await start();
    const client = await begin(runs);
    const stalledAt = await untilStalled("tags");
    expect(stalledAt).toBeLessThan(runCount / runsPerPage);
    await sql.query(
      `insert into runs (run_uuid, name, source_type, status, start_time, lifecycle_stage, experiment_id, user_id) values ('${"e".repeat(31)}f', 'new', 'LOCAL', 'RUNNING', 1950000000000, 'active', 2, '')`,
    );
    client.socket.resume();
    await client.completed;
    client.socket.destroy();
    const ids = client
      .body()
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { runId: string }).runId);
    expect(ids).toEqual(Array.from({ length: runCount }, (_, at) => addedRun(at)));
    await sql.query("delete from runs where name = 'new'");
  }, 60_000);

  test("breaks the connection when the store fails in the middle: no client takes it for the whole file", async () => {
    await start();
    const client = await begin(history);
    const fetched = await fetch(new URL(history, server.url), { headers: { authorization: `Bearer ${server.token}` } });
    await untilStalled("metrics");
    await sql.query("ALTER TABLE metrics RENAME TO hidden_metrics");
    client.socket.resume();
    await client.ended;
    const text = await fetched.text().catch((error: Error) => error);
    await sql.query("ALTER TABLE hidden_metrics RENAME TO metrics");
    expect(text).toEqual(new TypeError("terminated"));
    expect(client.isComplete()).toBe(false);
    expect(client.received().subarray(0, 15).toString()).toBe("HTTP/1.1 200 OK");
  }, 60_000);

  test("breaks the connection at its own deadline, not at that of requests", async () => {
    await start({ limits: { exportsMax: 1, exportDeadlineMs: 3_000, deadlineMs: 100 } });
    const client = await begin(history);
    await untilStalled("metrics");
    await untilPlace();
    client.socket.resume();
    await client.ended;
    expect(client.isComplete()).toBe(false);
  }, 60_000);

  test("is finished by a server that drains", async () => {
    await start({ drainTimeoutMs: 60_000 });
    const client = await begin(runs);
    await untilStalled("tags");
    const closed = server.close();
    client.socket.resume();
    await client.completed;
    await closed;
    expect(client.body().trimEnd().split("\n")).toHaveLength(runCount);
  }, 60_000);

  test("is broken off when the time to drain is over", async () => {
    await start({ drainTimeoutMs: 300 });
    const client = await begin(history);
    await untilStalled("metrics");
    await server.close();
    client.socket.resume();
    await client.ended;
    expect(client.isComplete()).toBe(false);
  }, 60_000);

  test("begins no further statement once the client has left", async () => {
    await start({ limits: { exportsMax: 1 } });
    const client = await begin(history);
    const stalledAt = await untilStalled("metrics");
    client.socket.destroy();
    await untilPlace();
    expect(pagesRead("metrics")).toBeLessThanOrEqual(stalledAt + 1);
  }, 60_000);

  if (dialect === "sqlite") return; // It has no server, and its statements cannot be interrupted.

  test.each([
    ["before the first byte", false],
    ["in the middle", true],
  ])(
    "has its SQL cancelled when the client leaves %s",
    async (_, isUnderWay) => {
      await start();
      const watch = await watchDatabase(store);
      if (!isUnderWay) await watch.lock();
      const client = await begin(runs);
      if (isUnderWay) {
        await untilStalled("tags");
        await watch.lock();
        client.socket.resume();
      }
      await watch.untilWaiting(1);
      client.socket.destroy();
      await watch.untilWaiting(0);
      await watch.unlock();
      await watch.close();
      const { errors } = await server.query('{ experiments(stores: ["main"], first: 1) { nodes { name } } }');
      expect(errors).toBeUndefined();
    },
    60_000,
  );

  test.each(["1.1", "1.0"])(
    "is reset when a statement fails, so that a client of HTTP/%s sees it",
    async (version) => {
      await start({ stores: [{ url: store.url, statementTimeoutMs: 8_000 }] });
      const watch = await watchDatabase(store);
      const client = await begin(runs, version);
      await untilStalled("tags");
      await watch.lock();
      client.socket.resume();
      await watch.untilWaiting(1);
      // Node tells a reset from an end only where it has taken what came before: long done when the statement times out.
      expect(await client.ended).toBe("ECONNRESET");
      await watch.unlock();
      await watch.close();
    },
    60_000,
  );
});

/** Settles, on the number, once it is no longer 0 and was the same 40 times. */
async function untilSame(read: () => number): Promise<number> {
  let [last, times] = [0, 0];
  await until(async () => {
    const now = read();
    times = now > 0 && now === last ? times + 1 : 0;
    last = now;
    return times === 40;
  });
  return last;
}
