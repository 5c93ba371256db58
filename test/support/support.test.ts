import { existsSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { emptyDatabase } from "./databases.js";
import { describeDialects, describeFixtures } from "./describe-stores.js";
import { mlflowStore } from "./fixtures.js";
import { parseJson } from "./json.js";
import { splitMysqlDump } from "./mysql-dump.js";
import { openSql, type SqlRunner } from "./sql-runner.js";

describeFixtures("a loaded fixture", ({ url, oracle, version, dialect }) => {
  test("holds the rows MLflow's own answers speak of", async () => {
    expect(oracle.mlflow).toBe(version);
    const counts = await withSql(url, (sql) =>
      sql.query(
        "SELECT (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM experiments) AS experiments, (SELECT count(*) FROM registered_models) AS models",
      ),
    );
    expect(counts).toEqual([
      {
        runs: BigInt(oracle.runs.length),
        experiments: BigInt(oracle.experiments.length),
        models: BigInt(oracle.registeredModels.length),
      },
    ]);
  });

  test("holds non-ASCII text, a step beyond 2^53 and MLflow's trigger unharmed", async () => {
    const [emoji, big, secret] = await withSql(url, async (sql) => [
      await sql.query(`SELECT DISTINCT value FROM tags WHERE "key" = ?`, ["emoji"]),
      await sql.query(`SELECT DISTINCT step FROM metrics WHERE "key" = ?`, ["big"]),
      version === "2.22.0" ? [{ triggers: 1n }] : await sql.query(triggerCount[dialect]),
    ]);
    expect(emoji).toEqual([{ value: "naïve café ✓" }]);
    expect(big).toEqual([{ step: 9007199254740993n }]);
    expect(secret).toEqual([{ triggers: 1n }]);
  });
});

const triggerCount = {
  postgres: "SELECT count(*) AS triggers FROM pg_trigger WHERE tgname = 'prevent_secrets_aad_mutation'",
  mysql:
    "SELECT count(*) AS triggers FROM information_schema.triggers WHERE trigger_name = 'prevent_secrets_aad_mutation' AND trigger_schema = database()",
  sqlite:
    "SELECT count(*) AS triggers FROM sqlite_master WHERE type = 'trigger' AND name = 'prevent_secrets_aad_mutation'",
};

describeDialects("raw SQL", (dialect) => {
  test("an empty database takes every kind of value and is gone after drop", async () => {
    const database = await emptyDatabase(dialect);
    const values = ["it's ? \"é✓", 9007199254740993n, 0.1 + 0.2, null];
    const rows = await withSql(database.url, async (sql) => {
      await sql.script(
        `CREATE TABLE t ("key" varchar(50), big bigint, small integer, number double precision, gone integer); DELETE FROM t`,
      );
      await sql.query(`INSERT INTO t ("key", big, small, number, gone) VALUES (?, ?, 7, ?, ?)`, values);
      return sql.query(`SELECT *, '?' AS mark FROM t`);
    });
    expect(rows).toEqual([
      { key: values[0], big: 9007199254740993n, small: 7n, number: 0.30000000000000004, gone: null, mark: "?" },
    ]);
    await database.drop();
    await expect(withSql(database.url, (sql) => sql.query("SELECT * FROM t"))).rejects.toThrow();
    if (dialect === "sqlite") expect(existsSync(database.url.slice("sqlite:".length))).toBe(true); // The failed query made an empty file.
  });

  test("a private copy of a fixture may be written without anyone noticing", async () => {
    const [one, two] = [await mlflowStore(dialect), await mlflowStore(dialect)];
    await withSql(one.url, (sql) => sql.query("DELETE FROM tags"));
    expect(await withSql(one.url, (sql) => sql.query("SELECT count(*) AS n FROM tags"))).toEqual([{ n: 0n }]);
    expect(await withSql(two.url, (sql) => sql.query("SELECT count(*) > 50 AS filled FROM tags"))).toEqual([
      { filled: dialect === "postgres" ? true : 1n },
    ]);
    await one.drop();
    await two.drop();
  });
});

test("JSON keeps integers beyond 2^53 as bigint and everything else as JSON.parse has it", () => {
  const text =
    '{"a":9007199254740993,"b":-9223372036854775808,"c":9007199254740991,"d":0.1234567890123456789,"e":"\\"9007199254740993\\"","f":1e+300,"g":[12345678901234567890.5,-0]}';
  expect(parseJson(text)).toEqual({ ...(JSON.parse(text) as object), a: 9007199254740993n, b: -9223372036854775808n });
});

test("a mysqldump is cut at the client's DELIMITER lines and loses its definers", () => {
  const dump =
    "A;\nB;\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER t BEGIN x; y; END */;;\nDELIMITER ;\nC;\n";
  expect(splitMysqlDump(dump)).toEqual(["A;\nB;", "/*!50003 CREATE*/  /*!50003 TRIGGER t BEGIN x; y; END */", "C;"]);
});

async function withSql<T>(url: string, use: (sql: SqlRunner) => Promise<T>): Promise<T> {
  const sql = await openSql(url);
  try {
    return await use(sql);
  } finally {
    await sql.close();
  }
}
