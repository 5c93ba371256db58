import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

const badFirst = [
  [0, "INVALID FIRST_TOO_SMALL"],
  [-1, "INVALID FIRST_TOO_SMALL"],
  [101, "LIMIT PAGE_TOO_LARGE"],
] as const;

const noExperiments = [
  "123456789012345678",
  "99999999999999999999",
  "2147483648",
  "abc",
  "",
  " 1",
  "01",
  "-1",
  "1.0",
  "1e3",
  "１",
];

const oddKeys = [
  "😀",
  "\u0000",
  "\ud800",
  "x".repeat(10_000),
  "\u202eloss",
  "lo'ss",
  'lo"ss',
  "%",
  "_",
  "loss ",
  "Loss",
  "`",
  "\\",
];

describeDialects("values that cannot be", (dialect) => {
  let server: TestServer;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const store = await mlflowStore(dialect);
    drop = () => store.drop();
    const sql = await openSql(store.url);
    await sql.query("UPDATE experiments SET creation_time = ? WHERE experiment_id = 3", [9_000_000_000_000_000n]);
    await sql.close();
    server = await startServer({ stores: [{ url: store.url }] });
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });

  test.each(badFirst)("first: %i is refused", async (first, failure) => {
    const { data, errors } = await server.query(`{ experiments(first: ${first}) { nodes { name } } }`);
    expect([data, failuresOf(errors)]).toEqual([{ experiments: null }, [`${failure} at experiments`]]);
  });

  test("a page of 10^9 is refused before anything is read", async () => {
    server.statements();
    const { errors } = await server.query("{ experiments(first: 1000000000) { nodes { name } } }");
    expect(failuresOf(errors)).toEqual(["LIMIT TOO_COSTLY"]);
    expect(server.statements()).toEqual([]);
  });

  test.each(noExperiments)(
    "an experiment of id %j is not found, and the database never asked what it cannot be",
    async (mlflowId) => {
      const { data, errors } = await server.query(
        'query E($mlflowId: String!) { experiment(store: "main", mlflowId: $mlflowId) { name } }',
        { mlflowId },
      );
      expect([data, failuresOf(errors)]).toEqual([{ experiment: null }, ["NOT_FOUND NOT_FOUND at experiment"]]);
    },
  );

  test("the experiment of id 0 is found", async () => {
    expect(await server.data('{ experiment(store: "main", mlflowId: "0") { name } }')).toEqual({
      experiment: { name: "Default" },
    });
  });

  test.each(oddKeys)("keys of any Unicode find nothing or are refused as what they are: %j", async (key) => {
    const document = `query K($key: String!) { experiment(store: "main", mlflowId: "1") { runs(first: 1) { nodes {
      params(keys: [$key]) { nodes { key } } tags(keys: [$key]) { nodes { key } } metrics(keys: [$key]) { nodes { key } }
      metricHistory(keys: [$key]) { key }
    } } } }`;
    const { data, errors } = await server.query<{ experiment: { runs: { nodes: object[] } } }>(document, { key });
    const none = { params: { nodes: [] }, tags: { nodes: [] }, metrics: { nodes: [] }, metricHistory: [] };
    if (errors === undefined) expect(data?.experiment.runs.nodes).toEqual([none]);
    else
      expect([...new Set(failuresOf(errors).map((failure) => failure.split(" at ")[0]))]).toEqual([
        "INVALID TEXT_NOT_STORABLE",
      ]);
    expect(errors === undefined || key === "\u0000" || key === "\ud800").toBe(true);
  });

  test("a stored time out of the range of dates is an error on its field alone", async () => {
    const { data, errors } = await server.query('{ experiment(store: "main", mlflowId: "3") { name createdAt } }');
    expect(data).toEqual({ experiment: { name: "empty", createdAt: null } });
    expect(failuresOf(errors)).toEqual(["INVALID DATE_OUT_OF_RANGE at experiment.createdAt"]);
  });

  test("cursors of another list, tampered with or made up are refused", async () => {
    const { experiments, registeredModels } = await server.data<Record<string, { pageInfo: { endCursor: string } }>>(
      "{ experiments(first: 1) { pageInfo { endCursor } } registeredModels(first: 1) { pageInfo { endCursor } } }",
    );
    const own = experiments?.pageInfo.endCursor ?? "";
    const tampered = Buffer.from(own, "base64url").toString().replace("experiments", "experiment");
    const bad = [
      registeredModels?.pageInfo.endCursor,
      `${own}A`,
      own.slice(1),
      Buffer.from(tampered).toString("base64url"),
      "",
      "%",
      "x".repeat(20_000),
    ];
    for (const after of bad) {
      const { errors } = await server.query(
        "query C($after: String) { experiments(after: $after) { nodes { name } } }",
        { after },
      );
      expect(failuresOf(errors)).toEqual(["INVALID WRONG_CURSOR at experiments"]);
    }
    const { errors } = await server.query("query C($after: String) { experiments(after: $after) { nodes { name } } }", {
      after: own,
    });
    expect(errors).toBeUndefined();
  });

  test("ids that are none, or of what does not exist", async () => {
    const encode = (text: string) => Buffer.from(text).toString("base64url");
    const malformed = [
      "",
      "abc",
      "é",
      encode("main:Run"),
      encode("main:Nothing:1"),
      encode("main:Run:%zz"),
      "x".repeat(10_000),
    ];
    const absent = [
      "main:Run:00",
      "other:Run:00",
      "main:Experiment:999",
      "main:ModelVersion:default:fraud:1:1",
      "main:Dataset:1:a:b",
      "main:Store",
      "other:Store",
    ];
    for (const id of malformed) {
      const { data, errors } = await server.query("query N($id: ID!) { node(id: $id) { id } }", { id });
      expect([data, failuresOf(errors)]).toEqual([{ node: null }, ["INVALID MALFORMED_ID at node"]]);
    }
    for (const id of absent.filter((text) => text !== "main:Store").map(encode)) {
      const { data, errors } = await server.query("query N($id: ID!) { node(id: $id) { id } }", { id });
      expect([data, failuresOf(errors)]).toEqual([{ node: null }, ["NOT_FOUND NOT_FOUND at node"]]);
    }
  });
});
