import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { bindingsOf, createBinding } from "../../../src/stores/ledger/bindings.js";
import { migrateLedger } from "../../../src/stores/ledger/migrate.js";
import { sql as text } from "../../../src/stores/sql.js";
import type { TestDatabase } from "../../support/databases.js";
import { describeDialects } from "../../support/describe-stores.js";
import { mlflowStore } from "../../support/fixtures.js";
import { openSql, type SqlRunner } from "../../support/sql-runner.js";
import { migrateOptions, storeAt, storeOptions } from "./ledger-store.js";

const password = "only-for-this-test";
const suffix = randomBytes(4).toString("hex");

/** Roles of this run alone: roles belong to the whole server. */
const role = { mlflow: `gt_mlflow_${suffix}`, runtime: `gt_runtime_${suffix}`, nobody: `gt_nobody_${suffix}` };

describeDialects("rights", (dialect) => {
  if (dialect === "sqlite") return; // It has no users; see below.
  let database: TestDatabase;
  let admin: SqlRunner;
  let open: SqlRunner[] = [];
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    admin = await openSql(database.url);
    for (const name of Object.values(role)) {
      await admin.script(
        dialect === "mysql"
          ? `CREATE USER ${name} IDENTIFIED BY '${password}'`
          : `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`,
      );
    }
    await admin.script(
      dialect === "mysql"
        ? `GRANT SELECT ON ${databaseOf(database.url)}.* TO ${role.nobody}`
        : `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role.nobody}; GRANT USAGE ON SCHEMA public TO ${role.nobody}`,
    );
  });
  afterEach(async () => {
    for (const each of open) await each.close();
    open = [];
  });
  afterAll(async () => {
    for (const name of Object.values(role))
      await admin.script(dialect === "mysql" ? `DROP USER ${name}` : `DROP OWNED BY ${name}; DROP ROLE ${name}`);
    await admin.close();
    await database.drop();
  });

  const urlOf = (name: string) => {
    const url = new URL(database.url);
    [url.username, url.password] = [name, password];
    return url.href;
  };
  const as = async (name: string) => {
    const runner = await openSql(urlOf(name));
    open.push(runner);
    return runner;
  };
  const migrate = () =>
    migrateLedger(storeOptions(database.url), {
      ...migrateOptions,
      roles: { mlflow: role.mlflow, runtime: role.runtime },
    });
  const holding = async (name: string) =>
    (await migrate()).wideRights.found.filter(({ holder }) => holder.includes(name)).map(({ has }) => has);

  test("a user who may only read is told what is missing, without a secret", async () => {
    const failure = await migrateLedger(storeOptions(urlOf(role.nobody)), migrateOptions).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "FORBIDDEN", reason: "LEDGER_NOT_ALLOWED" });
    expect((failure as Error).message).toMatch(
      /^Store "main": the database's user gt_nobody_\w+(@%)? may not change the ledger's tables\. Give one that may/,
    );
    expect((failure as Error).message).not.toContain(password);
    // MariaDB's list is of the whole server, on which other tests make ledgers of their own.
    const schema = dialect === "mysql" ? "database()" : "'public'";
    const ours = `SELECT 1 AS one FROM information_schema.tables WHERE table_schema = ${schema} AND table_name LIKE 'gatehouse%'`;
    expect(await admin.query(ours)).toEqual([]);
  });

  test("the printed grants are enough for serving, and leave MLflow's role its rows and nothing of ours", async () => {
    const { grants } = await migrate();
    await admin.script(grants.join("\n"));
    const store = storeAt(urlOf(role.runtime));
    try {
      const given = {
        id: "b1",
        principal: { kind: "USER", issuer: "i", subject: "s" },
        role: "ADMIN",
        serviceRole: null,
        effect: "ALLOW",
        scope: { kind: "STORE" },
        notBefore: null,
        expiresAt: null,
        grantedBy: "bootstrap",
        reason: null,
        createdAt: 1,
      } as const;
      await store.write((within) => createBinding(within, given));
      expect(await store.read(bindingsOf)).toHaveLength(1);
      await store.write((within) => within.execute(text`update runs set name = name`));
    } finally {
      await store.close();
    }
    const runtime = await as(role.runtime);
    await expect(runtime.query("DELETE FROM gatehouse_bindings")).rejects.toThrow(/denied/);
    await expect(runtime.query("UPDATE gatehouse_migrations SET checksum = ''")).rejects.toThrow(/denied/);
    await expect(runtime.query("DROP TABLE gatehouse_tokens")).rejects.toThrow(/denied|owner/);
    const mlflow = await as(role.mlflow);
    await mlflow.query("UPDATE runs SET name = name");
    await mlflow.query("DELETE FROM tags");
    for (const statement of ["SELECT * FROM gatehouse_bindings", "DELETE FROM gatehouse_tokens"])
      await expect(mlflow.query(statement)).rejects.toThrow(/denied/);
    await expect(mlflow.query("CREATE TABLE gatehouse_x (a INT)")).rejects.toThrow(/denied/);
    expect(await holding(role.mlflow)).toEqual([]);
  });

  test("what is too wide is found by looking", async () => {
    const name = databaseOf(database.url);
    if (dialect === "mysql") {
      await admin.script(`GRANT TRIGGER, DROP, CREATE TEMPORARY TABLES ON ${name}.* TO ${role.mlflow}`);
      await admin.script(`GRANT TRIGGER ON ${name}.model_versions TO ${role.mlflow}`);
      await admin.script(`GRANT INSERT ON ${name}.* TO ${role.mlflow}`);
      expect(await holding(role.mlflow)).toEqual([
        "has TRIGGER on model_versions",
        "has CREATE TEMPORARY TABLES, DROP, TRIGGER on this database",
        "can write every table of this database",
      ]);
      await admin.script(`REVOKE ALL PRIVILEGES ON ${name}.* FROM ${role.mlflow}`);
      await admin.script(`REVOKE TRIGGER ON ${name}.model_versions FROM ${role.mlflow}`);
    } else {
      await admin.script(`GRANT TRIGGER, TRUNCATE ON ALL TABLES IN SCHEMA public TO ${role.mlflow};
        GRANT CREATE ON SCHEMA public TO ${role.mlflow};
        ALTER TABLE model_versions OWNER TO ${role.mlflow};
        GRANT UPDATE ON gatehouse_bindings TO ${role.mlflow}`);
      expect(await holding(role.mlflow)).toEqual([
        "owns model_versions",
        "has TRIGGER on registered_model_aliases, registered_models",
        "has TRUNCATE on registered_model_aliases, registered_models",
        "has CREATE on the schema of MLflow's tables",
        "can write gatehouse_bindings, gatehouse_migrations, gatehouse_tokens",
      ]);
      await admin.script(`ALTER TABLE model_versions OWNER TO CURRENT_USER; REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role.mlflow};
        REVOKE CREATE ON SCHEMA public FROM ${role.mlflow}`);
    }
    await admin.script((await migrate()).grants.join("\n"));
    expect(await holding(role.mlflow)).toEqual([]);
  });

  // MySQL's tables have no owner, and its triggers have the rights of whoever made them.
  const testOfOwners = dialect === "mysql" ? test.skip : test;
  testOfOwners("a table that another role has put in the ledger's place is not written to", async () => {
    await admin.script(`ALTER TABLE gatehouse_migrations OWNER TO ${role.mlflow}`);
    await expect(migrate()).rejects.toMatchObject({
      code: "CONFLICT",
      reason: "LEDGER_OF_ANOTHER_OWNER",
      message: expect.stringContaining(`the table gatehouse_migrations belongs to ${role.mlflow}.`),
    });
    await admin.script("ALTER TABLE gatehouse_migrations OWNER TO CURRENT_USER");
  });

  test("a runtime user without a right on the ledger is told so, or sees none", async () => {
    const store = storeAt(urlOf(role.nobody));
    try {
      const { ledger } = await store.ready();
      // PostgreSQL shows that there is a ledger, and this user was granted MLflow's tables only.
      if (dialect === "postgres") {
        expect(ledger).toEqual({ version: 0, status: "UNREADABLE" });
        await expect(store.read(bindingsOf)).rejects.toMatchObject({
          code: "UNAVAILABLE",
          reason: "LEDGER_UNREADABLE",
        });
      } else {
        expect(ledger).toEqual({ version: 1, status: "CURRENT" });
        expect(await store.read(bindingsOf)).toHaveLength(1);
      }
      await expect(store.write((within) => within.execute(text`delete from gatehouse_bindings`))).rejects.toThrow();
    } finally {
      await store.close();
    }
  });
});

test("on SQLite whoever can write the file or its folder is named", async () => {
  const database = await mlflowStore("sqlite");
  const path = database.url.slice("sqlite:".length);
  try {
    chmodSync(path, 0o666);
    const { wideRights, grants } = await migrateLedger(storeOptions(database.url), migrateOptions);
    const ofFile = wideRights.found.filter(({ has }) => has === `can write ${path}`).map(({ holder }) => holder);
    expect(ofFile).toEqual([expect.stringMatching(/^user \d+$/), expect.stringMatching(/^group \d+$/), "every user"]);
    expect(grants).toEqual(["-- SQLite has no roles: whoever can write the file can do everything."]);
    chmodSync(path, 0o600);
    const after = await migrateLedger(storeOptions(database.url), migrateOptions);
    expect(after.wideRights.found.filter(({ has }) => has === `can write ${path}`)).toHaveLength(1);
  } finally {
    await database.drop();
  }
});

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
