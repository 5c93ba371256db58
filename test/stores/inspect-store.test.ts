import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { capabilitiesOf, capabilityNames } from "../../src/rules/mlflow-schema.js";
import { growingTables, tablesRead } from "../../src/rules/mlflow-tables.js";
import { countedRowsMax } from "../../src/stores/count-tables.js";
import type { DialectName } from "../../src/stores/store-options.js";
import { emptyDatabase } from "../support/databases.js";
import { describeDialects, describeFixtures } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { inspected, verdicts } from "./inspected-store.js";
import { makingUpProcessIds } from "./made-up-process-ids.js";

const products = { postgres: "PostgreSQL", mysql: "MariaDB", sqlite: "SQLite" } as const;

describeFixtures("a store of one's own", ({ dialect, version, url, oracle }) => {
  test("what it is, and that all is well enough to serve it", async () => {
    const report = await inspected({ url });
    const { facts } = report;
    const release = version.split(".").slice(0, 2).join(".");
    expect(facts.unread).toEqual([]);
    expect(report.findings.filter(({ severity }) => severity === "problem")).toEqual([]);
    expect(facts.server).toMatchObject({ product: products[dialect], readOnly: null });
    expect(facts.server?.version).toMatch(/^\d+\.\d+/);
    expect(facts.schema?.releases?.split(" - ").at(-1)).toBe(release);
    const known = capabilitiesOf(facts.schema?.revision ?? "");
    expect(facts.schema?.capabilities).toEqual(capabilityNames.filter((name) => known?.[name]));
    expect(facts.connection).toMatchObject({ isReached: true, failure: null, direct: null });
    expect(facts.connection.statementMs).toBeGreaterThan(0);
    expect(report.mode).toEqual({ configured: "READ_ONLY", possible: "READ_WRITE" });
  });

  test("every table that is read is there, with its rows counted", async () => {
    const { facts } = await inspected({ url });
    const capabilities = facts.schema?.capabilities ?? [];
    expect(facts.access?.tables.map(({ table }) => table)).toEqual(tablesRead(capabilities));
    expect(facts.access?.tables.filter(({ exists, canSelect }) => !exists || !canSelect)).toEqual([]);
    expect(facts.tables?.map(({ table }) => table)).toEqual(growingTables(capabilities));
    const sql = await openSql(url);
    for (const { table, rows, count } of facts.tables ?? []) {
      const [found] = await sql.query<{ total: bigint }>(`SELECT count(*) AS total FROM ${table}`);
      expect([table, rows, count]).toEqual([table, Number(found?.total), "exact"]);
    }
    await sql.close();
    expect(facts.tables?.find(({ table }) => table === "runs")?.rows).toBe(oracle.runs.length);
  });

  test("a small store is advised no index; webhooks are told of where the schema has them", async () => {
    const report = await inspected({ url });
    expect(verdicts(report, "indexes")).toEqual(["ok INDEXES_COMPLETE"]);
    expect(verdicts(report, "webhooks")).toEqual(version === "2.22.0" ? [] : ["ok WEBHOOKS_NONE"]);
  });
});

