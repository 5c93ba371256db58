import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { emptyDatabase, runDump } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore, readDump } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const both = `{
  sick: experiment(store: "sick", mlflowId: "1") { name }
  well: experiment(store: "well", mlflowId: "1") { name }
}`;

/** Serves the store beside one that is well; asks both. */
async function askBeside(url: string, settings: { readonly connectTimeoutMs?: number } = {}) {
  const well = fixtureStore("sqlite");
  server = await startServer({
    stores: [
      { name: "sick", url, ...settings },
      { name: "well", url: well.url },
    ],
  });
  const { data, errors } = await server.query<{ sick: object | null; well: object | null }>(both);
  expect(data?.well).toEqual({ name: "fraud/detection" });
  return { sick: data?.sick, failures: failuresOf(errors), text: JSON.stringify(errors) };
}

describeDialects("a store that is no MLflow store, or is not there", (dialect) => {
  test("costs its own fields: a database without MLflow's tables", async () => {
    const database = await emptyDatabase(dialect);
    const sql = await openSql(database.url);
    await sql.script("CREATE TABLE other (id INTEGER)");
    await sql.close();
    const { sick, failures } = await askBeside(database.url);
    expect([sick, failures]).toEqual([null, ["UNAVAILABLE NOT_AN_MLFLOW_STORE at sick"]]);
    await server?.close();
    server = undefined;
    await database.drop();
  });

  test("goes away under a running server and comes back without a restart", async () => {
    const database = await mlflowStore(dialect);
    const well = fixtureStore("sqlite");
    const running = await startServer({
      stores: [
        { name: "sick", url: database.url },
        { name: "well", url: well.url },
      ],
    });
    server = running;
    const ask = async () => {
      const { data, errors } = await running.query<{ sick: object | null; well: object }>(both);
      expect(data?.well).toEqual({ name: "fraud/detection" });
      return [data?.sick, failuresOf(errors).map((failure) => failure.split(" ")[0])];
    };
    const here = [{ name: "fraud/detection" }, []];
    expect(await ask()).toEqual(here);
    // Its tables are taken away in one step, and put back in another.
    const sql = await openSql(database.url);
    await sql.query("ALTER TABLE experiments RENAME TO hidden_experiments");
    expect(await ask()).toEqual([null, ["UNAVAILABLE"]]);
    await sql.query("ALTER TABLE hidden_experiments RENAME TO experiments");
    expect(await ask()).toEqual(here);
    await sql.close();
    await running.close();
    server = undefined;
    await database.drop();
  });
});

describe("a PostgreSQL database that is dropped and made again", () => {
  test("is unavailable meanwhile, and answers again by itself", async () => {
    const fixture = fixtureStore("postgres");
    const database = await mlflowStore("postgres");
    const running = await startServer({
      stores: [
        { name: "sick", url: database.url },
        { name: "well", url: fixtureStore("sqlite").url },
      ],
    });
    server = running;
    const name = new URL(database.url).pathname.slice(1);
    const admin = await openSql(Object.assign(new URL(database.url), { pathname: "/postgres" }).href);
    const ask = async () => {
      const { data, errors } = await running.query<{ sick: object | null; well: object }>(both);
      expect(data?.well).toEqual({ name: "fraud/detection" });
      return [data?.sick, failuresOf(errors).map((failure) => failure.split(" ")[0])];
    };
    expect(await ask()).toEqual([{ name: "fraud/detection" }, []]);
    await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    expect(await ask()).toEqual([null, ["UNAVAILABLE"]]);
    expect(await ask()).toEqual([null, ["UNAVAILABLE"]]);
    await admin.query(`CREATE DATABASE "${name}"`);
    await runDump(database.url, "postgres", readDump(fixture));
    expect(await ask()).toEqual([{ name: "fraud/detection" }, []]);
    await admin.close();
    await running.close();
    server = undefined;
    await database.drop();
  });
});

describe("a store that cannot be reached", () => {
  const secret = "s3cret-of-the-tests";

  test.each(["postgres", "mysql"] as const)(
    "says that its %s server refuses the user, and no password",
    async (dialect) => {
      const fixture = fixtureStore(dialect);
      if (!fixture.available) return;
      const url = new URL(fixture.url);
      url.username = "nobody_here";
      url.password = secret;
      const { sick, failures, text } = await askBeside(url.href);
      expect([sick, failures]).toEqual([null, ["UNAVAILABLE STORE_AUTHENTICATION_FAILED at sick"]]);
      expect(text).not.toContain(secret);
    },
  );

  test.each(["postgres", "mysql"] as const)("says that its %s database does not exist", async (dialect) => {
    const fixture = fixtureStore(dialect);
    if (!fixture.available) return;
    const url = new URL(fixture.url);
    url.pathname = "/no_such_database";
    const { failures } = await askBeside(url.href);
    expect(failures).toEqual(["UNAVAILABLE STORE_DATABASE_MISSING at sick"]);
  });

  test.each(["postgresql", "mysql"])("says that nothing listens there: %s", async (scheme) => {
    const { sick, failures, text } = await askBeside(`${scheme}://user:${secret}@127.0.0.1:1/mlflow`);
    expect([sick, failures]).toEqual([null, ["UNAVAILABLE STORE_UNREACHABLE at sick"]]);
    expect(text).not.toContain(secret);
  });

  test("says that its SQLite file is missing, and makes none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gatehouse-missing-"));
    const path = join(folder, "mlflow.db");
    const { failures } = await askBeside(`sqlite:${path}`);
    expect(failures).toEqual(["UNAVAILABLE STORE_DATABASE_MISSING at sick"]);
    expect(existsSync(path)).toBe(false);
    await rm(folder, { recursive: true });
  });

  test("is unavailable, not a fault of ours, when its SQLite file is a text", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gatehouse-text-"));
    const path = join(folder, "mlflow.db");
    await writeFile(
      path,
      "this is a text and no database, long enough to have a header of sixteen bytes\n".repeat(100),
    );
    const { sick, failures } = await askBeside(`sqlite:${path}`);
    expect(sick).toBeNull();
    expect(failures).toEqual(["UNAVAILABLE NOT_AN_MLFLOW_STORE at sick"]);
    await rm(folder, { recursive: true });
  });
});
