import { afterEach, describe, expect, test } from "@jest/globals";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import type { ConfigOverrides } from "../support/test-config.js";
import { failuresOf, type HttpRequest, send } from "./http-client.js";

const store = fixtureStore("sqlite");
const [run] = store.oracle.runs;
const runId = run?.runId ?? "";

let server: TestServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type LimitInput = NonNullable<ConfigOverrides["limits"]>;

async function limited(limits: LimitInput): Promise<TestServer> {
  await server?.close();
  server = await startServer({ stores: [store], limits });
  return server;
}

const asJson = (query: string, variables?: object): HttpRequest => ({ body: JSON.stringify({ query, variables }) });

/** Sends a request under a limit, then under the limit raised by one. */
async function atAndBelow(
  key: keyof LimitInput,
  asked: number,
  request: HttpRequest,
): Promise<{
  refused: { status: number; failures: readonly string[]; statements: string[] };
  allowed: readonly string[];
}> {
  const below = await limited({ [key]: asked - 1 });
  const { status, failures } = await send(below, request);
  const statements = below.statements();
  const at = await limited({ [key]: asked });
  return { refused: { status, failures, statements }, allowed: (await send(at, request)).failures };
}

describe("an operation that asks for too much is refused before anything of it is executed", () => {
  const spread =
    "{ experiments(first: 1) { ...A } } fragment A on ExperimentConnection { nodes { ...B } } fragment B on Experiment { name }";

  test.each<[keyof LimitInput, number, string, HttpRequest, string]>([
    ["depthMax", 3, "levels", asJson("{ experiments(first: 1) { nodes { name } } }"), "TOO_DEEP"],
    ["depthMax", 3, "levels through fragments", asJson(spread), "TOO_DEEP"],
    ["aliasesMax", 2, "aliases", asJson("{ a: experiments(first: 1) { b: nodes { name } } }"), "TOO_MANY_ALIASES"],
    [
      "aliasesMax",
      101,
      "aliases of one name",
      asJson(`{ ${Array.from({ length: 101 }, (_, at) => `a${at}: __typename`).join(" ")} }`),
      "TOO_MANY_ALIASES",
    ],
    [
      "directivesMax",
      3,
      "directives",
      asJson("{ experiments(first: 1) @include(if: true) @skip(if: false) { nodes { name @skip(if: false) } } }"),
      "TOO_MANY_DIRECTIVES",
    ],
    ["tokensMax", 14, "tokens", asJson("{ experiments(first: 1) { nodes { name } } }"), "TOO_MANY_TOKENS"],
    ["costMax", 7, "objects", asJson("{ experiments(first: 3) { nodes { name } } }"), "TOO_COSTLY"],
    [
      "costMax",
      7,
      "objects by a variable",
      asJson("query ($n: Int) { experiments(first: $n) { nodes { name } } }", { n: 3 }),
      "TOO_COSTLY",
    ],
    ["costMax", 41, "objects by the default page size", asJson("{ experiments { nodes { name } } }"), "TOO_COSTLY"],
    [
      "costMax",
      1 + 2 * (1 + (1 + 5 * 2)),
      "objects of pages in pages",
      asJson("{ experiments(first: 2) { nodes { runs(first: 5) { nodes { name } } } } }"),
      "TOO_COSTLY",
    ],
  ])("%s %i: so many %s", async (key, asked, _, request, reason) => {
    const { refused, allowed } = await atAndBelow(key, asked, request);
    expect(refused).toEqual({ status: 400, failures: [`LIMIT ${reason}`], statements: [] });
    expect(allowed).toEqual([]);
  });

  test("and is told the limit and what it asks for", async () => {
    const { errors } = await (await limited({ costMax: 100 })).query("{ experiments(first: 50) { nodes { name } } }");
    expect(errors?.map(({ message }) => message)).toEqual([
      "This operation asks for 101 objects by estimate; the limit is 100.",
    ]);
  });

  test("also in a batch, where the others are answered", async () => {
    const low = await limited({ depthMax: 2 });
    const body = `[${asJson("{ experiments(first: 1) { nodes { name } } }").body},${asJson("{ __typename }").body}]`;
    const answers: unknown = JSON.parse((await send(low, { body })).text);
    expect(answers).toEqual([
      { errors: [expect.objectContaining({ extensions: { code: "LIMIT", reason: "TOO_DEEP" } })] },
      { data: { __typename: "Query" } },
    ]);
    expect(low.statements()).toEqual([]);
  });

  test("also when its operation is one of several in the document", async () => {
    const low = await limited({ depthMax: 2 });
    const query = "query Small { __typename } query Large { experiments(first: 1) { nodes { name } } }";
    const large = await low.query(query, {}, { operationName: "Large" });
    expect(failuresOf(large.errors)).toEqual(["LIMIT TOO_DEEP"]);
    expect((await low.query(query, {}, { operationName: "Small" })).data).toEqual({ __typename: "Query" });
    expect(low.statements()).toEqual([]);
  });

  test("also when the measuring itself would be large: fragments that spread fragments", async () => {
    const low = await limited({});
    const fragments = Array.from(
      { length: 60 },
      (_, at) => `fragment F${at} on Experiment { ...F${at + 1} ...F${at + 1} }`,
    );
    const { errors } = await low.query(
      `{ experiments(first: 1) { nodes { ...F0 } } } ${fragments.join(" ")} fragment F60 on Experiment { name runs(first: 1) { nodes { name } } }`,
    );
    expect(failuresOf(errors)).toEqual(["LIMIT TOO_COSTLY"]);
    expect(low.statements()).toEqual([]);
  });
});

