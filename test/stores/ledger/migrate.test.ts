import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { ledgerVersion } from "../../../src/rules/ledger-state.js";
import { ledgerTables } from "../../../src/rules/ledger-tables.js";
import { type MigrationFile, readMigration } from "../../../src/rules/migration.js";
import { bindingsOf, createBinding } from "../../../src/stores/ledger/bindings.js";
import { migrateLedger } from "../../../src/stores/ledger/migrate.js";
import { migrationFiles } from "../../../src/stores/ledger/migration-files.js";
import { uninstallLedger } from "../../../src/stores/ledger/uninstall.js";
import type { StoreOptions } from "../../../src/stores/store-options.js";
import { emptyDatabase, type TestDatabase } from "../../support/databases.js";
import { describeDialects } from "../../support/describe-stores.js";
import { mlflowStore } from "../../support/fixtures.js";
import { openSql, type SqlRunner } from "../../support/sql-runner.js";
import { migrateOptions, storeAt, storeOptions } from "./ledger-store.js";
import { ledgersOf, mlflowsOf, schemaOf } from "./schema-of.js";

const names = ledgerTables.map(({ name }) => name).sort();

describeDialects("the ledger's migrations", (dialect) => {
  let database: TestDatabase;
  let sql: SqlRunner;
  let options: StoreOptions;
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    sql = await openSql(database.url);
    options = storeOptions(database.url);
  });
  afterAll(async () => {
    await sql.close();
    await database.drop();
  });
  beforeEach(async () => {
    for (const name of Object.keys(ledgersOf(await schema()))) await sql.query(`DROP TABLE ${name}`);
  });

  const files = migrationFiles(dialect);
  const schema = () => schemaOf(dialect, sql);
  const notes = () => sql.query("SELECT * FROM gatehouse_migrations ORDER BY version");
  const migrate = (given?: readonly MigrationFile[]) => migrateLedger(options, migrateOptions, given);

  test("make this build's tables, touch none of MLflow's, and note what was applied by whom", async () => {
    const before = await schema();
    const report = await migrate();
    expect(report).toMatchObject({ before: 0, after: ledgerVersion, files: files.map(({ name }) => name), script: "" });
    const after = await schema();
    expect(mlflowsOf(after)).toEqual(before);
    expect(Object.keys(ledgersOf(after)).sort()).toEqual(names);
    expect(JSON.stringify(ledgersOf(after))).not.toMatch(/foreign key|references/i);
    expect(await notes()).toEqual(
      files.map(({ version, name, checksum, compatibleSince }) => ({
        version: BigInt(version),
        name,
        checksum,
        compatible_since: BigInt(compatibleSince),
        applied_at: BigInt(migrateOptions.now()),
        applied_by: expect.stringMatching(dialect === "sqlite" ? /^operator:somebody$/ : /^operator:\w+/),
      })),
    );
  });

  test("have a build's newest file where the build says", () => {
    expect(files.map(({ version }) => version)).toEqual(Array.from({ length: ledgerVersion }, (_, at) => at + 1));
  });

  test("run twice do nothing the second time", async () => {
    await migrate();
    const [once, noted] = [await schema(), await notes()];
    expect(await migrate()).toMatchObject({ before: ledgerVersion, after: ledgerVersion, files: [] });
    expect([await schema(), await notes()]).toEqual([once, noted]);
  });

  test("run by four at once are applied once", async () => {
    const reports = await Promise.all([migrate(), migrate(), migrate(), migrate()]);
    expect(reports.flatMap((report) => report.files)).toEqual(files.map(({ name }) => name));
    expect(reports.map(({ after }) => after)).toEqual(Array(4).fill(ledgerVersion));
    expect(await notes()).toHaveLength(files.length);
  });

  test("printed by a dry run are what is run, and the dry run changes nothing", async () => {
    const before = await schema();
    const { script, files: pending, after } = await migrateLedger(options, { ...migrateOptions, isDryRun: true });
    expect([pending, after]).toEqual([files.map(({ name }) => name), 0]);
    expect(await schema()).toEqual(before);
    // SQLite's test connection rolls back what a script leaves open; this one closes what it opens.
    await sql.script(script);
    const byHand = [await schema(), await notes()];
    await uninstallLedger(options, false);
    await migrate();
    expect([await schema(), await notes()]).toEqual(byHand);
    expect(await migrateLedger(options, { ...migrateOptions, isDryRun: true })).toMatchObject({
      files: [],
      script: "",
    });
  });

  test("that broke off after any statement are finished by the next run", async () => {
    await migrate();
    const whole = await schema();
    const statements = files.flatMap((file) => file.statements);
    for (let done = 0; done <= statements.length; done += 1) {
      await uninstallLedger(options, false);
      const broken = files
        .slice(0, 1)
        .map((file) => ({ ...file, statements: [...file.statements.slice(0, done), "broken"] }));
      await expect(migrate(broken)).rejects.toThrow();
      // Where the database undoes what was begun, nothing is left.
      expect(Object.keys(ledgersOf(await schema()))).toHaveLength(
        dialect === "mysql" ? Math.min(done, names.length) : 0,
      );
      expect(await migrate()).toMatchObject({ before: 0, after: ledgerVersion });
      expect(await schema()).toEqual(whole);
    }
  });

  test("that were applied with another content are an error, and nothing more is applied", async () => {
    const changed = files.map((file) => ({ ...file, checksum: "0".repeat(64) }));
    await migrate(changed);
    const before = await schema();
    await expect(migrate([...files, newer(2)])).rejects.toMatchObject({
      code: "CONFLICT",
      reason: "MIGRATION_CHANGED",
    });
    expect(await schema()).toEqual(before);
  });

  test("of a newer build leave this one its ledger, where they say so", async () => {
    const newerBuild = [...files, newer(ledgerVersion + 1)];
    await migrate(newerBuild);
    const store = storeAt(database.url);
    try {
      expect((await store.ready()).ledger).toEqual({ version: ledgerVersion + 1, status: "NEWER" });
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
      await store.write((open) => createBinding(open, given));
      expect(await store.read(bindingsOf)).toEqual([{ ...given, revokedAt: null, revokedBy: null }]);
    } finally {
      await store.close();
    }
    expect(await migrate()).toMatchObject({ before: ledgerVersion + 1, after: ledgerVersion + 1, files: [] });
    await expect(uninstallLedger(options, false)).rejects.toMatchObject({ code: "CONFLICT", reason: "LEDGER_NEWER" });
  });

  test("of a newer build that is not compatible close the ledger to this one", async () => {
    await migrate([...files, { ...newer(ledgerVersion + 1), compatibleSince: ledgerVersion + 1 }]);
    const store = storeAt(database.url);
    try {
      expect((await store.ready()).ledger).toEqual({ version: ledgerVersion + 1, status: "INCOMPATIBLE" });
      const refused = { code: "UNAVAILABLE", reason: "LEDGER_INCOMPATIBLE" };
      await expect(store.read(bindingsOf)).rejects.toMatchObject(refused);
    } finally {
      await store.close();
    }
  });

  test("are undone by uninstall to exactly MLflow's tables, also after one that broke off", async () => {
    const before = await schema();
    await migrate();
    const dry = await uninstallLedger(options, true);
    expect([...dry.tables].sort()).toEqual(names);
    expect(Object.keys(await schema())).toEqual(expect.arrayContaining(names));
    await sql.script(dry.script);
    expect(await schema()).toEqual(before);
    await migrate();
    await sql.query("DELETE FROM gatehouse_migrations");
    await sql.query("DROP TABLE gatehouse_tokens");
    expect((await uninstallLedger(options, false)).tables).toEqual(["gatehouse_bindings", "gatehouse_migrations"]);
    expect(await schema()).toEqual(before);
    expect(await uninstallLedger(options, false)).toMatchObject({ tables: [], script: "" });
  });

  test("half undone or half done are seen as a ledger that is not ready", async () => {
    await migrate();
    await sql.query("DELETE FROM gatehouse_migrations");
    const store = storeAt(database.url);
    try {
      expect((await store.ready()).ledger).toEqual({ version: 0, status: "OLDER" });
      await expect(store.read(bindingsOf)).rejects.toMatchObject({ reason: "LEDGER_OLDER" });
    } finally {
      await store.close();
    }
  });

  test("refuse a database that is no MLflow store", async () => {
    const empty = await emptyDatabase(dialect);
    const there = await openSql(empty.url); // SQLite's file is made by this.
    await there.query("CREATE TABLE something (a INT)");
    try {
      await expect(migrateLedger(storeOptions(empty.url), migrateOptions)).rejects.toMatchObject({
        reason: "NOT_AN_MLFLOW_STORE",
      });
      expect(Object.keys(await schemaOf(dialect, there))).toEqual(["something"]);
    } finally {
      await there.close();
      await empty.drop();
    }
  });
});

describeDialects("the ledger on the oldest schema of the fixtures", (dialect) => {
  test("is the same as on the newest", async () => {
    const made = await Promise.all(
      (["2.22.0", "3.17.2"] as const).map(async (version) => {
        const database = await mlflowStore(dialect, version);
        const sql = await openSql(database.url);
        try {
          await migrateLedger(storeOptions(database.url), migrateOptions);
          return ledgersOf(await schemaOf(dialect, sql));
        } finally {
          await sql.close();
          await database.drop();
        }
      }),
    );
    expect(made[0]).toEqual(made[1]);
  });
});

/** What a later build might add. */
function newer(version: number): MigrationFile {
  const text = `-- compatible-since: 1

alter table gatehouse_bindings add column note varchar(20);

create table gatehouse_later (id bigint primary key);
`;
  return readMigration(`${String(version).padStart(4, "0")}_later`, text);
}
