import { expect, test } from "@jest/globals";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startLoggedServer } from "./http-logged-server.js";

interface Line {
  readonly level: string | number;
  readonly msg: string;
  readonly ledger?: unknown;
}

describeDialects("the ledger of a store", (dialect) => {
  test("is told at start: none, current, newer", async () => {
    const database = await mlflowStore(dialect);
    const told = async () => {
      const server = await startLoggedServer({ stores: [database] });
      const lines = server.logged().map((line) => JSON.parse(line) as Line);
      await server.close();
      return lines.filter((line) => "ledger" in line).map(({ msg, ledger }) => [msg, ledger]);
    };
    try {
      expect(await told()).toEqual([
        ["store is ready", null],
        [expect.stringContaining("has no ledger"), null],
      ]);
      await migrated(database.url);
      expect(await told()).toEqual([["store is ready", { version: 1, status: "CURRENT" }]]);
      const sql = await openSql(database.url);
      await sql.query("INSERT INTO gatehouse_migrations VALUES (2, '0002_later', '', 1, 0, '')");
      await sql.close();
      const newer = { version: 2, status: "NEWER" };
      expect(await told()).toEqual([
        ["store is ready", newer],
        [expect.stringContaining("newer than this Gatehouse"), newer],
      ]);
    } finally {
      await database.drop();
    }
  });

  test("is seen by a running server once it is made, and once it is gone", async () => {
    const database = await mlflowStore(dialect);
    const store = storeAt(database.url);
    try {
      expect((await store.ready()).ledger).toBeNull();
      await migrated(database.url);
      expect((await store.ready()).ledger).toBeNull();
      await store.check();
      expect((await store.ready()).ledger).toEqual({ version: 1, status: "CURRENT" });
      const sql = await openSql(database.url);
      for (const name of ["bindings", "tokens", "migrations"]) await sql.query(`DROP TABLE gatehouse_${name}`);
      await sql.close();
      await store.check();
      expect((await store.ready()).ledger).toBeNull();
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
