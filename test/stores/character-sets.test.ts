import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { experimentIdsByName } from "../../src/stores/mlflow/experiments.js";
import { ownedRows, runParams } from "../../src/stores/mlflow/key-values.js";
import { databaseName, databaseUrl } from "../support/databases.js";
import { availableDialects, runEnvironment } from "../support/run-environment.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { type EmptiedStore, emptiedStore } from "./emptied-store.js";
import { type OpenedStore, openedStore, scope } from "./opened-store.js";
import { experimentColumns, experimentRow, runColumns, runRow } from "./rows.js";

const all = { keys: null, first: 100, after: null };
const notStorable = { code: "INVALID", reason: "TEXT_NOT_STORABLE" };

const describeMysql = availableDialects().includes("mysql") ? describe : describe.skip;

/** Old MLflow databases were made with the server's own character set. */
describeMysql.each(["latin1", "utf8mb3"])("a MySQL store whose names are %s", (characterSet) => {
  let database: EmptiedStore;
  let opened: OpenedStore;
  beforeAll(async () => {
    database = await emptiedStore("mysql", "3.17.2");
    const text = (length: number) => `varchar(${length}) CHARACTER SET ${characterSet} NOT NULL`;
    await database.sql.script(`ALTER TABLE experiments MODIFY name ${text(256)}`);
    await database.sql.script(`ALTER TABLE params MODIFY \`key\` ${text(250)}, MODIFY value ${text(8000)}`);
    await database.insert("experiments", experimentColumns(experimentRow("1", { name: "café" })));
    await database.insert("runs", runColumns(runRow("r1")));
    const keys = ["café", "cafz", "a"].map((key) => ({ key, value: `${key}!`, run_uuid: "r1" }));
    await database.insert("params", ...keys);
    opened = await openedStore(database.url);
  });
  afterAll(async () => {
    await opened.close();
    await database.drop();
  });

  test("is read in the order of UTF-8, whatever its bytes", async () => {
    const rows = ["a", "cafz", "café"].map((key) => ({ key, value: `${key}!` }));
    expect(await ownedRows(opened.open, runParams, [["r1"]], all)).toEqual(new Map([["r1", rows]]));
    const after = { ...all, after: ["cafz"] };
    expect(await ownedRows(opened.open, runParams, [["r1"]], after)).toEqual(new Map([["r1", rows.slice(2)]]));
  });

  test("finds what it can hold, and nothing under a name merely alike", async () => {
    const asked = { ...all, keys: ["café", "cafe", "CAFÉ"] };
    expect(await ownedRows(opened.open, runParams, [["r1"]], asked)).toEqual(
      new Map([["r1", [{ key: "café", value: "café!" }]]]),
    );
    expect(await experimentIdsByName(opened.open, scope, "default", "café")).toEqual(["1"]);
  });

  test.each(["✓", "\u{1F989}", "日本"])("answers that it cannot hold %s, or that it has none", async (text) => {
    expect(await absentOrRefused(() => ownedRows(opened.open, runParams, [["r1"]], { ...all, keys: [text] }))).toBe(0);
    expect(await absentOrRefused(() => ownedRows(opened.open, runParams, [["r1"]], { ...all, after: [text] }))).toBe(0);
    const found = () => experimentIdsByName(opened.open, scope, "default", text).then((ids) => ({ size: ids.length }));
    expect(await absentOrRefused(found)).toBe(0);
  });
});

describe("a PostgreSQL store in LATIN1", () => {
  let server: SqlRunner;
  let opened: OpenedStore;
  const name = databaseName("latin1");
  beforeAll(async () => {
    server = await openSql(runEnvironment().postgresUrl);
    await server.script(`CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    const sql = await openSql(databaseUrl("postgres", name));
    await sql.script(`
      CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
      INSERT INTO alembic_version VALUES ('dc11669786a5');
      CREATE TABLE params (key varchar(250), value varchar(8000), run_uuid varchar(32), PRIMARY KEY (key, run_uuid));
      INSERT INTO params VALUES ('café', 'naïve', 'r1'), ('cafz', '', 'r1');
    `);
    await sql.close();
    opened = await openedStore(databaseUrl("postgres", name));
  });
  afterAll(async () => {
    await opened.close();
    await server.script(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.close();
  });

  test("is read as any other", async () => {
    const found = await ownedRows(opened.open, runParams, [["r1"]], { ...all, keys: ["café", "cafz", "cafe"] });
    const rows = [
      { key: "cafz", value: "" },
      { key: "café", value: "naïve" },
    ];
    expect(found).toEqual(new Map([["r1", rows]]));
  });

  test("answers that it cannot hold a character beyond it", async () => {
    const asked = ownedRows(opened.open, runParams, [["r1"]], { ...all, keys: ["✓"] });
    await expect(asked).rejects.toMatchObject(notStorable);
    const after = ownedRows(opened.open, runParams, [["r1"]], { ...all, after: ["\u{1F989}"] });
    await expect(after).rejects.toMatchObject(notStorable);
  });
});

/** @returns how much was found; 0 where the store says that it cannot hold the text */
async function absentOrRefused(ask: () => Promise<{ readonly size: number }>): Promise<number> {
  try {
    return (await ask()).size;
  } catch (error) {
    expect(error).toMatchObject(notStorable);
    return 0;
  }
}
