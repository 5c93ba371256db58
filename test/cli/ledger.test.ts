import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { gatehouse } from "./start-gatehouse-process.js";

const tables = ["gatehouse_bindings", "gatehouse_migrations", "gatehouse_tokens"];

describeDialects("gatehouse migrate and uninstall", (dialect) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await mlflowStore(dialect);
  });
  afterAll(() => database.drop());

  const store = () => `--store=main=${database.url}`;
  const ledger = async () => {
    const sql = await openSql(database.url);
    const listing =
      dialect === "sqlite"
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${dialect === "mysql" ? "database()" : "'public'"}`;
    const names = (await sql.query<{ name: string }>(listing)).map(({ name }) => name);
    await sql.close();
    return names.filter((name) => name.startsWith("gatehouse_")).sort();
  };

  test("a dry run prints SQL and comments alone, and changes nothing", async () => {
    const { exitCode, stdout, stderr } = await gatehouse(["migrate", store(), "--dry-run"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^-- Store main \(\w+\): no ledger, to apply: 0001_bindings_and_tokens\n/);
    expect(stdout).toContain("create table");
    expect(stdout).not.toMatch(/^(GRANT|REVOKE)/m);
    expect(await ledger()).toEqual([]);
  });

  test("three processes at once make one ledger; a later one has nothing to do", async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => gatehouse(["migrate", store()])));
    expect(outcomes.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(Array(3).fill([0, ""]));
    const applied = outcomes.filter(({ stdout }) =>
      stdout.includes("no ledger -> ledger 1, applied: 0001_bindings_and_tokens"),
    );
    expect(applied).toHaveLength(1);
    expect(await ledger()).toEqual(tables);
    const { stdout } = await gatehouse(["migrate", "--mlflow-role=team_mlflow", "--runtime-role=team_gate", store()]);
    expect(stdout).toMatch(/^-- Store main \(\w+\): ledger 1, nothing to do\n/);
    if (dialect !== "sqlite")
      expect(stdout).toMatch(/^GRANT SELECT, INSERT, UPDATE ON .*gatehouse_bindings TO '?team_gate/m);
    if (dialect !== "sqlite") expect(stdout).toMatch(/^GRANT .* TO '?team_mlflow/m);
  });

  test("uninstall wants to be told which of the two, shows what goes, and removes it", async () => {
    const unsure = await gatehouse(["uninstall", store()]);
    expect([unsure.exitCode, unsure.stdout]).toEqual([2, ""]);
    expect(unsure.stderr).toContain("give one of --dry-run");
    const dry = await gatehouse(["uninstall", store(), "--dry-run"]);
    expect(dry.stdout).toMatch(/would be dropped: gatehouse_tokens, gatehouse_bindings, gatehouse_migrations\n/);
    expect(await ledger()).toEqual(tables);
    const done = await gatehouse(["uninstall", store(), "--yes"]);
    expect([done.exitCode, done.stderr]).toEqual([0, ""]);
    expect(await ledger()).toEqual([]);
    expect((await gatehouse(["uninstall", store(), "--yes"])).stdout).toMatch(/: no ledger, nothing to do\n$/);
  });

  test("a store that is attached read-only is passed over", async () => {
    const env = { GATEHOUSE_STORE_MAIN_URL: database.url, GATEHOUSE_STORE_MAIN_MODE: "READ_ONLY" };
    const outcome = await gatehouse(["migrate"], env);
    expect(outcome).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: 'gatehouse: store "main" is attached read-only and was passed over\n',
    });
    expect(await ledger()).toEqual([]);
  });
});

describe("gatehouse migrate where something is wrong", () => {
  test("goes on with the other stores and ends with 1, without a secret", async () => {
    const database = await mlflowStore("sqlite");
    try {
      const secret = "hunter2-secret";
      const stores = [`--store=down=postgresql://u:${secret}@127.0.0.1:1/mlflow`, `--store=main=${database.url}`];
      const { exitCode, stdout, stderr } = await gatehouse(["migrate", ...stores]);
      expect([exitCode, stderr]).toEqual([1, 'gatehouse: Store "down" cannot be reached.\n']);
      expect(stdout).toMatch(/^-- Store main \(SQLite\): no ledger -> ledger 1/);
      expect(stdout + stderr).not.toContain(secret);
    } finally {
      await database.drop();
    }
  });

  test("refuses a store that is not there", async () => {
    const { exitCode, stderr } = await gatehouse(["migrate", "--store=a=sqlite:/nowhere/a.db", "--store=warehouse"]);
    expect([exitCode, stderr]).toEqual([
      2,
      "gatehouse: --store: there is no store warehouse\nRun gatehouse migrate --help for its options.\n",
    ]);
  });
});
