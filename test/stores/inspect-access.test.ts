import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { runEnvironment } from "../support/run-environment.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { inspected, verdicts } from "./inspected-store.js";

/** Needs quoting in SQL, escaping in a URL, and would be seen wherever it were printed. */
const password = "p@ss'w/o\"r%d zq#1";

describeDialects("what a database user may do", (dialect) => {
  if (dialect === "sqlite") return; // It has no users.
  let database: TestDatabase;
  let admin: SqlRunner;
  const user = `doctor_${dialect}_${runEnvironment().runId}`;
  const account = dialect === "mysql" ? `'${user}'@'%'` : user;
  const asShown = dialect === "mysql" ? `${user}@%` : user;
  let name: string;
  let rowsBefore: unknown;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    admin = await openSql(database.url);
    name = new URL(database.url).pathname.slice(1);
    rowsBefore = await everyRow();
    const secret = password.replaceAll("'", "''");
    await admin.query(
      dialect === "mysql"
        ? `CREATE USER ${account} IDENTIFIED BY '${secret}'`
        : `CREATE ROLE ${user} LOGIN PASSWORD '${secret}'`,
    );
    if (dialect === "postgres") await admin.query("REVOKE ALL ON SCHEMA public FROM public");
  });

  afterAll(async () => {
    await admin.script(dialect === "mysql" ? `DROP USER ${account}` : `DROP OWNED BY ${user}; DROP ROLE ${user}`);
    await admin.close();
    await database.drop();
  });

  function everyRow() {
    return Promise.all(
      ["tags", "params", "runs", "registered_model_aliases"].map((table) =>
        admin.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3`),
      ),
    );
  }

  async function look() {
    const url = new URL(database.url);
    [url.username, url.password] = [user, ""];
    const report = await inspected({ url: url.href, password });
    for (const secret of [password, encodeURIComponent(password), "zq#1", "zq%231"])
      expect(JSON.stringify(report)).not.toContain(secret);
    return report;
  }

  async function grant(rights: string, table = "*") {
    const tables = {
      mysql: `${name}.${table}`,
      postgres: table === "*" ? "ALL TABLES IN SCHEMA public" : `public.${table}`,
    };
    await admin.query(`GRANT ${rights} ON ${tables[dialect as "mysql"]} TO ${account}`);
  }

  test("one that may do nothing is told the very statements that let it read", async () => {
    if (dialect === "mysql") await admin.query(`GRANT CREATE VIEW ON ${name}.* TO ${account}`); // To be let in at all.
    const report = await look();
    expect(report.severity).toBe("problem");
    expect(verdicts(report, "access")).toContain("problem SELECT_MISSING");
    const { grants = [] } = report.facts.access ?? {};
    expect(grants.length).toBeGreaterThan(0);
    for (const statement of grants) await admin.query(statement);
    const after = await look();
    expect(after.findings.filter(({ severity }) => severity === "problem")).toEqual([]);
    expect(verdicts(after, "access")).toEqual(["ok MAY_READ"]);
    expect(after.facts.access).toMatchObject({ user: asShown, isSuperuser: false, canCreateTables: false, grants: [] });
    expect(after.mode.possible).toBe("READ_ONLY");
  });

  test("one that lacks a single table is told that one, and the rest is read", async () => {
    await admin.query(
      dialect === "mysql" ? `REVOKE SELECT ON ${name}.params FROM ${account}` : `REVOKE SELECT ON params FROM ${user}`,
    );
    const report = await look();
    expect(report.findings.find(({ code }) => code === "SELECT_MISSING")).toMatchObject({
      severity: "problem",
      message: `may not read params as ${asShown}; the tables' owner can run:`,
      sql: [
        dialect === "mysql"
          ? `GRANT SELECT ON \`${name}\`.params TO ${account};`
          : `GRANT SELECT ON public.params TO ${user};`,
      ],
    });
    expect(report.facts.tables?.map(({ table }) => table)).toContain("runs");
    expect(report.facts.tables?.map(({ table }) => table)).not.toContain("params");
    expect(report.facts.unread).toEqual([]);
    await grant("SELECT", "params");
    expect(verdicts(await look(), "access")).toEqual(["ok MAY_READ"]);
  });

  test("one that may not read the schema's version is told so", async () => {
    await admin.query(
      dialect === "mysql"
        ? `REVOKE SELECT ON ${name}.alembic_version FROM ${account}`
        : `REVOKE SELECT ON alembic_version FROM ${user}`,
    );
    const report = await look();
    expect(verdicts(report, "schema")).toEqual(["problem STORE_ACCESS_DENIED"]);
    expect(verdicts(report, "access")).toContain("problem SELECT_MISSING");
    expect(report.facts.access?.grants).toHaveLength(1);
    await admin.query(report.facts.access?.grants[0] ?? "");
    expect(verdicts(await look(), "schema")).toEqual(["ok SCHEMA_KNOWN"]);
  });

  test("the rights to write are found one by one", async () => {
    const rightsOn = async (table: string) => {
      const found = (await look()).facts.access?.tables.find((each) => each.table === table);
      return [found?.canInsert, found?.canUpdate, found?.canDelete];
    };
    expect(await rightsOn("tags")).toEqual([false, false, false]);
    await grant("INSERT", "tags");
    expect(await rightsOn("tags")).toEqual([true, false, false]);
    await grant("UPDATE", "tags");
    expect(await rightsOn("tags")).toEqual([true, true, false]);
    await grant("DELETE", "tags");
    expect(await rightsOn("tags")).toEqual([true, true, true]);
    expect(await rightsOn("params")).toEqual([false, false, false]);
    expect(verdicts(await look(), "access")).toEqual(["ok MAY_READ", "note MAY_WRITE"]);
    expect((await look()).mode.possible).toBe("READ_ONLY");
  });

  test("with every right writing is possible, unless the session takes no writes", async () => {
    await grant("INSERT, UPDATE, DELETE");
    await admin.query(
      dialect === "mysql" ? `GRANT CREATE ON ${name}.* TO ${account}` : `GRANT CREATE ON SCHEMA public TO ${user}`,
    );
    const report = await look();
    expect(report.mode).toEqual({ configured: "READ_ONLY", possible: "READ_WRITE" });
    expect(report.facts.access?.canCreateTables).toBe(true);
    if (dialect === "mysql") return; // Its setting is the whole server's.
    await admin.query(`ALTER ROLE ${user} SET default_transaction_read_only = on`);
    const readOnly = await look();
    expect(verdicts(readOnly, "server")).toContain("note READ_ONLY_SERVER");
    expect(readOnly.mode.possible).toBe("READ_ONLY");
  });

  test("looking changed nothing", async () => {
    expect(await everyRow()).toEqual(rowsBefore);
  });

  test("a superuser is told to be one", async () => {
    const report = await inspected({ url: database.url });
    expect(verdicts(report, "access")).toEqual(["ok MAY_READ", "warning SUPERUSER"]);
    expect(report.facts.access?.isSuperuser).toBe(true);
  });
});
