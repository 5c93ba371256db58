import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { GraphQLFormattedError } from "graphql";
import { GatehouseProcess } from "../cli/start-gatehouse-process.js";
import { temporaryFolder } from "../config/temporary-folder.js";
import type { TestDatabase } from "../support/databases.js";
import { describeServers } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { failuresOf } from "./http-client.js";
import { type NetworkPath, networkPath } from "./unavailable-proxy.js";

const token = "token-of-a-process-0123456789";
const folder = temporaryFolder();

/** A part of the first thing that a client of the pool says: MariaDB's in a statement, PostgreSQL's in its greeting. */
const firstWords = { mysql: "group_concat_max_len", postgres: "statement_timeout" } as const;

describeServers("a process whose store's new connections are lost in their first words", (dialect) => {
  let database: TestDatabase;
  let path: NetworkPath;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    path = await networkPath(database.url);
  });

  afterAll(async () => {
    await path.close();
    await database.drop();
  });

  async function ask(url: string) {
    const query = '{ lost: store(name: "lost") { database } well: store(name: "well") { database } }';
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data: object; errors?: readonly GraphQLFormattedError[] };
    return { ...data, failures: failuresOf(errors ?? []) };
  }

  test("tells it in that store's fields, lives on, and answers once connections hold", async () => {
    const ready = `${folder.path}/${dialect}.json`;
    const stores = [
      `{name: lost, url: "${path.url}", connectTimeoutMs: 1000}`,
      `{name: well, url: "${fixtureStore("sqlite").url}"}`,
    ];
    const config = folder.write(`${dialect}.yaml`, `token: ${token}\nstores: [${stores.join(", ")}]\n`);
    path.cutWhenSent(firstWords[dialect]);
    const running = new GatehouseProcess(["serve", "--port", "0", "--config", config, "--ready-file", ready]);
    await running.untilStderrHas("Gatehouse serves http://");
    const { url } = JSON.parse(readFileSync(ready, "utf8")) as { url: string };
    const well = { database: "SQLite" };
    for (let round = 0; round < 3; round += 1) {
      expect(await ask(url)).toEqual({
        lost: { database: null },
        well,
        failures: ["UNAVAILABLE STORE_UNREACHABLE at lost.database"],
      });
    }
    path.cutWhenSent(null);
    const label = dialect === "mysql" ? "MySQL" : "PostgreSQL";
    expect(await ask(url)).toEqual({ lost: { database: label }, well, failures: [] });
    expect(running.child.exitCode).toBeNull();
    running.child.kill("SIGTERM");
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(/unhandled|uncaught/i);
  });
});