describeDialects("a store", (dialect) => {
  async function changed<Result>(
    statements: readonly string[],
    look: (url: string, sql: SqlRunner) => Promise<Result>,
    version: "2.22.0" | "3.17.2" = "3.17.2",
  ): Promise<Result> {
    const database = await mlflowStore(dialect, version);
    const sql = await openSql(database.url);
    try {
      for (const statement of statements) await sql.query(statement);
      return await look(database.url, sql);
    } finally {
      await sql.close();
      await database.drop();
    }
  }

  test("of an unknown head is looked into", async () => {
    await changed(["UPDATE alembic_version SET version_num = 'ffffffffffff'"], async (url) => {
      const report = await inspected({ url });
      expect(verdicts(report, "schema")).toEqual(["warning SCHEMA_UNKNOWN"]);
      expect(report.facts.schema).toEqual({ revision: "ffffffffffff", releases: null, capabilities: capabilityNames });
      expect(report.mode.possible).toBe("READ_ONLY");
    });
  });

  test("without MLflow's tables has that one problem", async () => {
    const database = await emptyDatabase(dialect);
    const sql = await openSql(database.url);
    await sql.query("CREATE TABLE other (id int)");
    await sql.close();
    const report = await inspected({ url: database.url });
    await database.drop();
    expect(report.findings.filter(({ severity }) => severity === "problem").map(({ code }) => code)).toEqual([
      "NOT_AN_MLFLOW_STORE",
    ]);
    expect(verdicts(report, "access")).not.toContain("ok MAY_READ");
  });

  test("tells of the webhooks that are on", async () => {
    const webhook = (id: string, status: string, deleted: string) =>
      `INSERT INTO webhooks (webhook_id, name, url, status, deleted_timestamp) VALUES ('${id}', '${id}', 'https://hooks.example.com', '${status}', ${deleted})`;
    const event = (id: string, entity: string, action: string) =>
      `INSERT INTO webhook_events (webhook_id, entity, action) VALUES ('${id}', '${entity}', '${action}')`;
    const statements = [
      webhook("on", "ACTIVE", "NULL"),
      webhook("off", "DISABLED", "NULL"),
      webhook("gone", "ACTIVE", "1"),
      event("on", "model_version_alias", "created"),
      event("on", "model_version", "created"),
      event("off", "registered_model", "created"),
      event("gone", "prompt", "created"),
    ];
    await changed(statements, async (url) => {
      const report = await inspected({ url });
      expect(report.facts.webhooks).toEqual({
        active: 1,
        events: ["model_version.created", "model_version_alias.created"],
      });
      expect(verdicts(report, "webhooks")).toEqual(["note WEBHOOKS_DEAF"]);
    });
  });

  test.each(["2.22.0", "3.17.2"] as const)(
    "of MLflow %s that has grown is advised indexes, and none that it has",
    async (version) => {
      await changed(
        grown(dialect, version),
        async (url, sql) => {
          const { missingIndexes } = (await inspected({ url })).facts;
          expect(missingIndexes?.length).toBeGreaterThan(2);
          for (const { ddl } of missingIndexes ?? []) await sql.query(ddl);
          expect((await inspected({ url })).facts.missingIndexes).toEqual([]);
          await sql.query(dialect === "mysql" ? dropIndex.replace(";", " ON model_versions;") : dropIndex);
          const again = await inspected({ url });
          expect(again.facts.missingIndexes?.map(({ name }) => name)).toEqual(["gatehouse_versions_of_run"]);
          expect(verdicts(again, "indexes")).toEqual(["warning INDEX_MISSING"]);
          await sql.query("CREATE INDEX of_another_name ON model_versions (run_id, version)");
          expect((await inspected({ url })).facts.missingIndexes).toEqual([]);
        },
        version,
      );
    },
  );

  test("of many rows is not counted to the end", async () => {
    await changed([manyRows(dialect)], async (url, sql) => {
      const { tables } = (await inspected({ url })).facts;
      expect(tables?.find(({ table }) => table === "inputs")?.rows).toBeGreaterThanOrEqual(countedRowsMax);
      expect(tables?.find(({ table }) => table === "inputs")?.count).not.toBe("exact");
      await sql.query(dialect === "mysql" ? "ANALYZE TABLE inputs" : "ANALYZE inputs");
      const analyzed = (await inspected({ url })).facts.tables?.find(({ table }) => table === "inputs");
      // MariaDB guesses from a few pages; a guess below what was counted is not told.
      expect(analyzed?.count).toMatch(dialect === "mysql" ? /estimate|atLeast/ : /estimate/);
      expect(analyzed?.rows).toBeGreaterThanOrEqual(countedRowsMax);
      expect(analyzed?.rows).toBeLessThan(countedRowsMax * 2);
    });
  });

  test("whose clock is not this machine's", async () => {
    const report = await inspected(fixtureStore(dialect), () => Date.now() - 3_600_000);
    expect(verdicts(report, "clock")).toEqual(dialect === "sqlite" ? [] : ["warning CLOCK_DIFFERS"]);
  });

  test("that is down is said to be, with the reason and nothing secret", async () => {
    const url = { postgres: "postgresql://me:s3cr3t@127.0.0.1:1/db", mysql: "mysql://me:s3cr3t@127.0.0.1:1/db" };
    const report = await inspected({ url: dialect === "sqlite" ? "sqlite:/nonexistent/mlflow.db" : url[dialect] });
    expect(verdicts(report, "connection")).toEqual([
      `problem ${dialect === "sqlite" ? "STORE_DATABASE_MISSING" : "STORE_UNREACHABLE"}`,
    ]);
    expect(report.findings).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain("s3cr3t");
  });
});

