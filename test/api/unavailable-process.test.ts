import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { GraphQLFormattedError } from "graphql";
import { GatehouseProcess } from "../cli/start-gatehouse-process.js";
import { temporaryFolder } from "../config/temporary-folder.js";
import { fixtureStore } from "../support/fixtures.js";
import { failuresOf } from "./http-client.js";

const secret = "secret-of-a-store-4d1e";
const token = "token-of-a-process-0123456789";
const folder = temporaryFolder();
const listening: Server[] = [];

afterAll(() => {
  for (const server of listening) server.close();
});

/** Something on a port that is no database. */
async function impostor(greet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    greet(socket);
  });
  listening.push(server);
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const http = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
let stores: readonly (readonly [name: string, url: string, reason: string])[];

beforeAll(async () => {
  const silent = await impostor(() => undefined);
  const hangingUp = await impostor((socket) => socket.end());
  const speakingHttp = await impostor((socket) => socket.end(http));
  mkdirSync(`${folder.path}/folder.db`);
  folder.write("text.db", "no database, but long enough for the header that one has at its beginning\n".repeat(20));
  folder.write("empty.db", "");
  stores = [
    ["pg-closed-port", `postgresql://user:${secret}@127.0.0.1:1/mlflow`, "STORE_UNREACHABLE"],
    ["my-closed-port", `mysql://user:${secret}@127.0.0.1:1/mlflow`, "STORE_UNREACHABLE"],
    ["pg-no-host", `postgresql://user:${secret}@no-such-host.invalid/mlflow`, "STORE_UNREACHABLE"],
    ["my-no-host", `mysql://user:${secret}@no-such-host.invalid/mlflow`, "STORE_UNREACHABLE"],
    ["pg-silent", `postgresql://user:${secret}@127.0.0.1:${silent}/mlflow`, "STORE_UNREACHABLE"],
    ["my-silent", `mysql://user:${secret}@127.0.0.1:${silent}/mlflow`, "STORE_UNREACHABLE"],
    ["pg-hanging-up", `postgresql://user:${secret}@127.0.0.1:${hangingUp}/mlflow`, "STORE_UNREACHABLE"],
    ["my-hanging-up", `mysql://user:${secret}@127.0.0.1:${hangingUp}/mlflow`, "STORE_UNREACHABLE"],
    ["pg-speaking-http", `postgresql://user:${secret}@127.0.0.1:${speakingHttp}/mlflow`, "STORE_TLS_FAILED"],
    ["my-speaking-http", `mysql://user:${secret}@127.0.0.1:${speakingHttp}/mlflow`, "STORE_UNREACHABLE"],
    ["lite-missing", `sqlite:${folder.path}/missing.db`, "STORE_DATABASE_MISSING"],
    ["lite-no-folder", `sqlite:${folder.path}/nowhere/missing.db`, "STORE_DATABASE_MISSING"],
    ["lite-folder", `sqlite:${folder.path}/folder.db`, "STORE_UNREACHABLE"],
    ["lite-text", `sqlite:${folder.path}/text.db`, "NOT_AN_MLFLOW_STORE"],
    ["lite-empty", `sqlite:${folder.path}/empty.db`, "NOT_AN_MLFLOW_STORE"],
  ];
});

test("a process with every kind of broken store starts, serves the good one, tells each reason and lives on", async () => {
  const lines = [
    ...stores.map(([name, url]) => [name, url] as const),
    ["well", fixtureStore("sqlite").url] as const,
  ].map(([name, url]) => `  - {name: ${name}, url: "${url}", connectTimeoutMs: 1000}`);
  const config = folder.write("gatehouse.yaml", `token: ${token}\nstores:\n${lines.join("\n")}\n`);
  const running = new GatehouseProcess(
    ["serve", "--port", "0", "--config", config, "--ready-file", `${folder.path}/ready.json`],
    {},
  );
  await running.untilStderrHas("Gatehouse serves http://");
  const { url } = JSON.parse(readFileSync(`${folder.path}/ready.json`, "utf8")) as { url: string };
  const fields = stores.map(([name], at) => `s${at}: store(name: "${name}") { name database }`);
  for (let round = 0; round < 3; round += 1) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: `{ ${fields.join(" ")} well: store(name: "well") { database } }` }),
    });
    const { data, errors } = (await response.json()) as {
      data: Record<string, object>;
      errors: GraphQLFormattedError[];
    };
    expect(data.well).toEqual({ database: "SQLite" });
    expect(stores.map(([name], at) => [name, data[`s${at}`]])).toEqual(
      stores.map(([name]) => [name, { name, database: null }]),
    );
    const failures = new Map(failuresOf(errors).map((failure) => failure.split(" at ").reverse() as [string, string]));
    expect(stores.map(([name], at) => [name, failures.get(`s${at}.database`)])).toEqual(
      stores.map(([name, , reason]) => [name, `UNAVAILABLE ${reason}`]),
    );
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|secret|\.db|invalid/);
    expect((await fetch(new URL("/health/live", url))).status).toBe(200);
    const ready = await fetch(new URL("/health/ready", url));
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "ready", stores: { ready: 1, configured: stores.length + 1 } },
    ]);
  }
  expect(running.child.exitCode).toBeNull();
  running.child.kill("SIGTERM");
  const { exitCode, stdout, stderr } = await running.ended;
  expect(exitCode).toBe(0);
  expect(`${stdout}${stderr}`).not.toContain(secret);
  expect(`${stdout}${stderr}`).not.toMatch(/unhandled|uncaught/i);
  for (const [name, , reason] of stores) expect([name, logged(stdout, name).reason]).toEqual([name, reason]);
  expect(logged(stdout, "pg-closed-port").code).toBe("ECONNREFUSED");
  expect(existsSync(`${folder.path}/missing.db`)).toBe(false);
}, 60_000);

/** The line that the process logged when it first tried the store. */
function logged(log: string, store: string): Record<string, unknown> {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return told.find((line) => line.store === store) ?? {};
}
