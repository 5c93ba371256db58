import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

/** Keys that differ by something a database, a driver or a JSON printer may lose. */
const oddKeys = [
  "\u{1f600}",
  "\u{1f600}\u{1f3fd}",
  "\ufffd",
  "\u00e9",
  "e\u0301",
  "E\u0301",
  "a",
  "A",
  "a ",
  " a",
  "a%",
  "a_",
  "%",
  "_",
  "\\",
  "\\'",
  "'",
  '"',
  "`",
  "''; drop table tags; --",
  "\u202emirror\u202c",
  "\u05e9\u05dc\u05d5\u05dd",
  "\u0001\u001f\u007f",
  "\t\n\r",
  "\u2028",
  "\u200b",
  "ss",
  "\u00df",
  "\u0130",
  "i",
  "$1",
  "?",
  ":name",
  "{}",
  "null",
  "__proto__",
  "x".repeat(250),
];

describeDialects("text of any kind", (dialect) => {
  const { oracle } = fixtureStore(dialect);
  const runId = oracle.runs[0]?.runId ?? "";
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    const sql = await openSql(database.url);
    await sql.query("DELETE FROM tags WHERE run_uuid = ?", [runId]);
    for (const key of storable(oddKeys))
      await sql.query('INSERT INTO tags ("key", value, run_uuid) VALUES (?, ?, ?)', [key, `value of ${key}`, runId]);
    await sql.close();
    server = await startServer({ stores: [database] });
  });

  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  /** MLflow's own columns on MySQL take some of these keys for equal; then only the first can be stored. */
  function storable(keys: readonly string[]): readonly string[] {
    if (dialect !== "mysql") return keys;
    const seen = new Set<string>();
    return keys.filter((key) => {
      const folded = key.normalize("NFD").replace(/\p{M}/gu, "").replace(/ +$/, "").toLowerCase();
      if (
        seen.has(folded) ||
        [...folded].some(
          (character) => (character.codePointAt(0) ?? 0) > 0xffff || "\u00df\u200b\u202e\ufffd".includes(character),
        )
      )
        return false;
      seen.add(folded);
      return true;
    });
  }

  async function tagsOf(keys: readonly string[]) {
    const query =
      'query ($keys: [String!], $run: String!) { run(store: "main", mlflowId: $run) { tags(keys: $keys, first: 1000) { nodes { key value } } } }';
    const { data, errors } = await server.query<{ run: { tags: { nodes: { key: string; value: string }[] } | null } }>(
      query,
      { keys, run: runId },
    );
    return { nodes: data?.run.tags?.nodes, failures: failuresOf(errors) };
  }

  test("is stored, listed in the order of its bytes and found again one by one, nothing else with it", async () => {
    const stored = [...storable(oddKeys)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const all = await server.data<{ run: { tags: { nodes: { key: string }[] } } }>(
      `{ run(store: "main", mlflowId: "${runId}") { tags(first: 1000) { nodes { key } } } }`,
    );
    expect(all.run.tags.nodes.map(({ key }) => key)).toEqual(stored);
    for (const key of stored)
      expect(await tagsOf([key])).toEqual({ nodes: [{ key, value: `value of ${key}` }], failures: [] });
  });

  test("that is not stored is not found, however near it comes", async () => {
    const near = [
      "\u{1f601}",
      "b",
      "aa",
      "%a",
      "a\u0300",
      "\u00c9\u00c9",
      "x".repeat(249),
      "x".repeat(251),
      "x".repeat(10_000),
      "\u{1f600}".repeat(2_500),
      "",
    ];
    for (const key of near) expect([key, await tagsOf([key])]).toEqual([key, { nodes: [], failures: [] }]);
    expect(await tagsOf([])).toEqual({ nodes: [], failures: [] });
  });

  test("with a NUL is refused where the database cannot hold it, else not found", async () => {
    const expected =
      dialect === "postgres"
        ? { nodes: undefined, failures: ["INVALID TEXT_NOT_STORABLE at run.tags"] }
        : { nodes: [], failures: [] };
    expect(await tagsOf(["a\u0000"])).toEqual(expected);
    expect(await tagsOf(["\u0000"])).toEqual(expected);
  });

  test("with half a surrogate pair is refused, and does not find the character that drivers send in its place", async () => {
    for (const key of ["\ud800", "a\udfff", "\udc00\ud800"])
      expect(await tagsOf([key])).toEqual({ nodes: undefined, failures: ["INVALID TEXT_NOT_STORABLE at run.tags"] });
    const query = 'query ($id: String!) { run(store: "main", mlflowId: $id) { name } }';
    const { data, errors } = await server.query(query, { id: "\ud800" });
    expect([data, failuresOf(errors)]).toEqual([{ run: null }, ["INVALID TEXT_NOT_STORABLE at run"]]);
  });

  test("finds no model, experiment or run that is not there", async () => {
    const query = `query ($text: String!) {
      run(store: "main", mlflowId: $text) { name }
      experiment(store: "main", name: $text) { name }
      registeredModel(store: "main", name: $text) { name }
      modelVersion(store: "main", name: $text, version: 1) { name }
      inWorkspace: registeredModel(store: "main", name: "a", workspace: $text) { name }
    }`;
    const absent = ["run", "experiment", "registeredModel", "modelVersion", "inWorkspace"];
    for (const text of ["\u{1f600}", "'; --", "%", "\u202e", "\\", "x".repeat(10_000)]) {
      const { data, errors } = await server.query(query, { text });
      expect(data).toEqual(Object.fromEntries(absent.map((field) => [field, null])));
      expect(failuresOf(errors).sort()).toEqual(absent.map((field) => `NOT_FOUND NOT_FOUND at ${field}`).sort());
    }
  });

  test("names no metric that was not logged: there is no series of it", async () => {
    const query = `query ($keys: [String!]!) { run(store: "main", mlflowId: "${runId}") { metricHistory(keys: $keys) { key } sampled: metricHistory(keys: $keys, maxPoints: 2) { key } } }`;
    for (const keys of [[], ["\u{1f600}"], ["'", '"', "%", "_", "\\"], ["x".repeat(10_000)]])
      expect(await server.data(query, { keys })).toEqual({ run: { metricHistory: [], sampled: [] } });
  });
});
