import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { testToken } from "../support/test-config.js";
import { failuresOf } from "./http-client.js";
import { type LoggedServer, startLoggedServer } from "./http-logged-server.js";

const storedSecret = "stored-secret-5f2b";
const givenSecret = "given-secret-71e6";
const password = "password-secret-9c3d";

/** Makes every read of the table fail in a way that no code of ours expects, with a value in the database's words. */
const breakTags = {
  postgres: `ALTER TABLE tags RENAME TO tags_kept; CREATE VIEW tags AS SELECT "key", ('${storedSecret}' || value)::integer::text AS value, run_uuid FROM tags_kept`,
  mysql: `RENAME TABLE tags TO tags_kept; CREATE VIEW tags AS SELECT "key", (SELECT '${storedSecret}' UNION SELECT 'x') AS value, run_uuid FROM tags_kept`,
  sqlite: `ALTER TABLE tags RENAME TO tags_kept; CREATE VIEW tags AS SELECT "key", json('${storedSecret}' || value) AS value, run_uuid FROM tags_kept`,
};

describeDialects("an error nobody expected", (dialect) => {
  const runId = fixtureStore(dialect).oracle.runs.find(({ tags }) => Object.keys(tags).length > 0)?.runId ?? "";
  let database: TestDatabase;
  let server: LoggedServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    server = await startLoggedServer({ stores: [withPassword(database)] });
    const sql = await openSql(database.url);
    await sql.script(breakTags[dialect]);
    await sql.close();
  });

  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  test("costs its field, and tells the client nothing but the id of the request", async () => {
    const { status, requestId, data, errors } = await server.ask(readTags, { key: givenSecret, run: runId });
    expect([status, data]).toEqual([200, { run: { mlflowId: runId, tags: null } }]);
    expect(errors).toEqual([
      {
        message: `Something went wrong on our side; the request's id is ${requestId}.`,
        locations: [{ line: 2, column: 52 }],
        path: ["run", "tags"],
        extensions: { code: "INTERNAL", reason: "INTERNAL", requestId },
      },
    ]);
  });

  test("is logged once, with the id of the request, its kind and where it was thrown", async () => {
    server.logged();
    const { requestId } = await server.ask(readTags, { key: givenSecret, run: runId });
    const lines = server.logged().map((line) => JSON.parse(line) as Record<string, unknown>);
    const errors = lines.filter(({ level }) => level === "error");
    expect(errors).toEqual([
      expect.objectContaining({ msg: "unexpected error", requestId, operationName: "Tags", path: ["run", "tags"] }),
    ]);
    expect(errors[0]?.error).toEqual(expect.objectContaining({ type: expect.any(String), at: expect.any(Array) }));
    expect(lines).toContainEqual(expect.objectContaining({ msg: "request", requestId, path: "/graphql", status: 200 }));
  });

  test("shows neither SQL nor values nor where the store lies nor any secret, to the client or in the log", async () => {
    const { text } = await server.ask(readTags, { key: givenSecret, run: runId });
    const [where = ""] = /[^/]+$/.exec(database.url) ?? [];
    for (const shown of [text, ...server.logged()]) {
      for (const secret of [
        storedSecret,
        givenSecret,
        password,
        testToken,
        where,
        "127.0.0.1",
        "tags_kept",
        "run_uuid",
      ])
        expect(shown).not.toContain(secret);
      expect(shown).not.toMatch(/\b(select|where|from tags|prisma\.)\b/i);
    }
  });
});

describeDialects("a schema that changes under a running server", (dialect) => {
  const { oracle } = fixtureStore(dialect);
  const runId = oracle.runs.find(({ params }) => Object.keys(params).length > 0)?.runId ?? "";
  let database: TestDatabase;
  let server: LoggedServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    server = await startLoggedServer({ stores: [withPassword(database)] });
  });

  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  test.each([
    [
      "a column that SQL of ours reads",
      "ALTER TABLE params RENAME COLUMN value TO value_kept",
      "{ params { nodes { value } } }",
      "run.params",
    ],
    [
      "a table that SQL of ours reads",
      "ALTER TABLE latest_metrics RENAME TO latest_metrics_kept",
      "{ metrics { nodes { value } } }",
      "run.metrics",
    ],
    [
      "a column that Prisma's models read",
      "ALTER TABLE runs RENAME COLUMN artifact_uri TO uri_kept",
      "{ mlflowId }",
      "run",
    ],
    ["a table that Prisma's models read", "ALTER TABLE runs RENAME TO runs_kept", "{ mlflowId }", "run"],
  ])(
    "%s is gone: UNAVAILABLE, the store's schema changed, and nothing more is said",
    async (_, change, selection, path) => {
      const query = `{ run(store: "main", mlflowId: "${runId}") ${selection} }`;
      const sql = await openSql(database.url);
      await sql.script(change);
      await sql.close();
      server.logged();
      const { text, errors } = await server.ask(query);
      expect(failuresOf(errors)).toEqual([`UNAVAILABLE STORE_SCHEMA_CHANGED at ${path}`]);
      expect(errors[0]?.message).toBe('Store "main" is changing its schema (a table or column that was there is not).');
      for (const shown of [text, ...server.logged()])
        expect(shown).not.toMatch(/_kept|artifact_uri|latest_metrics|127\.0\.0\.1/);
    },
  );
});

const readTags = `query Tags($key: String!, $run: String!) {
  run(store: "main", mlflowId: $run) { mlflowId    tags(keys: [$key, "mlflow.user", "mlflow.runName"]) { nodes { value } } }
}`;

/** Servers that trust their clients take any password: it must not show all the same. */
function withPassword(database: TestDatabase): { url: string } {
  if (database.dialect !== "postgres") return { url: database.url };
  const url = new URL(database.url);
  if (url.password === "") url.password = password;
  return { url: url.href };
}