const dropIndex = "DROP INDEX gatehouse_versions_of_run;";

/** Ten thousand rows in each table that an index is advised for. */
function grown(dialect: DialectName, version: string): string[] {
  const numbers = numbersTo(dialect, 10_000);
  const models = "INSERT INTO registered_models (name) VALUES ('grown')";
  const versions = `INSERT INTO model_versions (name, version, current_stage) SELECT 'grown', n.i, 'None' FROM ${numbers} n`;
  const runs = `INSERT INTO runs (run_uuid, experiment_id) SELECT concat('grown', n.i), 0 FROM ${numbers} n`;
  const tags = `INSERT INTO tags ("key", value, run_uuid) SELECT 'grown', 'yes', run_uuid FROM runs`;
  const logged = `INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status)
    SELECT concat('m-', n.i), 0, 'grown', '', n.i, n.i, 2 FROM ${numbers} n`;
  return [models, versions, runs, tags, ...(version === "2.22.0" ? [] : [logged])];
}

function manyRows(dialect: DialectName): string {
  return `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)
    SELECT concat('i', n.i), 'MANY', concat('s', n.i), 'MANY', 'd' FROM ${numbersTo(dialect, countedRowsMax + 10_000)} n`;
}

function numbersTo(dialect: DialectName, last: number): string {
  if (dialect === "postgres") return `(SELECT generate_series AS i FROM generate_series(1, ${last}))`;
  if (dialect === "mysql") return `(SELECT seq AS i FROM seq_1_to_${last})`;
  return `(WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < ${last}) SELECT i FROM r)`;
}

describe("a pooler before PostgreSQL", () => {
  const { url } = fixtureStore("postgres");
  const tls = { mode: "disable" } as const;
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  test("is seen by the process id that it makes up, at url and at directUrl", async () => {
    const pooler = await makingUpProcessIds(url);
    closing.push(() => pooler.close());
    const seen = async (store: { url: string; directUrl?: string }) =>
      verdicts(await inspected({ ...store, tls }), "pooler");
    expect(await seen({ url })).toEqual(["ok POOLER_NONE"]);
    expect(await seen({ url: pooler.url })).toEqual(["warning POOLER_WITHOUT_DIRECT_URL"]);
    expect(await seen({ url: pooler.url, directUrl: url })).toEqual(["ok POOLER_SEEN"]);
    expect(await seen({ url: pooler.url, directUrl: pooler.url })).toEqual([
      "ok POOLER_SEEN",
      "problem DIRECT_URL_IS_POOLED",
    ]);
    expect(await seen({ url, directUrl: url })).toEqual(["note POOLER_NOT_SEEN"]);
  });

  test("and a directUrl that leads nowhere is a problem", async () => {
    const report = await inspected({ url, directUrl: "postgresql://me@127.0.0.1:1/db", tls });
    expect(verdicts(report, "pooler")).toContain("problem DIRECT_URL_FAILS");
  });
});

describe("a server that takes the connection and says nothing", () => {
  test("costs the time to connect, and no more", async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const limits = { connectTimeoutMs: 200, statementTimeoutMs: 200, tls: { mode: "disable" } as const };
    const reports = [];
    for (const scheme of ["postgresql", "mysql"])
      reports.push(await inspected({ url: `${scheme}://me@127.0.0.1:${port}/db`, ...limits }));
    for (const socket of sockets) socket.destroy();
    silent.close();
    const unreached = { severity: "problem", facts: { connection: { isReached: false } } };
    expect(reports).toMatchObject([unreached, unreached]);
  });
});

describe("a table that somebody has locked", () => {
  test("costs the time of one statement and its own part; the rest is told", async () => {
    const database = await mlflowStore("postgres");
    const locker = await openSql(database.url);
    await locker.script("BEGIN; LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE");
    const report = await inspected({ url: database.url, statementTimeoutMs: 1_000 });
    await locker.close();
    await database.drop();
    expect(report.facts.unread.map(({ part, reason }) => [part, reason])).toEqual([["schema", "STATEMENT_TIMEOUT"]]);
    expect(verdicts(report, "schema")).toEqual(["problem STATEMENT_TIMEOUT"]);
    expect(report.facts.tables?.map(({ table }) => table)).toContain("runs");
    expect(verdicts(report, "connection")).toEqual(["ok REACHED"]);
  });
});
