import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";
import { type DatabaseWatch, until, watchDatabase } from "./limits-watch.js";

const runId = fixtureStore("postgres").oracle.runs[0]?.runId ?? "";
const query = `{ run(store: "main", mlflowId: "${runId}") { mlflowId } }`;
let database: TestDatabase;
let watch: DatabaseWatch;
let server: TestServer;

beforeAll(async () => {
  database = await mlflowStore("postgres");
  watch = await watchDatabase(database);
});

afterAll(async () => {
  await watch.close();
  await database.drop();
});

beforeEach(() => watch.lock());
afterEach(async () => {
  await watch.unlock();
  await server.close();
});

const start = async (drainTimeoutMs: number) => {
  await watch.unlock();
  server = await startServer({ stores: [{ url: database.url }], drainTimeoutMs });
  await watch.lock();
};

/** One connection that is kept open, on which requests follow each other without waiting. */
async function keptConnection() {
  const { port } = new URL(server.url);
  const socket: Socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  socket.on("error", () => undefined);
  const ended = once(socket, "close");
  const send = (head: string, body = "") =>
    socket.write(
      `${head} HTTP/1.1\r\nHost: gatehouse\r\nContent-Type: application/json\r\nAuthorization: Bearer ${server.token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  return {
    ask: () => send("POST /graphql", JSON.stringify({ query })),
    get: (path: string) => send(`GET ${path}`),
    /** Status and body of each answer, once the server has ended the connection. */
    async answers() {
      await ended;
      const parts = received.split(/(?=HTTP\/1\.1 \d{3} )/).filter((part) => part !== "");
      return parts.map((part) => [Number(part.slice(9, 12)), JSON.parse(part.slice(part.indexOf("\r\n\r\n") + 4))]);
    },
  };
}

describe("a server that is closed", () => {
  test("finishes what runs, says on open connections that it drains, and takes no new ones", async () => {
    await start(30_000);
    const [asking, checking] = [await keptConnection(), await keptConnection()];
    asking.ask();
    checking.ask();
    const running = server.query(query);
    await watch.untilWaiting(3);
    const closed = server.close();
    await expect(fetch(new URL("/health/live", server.url))).rejects.toThrow("fetch failed");
    asking.ask();
    checking.get("/health/ready");
    await watch.untilWaiting(3);
    await watch.unlock();
    const { status, data, errors } = await running;
    expect([status, data, failuresOf(errors)]).toEqual([200, { run: { mlflowId: runId } }, []]);
    const answered = [200, { data: { run: { mlflowId: runId } } }];
    const draining = expect.objectContaining({ extensions: { code: "UNAVAILABLE", reason: "SERVER_DRAINING" } });
    expect(await asking.answers()).toEqual([answered, [503, { errors: [draining] }]]);
    expect(await checking.answers()).toEqual([answered, [503, { status: "draining" }]]);
    await closed;
  });

  test("ends connections on which nothing runs at once", async () => {
    await start(30_000);
    const idle = await keptConnection();
    await server.close();
    expect(await idle.answers()).toEqual([]);
  });

  test("cuts what still runs when the drain timeout is over, and its SQL with it", async () => {
    await start(300);
    const running = server.query(query).then(
      () => "answered",
      () => "cut",
    );
    await watch.untilWaiting(1);
    await server.close();
    expect(await running).toBe("cut");
    await watch.untilWaiting(0);
  });

  test("may be closed twice", async () => {
    await start(300);
    await Promise.all([server.close(), server.close()]);
    await until(async () => (await fetch(server.url).catch(() => null)) === null);
  });
});
