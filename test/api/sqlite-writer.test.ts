import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

let database: TestDatabase;
let server: TestServer;
let writer: SqlRunner;

beforeAll(async () => {
  database = await mlflowStore("sqlite");
  server = await startServer({ stores: [database], limits: { deadlineMs: 400 } });
  writer = await openSql(database.url);
});
afterAll(async () => {
  await server.close();
  await writer.close();
  await database.drop();
});

const document = "{ experiments { nodes { name runs { nodes { mlflowId } } } } }";

test("a read that met MLflow's write leaves no lock behind that the next write would wait for", async () => {
  const expected = await server.data(document);
  await writer.query("PRAGMA busy_timeout = 0");
  for (let round = 0; round < 3; round += 1) {
    await writer.query("BEGIN EXCLUSIVE");
    // Tried, and refused by the lock, until the deadline.
    const { errors } = await server.query(document);
    expect(failuresOf(errors)).toEqual(["LIMIT DEADLINE at experiments"]);
    await writer.query("COMMIT");
    expect(await server.data(document)).toEqual(expected);
    await writer.query("BEGIN EXCLUSIVE");
    await writer.query("ROLLBACK");
  }
});