describe("a request that is too large is refused before it is read", () => {
  test("bodyBytesMax: so many bytes", async () => {
    const request = asJson(`{ experiments(first: 1) { nodes { name } } } # ${"x".repeat(2_000)}`);
    const bytes = Buffer.byteLength(String(request.body));
    const { refused, allowed } = await atAndBelow("bodyBytesMax", bytes, request);
    expect(refused).toEqual({ status: 413, failures: ["LIMIT BODY_TOO_LARGE"], statements: [] });
    expect(allowed).toEqual([]);
  });

  test("batchMax: so many operations", async () => {
    const { body } = asJson("{ experiments(first: 1) { nodes { name } } }");
    const { refused, allowed } = await atAndBelow("batchMax", 3, { body: `[${body},${body},${body}]` });
    expect(refused).toEqual({ status: 400, failures: ["LIMIT BATCH_TOO_LARGE"], statements: [] });
    expect(allowed).toEqual([]);
  });

  test("batchMax 1 turns batching off, for a batch of one too", async () => {
    const off = await limited({ batchMax: 1 });
    const { body } = asJson("{ experiments(first: 1) { nodes { name } } }");
    expect((await send(off, { body: `[${body},${body}]` })).failures).toEqual(["LIMIT BATCH_TOO_LARGE"]);
    expect((await send(off, { body: `[${body}]` })).failures).toEqual(["INVALID BAD_REQUEST"]);
    expect(off.statements()).toEqual([]);
  });
});

describe("a field that asks for too much is null with an error, and its statement is never sent", () => {
  const ofRun = (field: string) => `{ run(store: "main", mlflowId: "${runId}") { ${field} } }`;

  test.each<[keyof LimitInput, number, string, string, RegExp]>([
    ["pageSizeMax", 3, "{ experiments(first: 3) { nodes { name } } }", "PAGE_TOO_LARGE at experiments", /./],
    ["pageSizeMax", 3, "{ registeredModels(first: 3) { nodes { name } } }", "PAGE_TOO_LARGE at registeredModels", /./],
    ["pageSizeMax", 3, ofRun("children(first: 3) { nodes { name } }"), "PAGE_TOO_LARGE at run.children", /parentRunId/],
    ["keyValuePageSizeMax", 3, ofRun("params(first: 3) { nodes { key } }"), "PAGE_TOO_LARGE at run.params", /params/],
    [
      "keyValuePageSizeMax",
      3,
      ofRun("metrics(first: 3) { nodes { key } }"),
      "PAGE_TOO_LARGE at run.metrics",
      /latest_metrics/,
    ],
    ["idsMax", 2, ofRun('tags(keys: ["a", "b"]) { nodes { key } }'), "LIST_TOO_LONG at run.tags", /from tags/],
    [
      "idsMax",
      2,
      ofRun('metricHistory(keys: ["a", "b"], first: 1) { key }'),
      "LIST_TOO_LONG at run.metricHistory",
      /from metrics/,
    ],
    [
      "historyPointsMax",
      3,
      ofRun('metricHistory(keys: ["a"], first: 3) { key }'),
      "PAGE_TOO_LARGE at run.metricHistory",
      /from metrics/,
    ],
    [
      "historyPointsMax",
      3,
      ofRun('metricHistory(keys: ["a"], maxPoints: 3) { key }'),
      "PAGE_TOO_LARGE at run.metricHistory",
      /from metrics/,
    ],
  ])("%s %i: %s", async (key, asked, query, failure, statement) => {
    const { refused, allowed } = await atAndBelow(key, asked, asJson(query));
    expect([refused.status, refused.failures]).toEqual([200, [`LIMIT ${failure}`]]);
    expect(refused.statements.filter((sql) => statement.test(sql))).toEqual([]);
    expect(allowed).toEqual([]);
  });

  test("idsMax 2: nodes of three ids are refused together", async () => {
    const low = await limited({ idsMax: 2 });
    const ids = ["bWFpbjpTdG9yZQ", "bWFpbjpTdG9yZQ", "bWFpbjpTdG9yZQ"];
    const query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const { data, errors } = await low.query(query, { ids });
    expect([data, failuresOf(errors)]).toEqual([null, ["LIMIT LIST_TOO_LONG at nodes"]]);
    expect(await low.data(query, { ids: ids.slice(1) })).toEqual({ nodes: ids.slice(1).map((id) => ({ id })) });
  });

  test("the default limits refuse a page of 10^9 by its cost, and a page of 101 by its size", async () => {
    const query = "query ($n: Int) { experiments(first: $n) { nodes { name } } }";
    const usual = await limited({});
    for (const first of [10 ** 9, 2 ** 31 - 1])
      expect(failuresOf((await usual.query(query, { n: first })).errors)).toEqual(["LIMIT TOO_COSTLY"]);
    expect(failuresOf((await usual.query(query, { n: 101 })).errors)).toEqual(["LIMIT PAGE_TOO_LARGE at experiments"]);
    expect(usual.statements()).toEqual([]);
    const costly = await limited({ costMax: 2 ** 31 - 1 });
    expect(failuresOf((await costly.query(query, { n: 10 ** 9 })).errors)).toEqual([
      "LIMIT PAGE_TOO_LARGE at experiments",
    ]);
    expect(costly.statements()).toEqual([]);
  });
});
