import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from "graphql";
import { buildGraph, buildServedGraph, printGraph, printGraphAsSubgraph } from "../../src/gateway/schema.js";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf, send } from "./http-client.js";

let open: TestServer;
let closed: TestServer;

beforeAll(async () => {
  const stores = [fixtureStore("sqlite")];
  open = await startServer({ stores });
  closed = await startServer({ stores, introspection: false });
});

afterAll(async () => {
  await open.close();
  await closed.close();
});

const subgraphQuery = "{ _service { sdl } }";
const entitiesQuery = '{ _entities(representations: [{ __typename: "Store", name: "main" }]) { __typename } }';

test("with introspection on, the whole schema can be read, as the SDL has it with what makes it a subgraph", async () => {
  const data = await open.data<IntrospectionQuery>(getIntrospectionQuery({ specifiedByUrl: true }));
  const read = printSchema(lexicographicSortSchema(buildClientSchema(data)));
  expect(`${read}\n`).toBe(printGraph(buildServedGraph()));
});

test("with introspection on, the SDL of a federated subgraph is served, as the command line prints it", async () => {
  expect(await open.data(subgraphQuery)).toEqual({ _service: { sdl: printGraphAsSubgraph(buildGraph()) } });
});

test("neither the SDL nor an entity is served without the token", async () => {
  for (const query of [subgraphQuery, entitiesQuery]) {
    const body = JSON.stringify({ query });
    const { status, failures } = await send(open, { body, headers: { authorization: null } });
    expect([status, failures]).toEqual([401, ["UNAUTHENTICATED TOKEN_MISSING"]]);
  }
});

describe("with introspection off", () => {
  test.each([
    getIntrospectionQuery(),
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Run") { name } }',
    '{ a: __type(name: "Run") { fields { name } } }',
    "{ ...A } fragment A on Query { __schema { types { name } } }",
    subgraphQuery,
    "{ a: _service { b: sdl } stores { nodes { name } } }",
    "query ($yes: Boolean = true) { ...A } fragment A on Query { ... @include(if: $yes) { _service { __typename } } }",
  ])("%s gives no schema", async (query) => {
    const { status, data, errors } = await closed.query(query);
    expect([status, data]).toEqual([400, undefined]);
    expect(new Set(failuresOf(errors))).toEqual(new Set(["INVALID GRAPHQL_VALIDATION_FAILED"]));
  });

  test("entities are served, and their errors say no word of the schema", async () => {
    expect(await closed.data(entitiesQuery)).toEqual({ _entities: [{ __typename: "Store" }] });
    const of = [{ __typename: "Storr", name: "main" }, { __typename: "Run" }, { __typename: "Run", mlflowId: 5 }];
    const query = "query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }";
    const { errors } = await closed.query(query, { of });
    expect(errors).toHaveLength(3);
    for (const { message } of errors ?? []) expect(message).not.toMatch(/Store|Run|mlflowId|"id"/);
  });

  test("the type of an object can still be asked for", async () => {
    expect(await closed.data("{ experiments(first: 1) { __typename nodes { __typename } } }")).toEqual({
      experiments: { __typename: "ExperimentConnection", nodes: [{ __typename: "Experiment" }] },
    });
  });

  const guesses: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
    ["a field", "{ experimen { name } }", {}, "experiment"],
    ["a type", "{ node(id: 1) { ... on Rn { id } } }", {}, "Run"],
    ["an argument", "{ experiments(frst: 1) { nodes { name } } }", {}, "first"],
    ["an enum's word", "{ experiments(viewType: ACTIVE_ONL) { nodes { name } } }", {}, "ACTIVE_ONLY"],
    [
      "an enum's word in a variable",
      "query ($v: ViewType) { experiments(viewType: $v) { nodes { name } } }",
      { v: "ACTIVE_ONL" },
      "ACTIVE_ONLY",
    ],
    [
      "an input's field",
      '{ run(store: "main", mlflowId: "a") { metricHistory(keys: [], steps: { frm: 1 }) { key } } }',
      {},
      "from",
    ],
    [
      "an input's field in a variable",
      'query ($s: StepRange) { run(store: "main", mlflowId: "a") { metricHistory(keys: [], steps: $s) { key } } }',
      { s: { frm: 1 } },
      "from",
    ],
    ["a directive", "{ experiments @skp(if: true) { nodes { name } } }", {}, "skip"],
    ["a variable's type", "query ($v: ViewTyp) { experiments(viewType: $v) { nodes { name } } }", {}, 'ViewType"'],
  ];

  test.each(guesses)(
    "a wrong guess at %s is refused without a word of the right one",
    async (_, query, variables, word) => {
      const { status, errors } = await closed.query(query, variables);
      expect(status).toBe(400);
      expect(errors?.length).toBeGreaterThan(0);
      for (const { message } of errors ?? []) {
        expect(message).not.toContain("Did you mean");
        expect(message).not.toMatch(new RegExp(`"${word}"`));
      }
    },
  );

  test("with introspection on, such a guess is helped", async () => {
    const helped = await Promise.all(
      guesses.map(async ([, query, variables]) =>
        (await open.query(query, variables)).errors?.map(({ message }) => message).join(),
      ),
    );
    expect(helped.filter((message) => message?.includes("Did you mean")).length).toBeGreaterThanOrEqual(8);
  });
});
