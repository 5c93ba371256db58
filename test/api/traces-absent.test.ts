import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";

/** Those that refer to others come first. */
const tablesOfTraces = [
  "span_metrics",
  "spans",
  "assessments",
  "trace_metrics",
  "trace_tags",
  "trace_request_metadata",
  "trace_info",
];

/** MLflow 2.12 had no tables of traces. */
describeDialects("a schema without traces", (dialect) => {
  let store: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    store = await mlflowStore(dialect);
    const sql = await openSql(store.url);
    for (const table of tablesOfTraces) await sql.query(`DROP TABLE ${table}`);
    await sql.query("UPDATE alembic_version SET version_num = 'acf3f17fdcc7'");
    await sql.close();
    server = await startServer({ stores: [store] });
  });
  afterAll(async () => {
    await server?.close();
    await store?.drop();
  });

  test.each([
    ['experiment(store: "main", name: "fraud/detection") { name traces { nodes { id } } }', "traces"],
    [
      'experiment(store: "main", name: "fraud/detection") { name runs(first: 1) { nodes { traces { nodes { id } } } } }',
      "traces",
    ],
    ['trace(store: "main", mlflowId: "tr-1") { id }', "trace"],
  ])("says so of %s, and answers the rest", async (field, last) => {
    const { data, errors } = await server.query<{ experiment?: { name: string } }>(`{ ${field} }`);
    expect(data?.experiment?.name ?? "none").toBe(last === "trace" ? "none" : "fraud/detection");
    expect(errors).toMatchObject([{ extensions: { code: "UNAVAILABLE", reason: "NOT_IN_SCHEMA" } }]);
    expect(errors?.[0]?.path?.at(-1)).toBe(last);
  });

  test("has prompts all the same", async () => {
    expect(await server.data("{ prompts { totalCount } }")).toEqual({ prompts: { totalCount: 0 } });
  });
});
