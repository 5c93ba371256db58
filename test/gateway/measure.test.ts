import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildSchema, getIntrospectionQuery, Kind, parse, specifiedRules, validate } from "graphql";
import { type Measure, measureOperation } from "../../src/gateway/measure.js";
import { repositoryRoot } from "../support/run-environment.js";

const schema = buildSchema(`
  interface Node { id: ID! }
  type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! _entities(representations: [_Any!]!): [_Entity]! shops(first: Int = 20, after: String): ShopConnection one: Shop lineage(depth: Int = 5, fanOut: Int = 100, nodes: Int = 2000): Lineage compare(runs: [ID!]!): RunComparison }
  type Lineage { complete: Boolean! nodes: [Shop!]! }
  scalar _Any
  union _Entity = Shop | Tag
  type RunComparison { runs: [Shop]! params(first: Int, keys: [String!]): TagConnection }
  type ShopConnection { nodes: [Shop!]! edges: [ShopEdge!]! pageInfo: PageInfo! totalCount: Int }
  type ShopEdge { cursor: String! node: Shop! }
  type PageInfo { hasNextPage: Boolean! }
  type Shop implements Node {
    id: ID! name: String! owner: Shop
    shops(first: Int = 20): ShopConnection
    tags(first: Int = 100, keys: [String!]): TagConnection
    history(keys: [String!]!, first: Int, maxPoints: Int): [Series!]
  }
  type TagConnection { nodes: [Tag!]! }
  type Tag { key: String! value: String }
  type Series { key: String! values: [Float!]! points: [Point!]! }
  type Point { x: Float! y: Float! }
`);

const historyPointsMax = 1_000;
const keyValuePageSizeMax = 500;

function measure(text: string, variables: Readonly<Record<string, unknown>> = {}, over = schema): Measure {
  const document = parse(text);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error("no operation");
  const fragments = new Map(
    document.definitions
      .filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((one) => [one.name.value, one] as const),
  );
  return measureOperation({ schema: over, operation, fragments, variables, historyPointsMax, keyValuePageSizeMax });
}

describe("the depth of an operation", () => {
  test.each([
    ["{ __typename }", 1],
    ["{ one { name } }", 2],
    ["{ one { name owner { owner { name } } } }", 4],
    ["{ shops { nodes { name } edges { node { owner { name } } } } }", 5],
    ["{ one { ... { ... on Shop { name } } } }", 2],
    ["{ one { ...A } } fragment A on Shop { owner { ...B } } fragment B on Shop { owner { name } }", 4],
    ["{ __schema { types { fields { type { ofType { name } } } } } }", 6],
    ["{ shallow: one { name } deep: one { owner { name } } }", 3],
  ])("of %s is %i", (text, depth) => {
    expect(measure(text).depth).toBe(depth);
  });
});

describe("aliases and directives of an operation", () => {
  test.each([
    ["{ one { name } }", 0, 0],
    ["{ a: one { b: name name } }", 2, 0],
    ["{ one { ...A ...A } } fragment A on Shop { a: name b: id }", 4, 0],
    ["query @x { one @x { name @x @x ... @x { id } ...A @x } } fragment A on Shop @ignored { id @x }", 0, 7],
    ["{ one { ...A ...B } } fragment A on Shop { ...B } fragment B on Shop { b: name @x ... @x { c: id @x } }", 4, 6],
  ])("of %s are %i and %i", (text, aliases, directives) => {
    expect(measure(text)).toMatchObject({ aliases, directives });
  });
});

describe("the cost of an operation", () => {
  test.each([
    ["no object", "{ __typename }", 0],
    ["one object", "{ one { name } }", 1 + 1],
    ["an object in an object", "{ one { owner { name } } }", 1 + (1 + 1)],
    ["a page of the schema's default size", "{ shops { nodes { name } } }", 1 + 20 * (1 + 1)],
    ["a page of 3", "{ shops(first: 3) { nodes { name } } }", 1 + 3 * (1 + 1)],
    ["a page whose first is null: the default", "{ shops(first: null) { nodes { name } } }", 1 + 20 * (1 + 1)],
    ["a page through its edges", "{ shops(first: 3) { edges { cursor node { id } } } }", 1 + 3 * (1 + (1 + 1))],
    [
      "pages in a page",
      "{ shops(first: 3) { nodes { shops(first: 5) { nodes { id } } } } }",
      1 + 3 * (1 + (1 + 5 * 2)),
    ],
    ["the same twice, by an alias", "{ a: one { id } b: one { id } }", 2 + 2],
    ["the same twice, without", "{ one { id } one { name } }", 2 + 2],
    ["a page of none", "{ shops(first: 0) { nodes { id } } }", 1 + 1 * 2],
    ["a page of less than none", "{ shops(first: -5) { nodes { id } } }", 1 + 1 * 2],
    ["a page that asks for its count only", "{ shops(first: 50) { totalCount } }", 1 + 50 * 1],
    ["tags of any key", "{ one { tags(first: 7) { nodes { key } } } }", 1 + (1 + 7 * 2)],
    ["tags of two keys", '{ one { tags(keys: ["a", "b"]) { nodes { key } } } }', 1 + (1 + 2 * 2)],
    ["tags of a lone key", '{ one { tags(keys: "a") { nodes { key } } } }', 1 + (1 + 1 * 2)],
    ["tags of more keys than first", '{ one { tags(first: 1, keys: ["a", "b"]) { nodes { key } } } }', 1 + (1 + 1 * 2)],
    ["objects by their ids", '{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 3 * 1],
    [
      "entities by their representations",
      '{ _entities(representations: [{ __typename: "Shop" }, { __typename: "Tag" }]) { ... on Shop { owner { name } } ... on Tag { key } } }',
      1 + 2 * (1 + 1),
    ],
    ["a lone representation", '{ _entities(representations: { __typename: "Shop" }) { __typename } }', 1 + 1],
    [
      "every kind a node may be",
      '{ node(id: "a") { ... on Shop { owner { id } } ... on Shop { name } } }',
      1 + (1 + 1),
    ],
    ["a history without a size: ten points cost one", '{ one { history(keys: ["a"]) { key } } }', 1 + (1 + 100 * 1)],
    ["two histories of 50 points", '{ one { history(keys: ["a", "b"], first: 50) { key } } }', 1 + (1 + 2 * 5 * 1)],
    ["a sampled history", '{ one { history(keys: ["a"], first: 900, maxPoints: 20) { values } } }', 1 + (1 + 2)],
    ["a history of fewer than ten points", '{ one { history(keys: ["a"], maxPoints: 2) { values } } }', 1 + (1 + 1)],
    ["a history as objects", '{ one { history(keys: ["a"], first: 20) { points { x y } } } }', 1 + (1 + 2 * (1 + 1))],
    ["a lineage by its defaults: depth times fan-out", "{ lineage { nodes { id } } }", 1 + 500 * (1 + 1)],
    ["a lineage bounded by its nodes", "{ lineage(depth: 20, fanOut: 1000) { nodes { id } } }", 1 + 2_000 * (1 + 1)],
    ["a small lineage", "{ lineage(depth: 2, fanOut: 10, nodes: 15) { complete } }", 1 + 15 * 1],
    ["runs side by side", '{ compare(runs: ["a", "b", "c"]) { runs { id } } }', 1 + 3 * (1 + 1)],
    [
      "their keys, a cell for every run: ten cells cost one",
      '{ compare(runs: ["a", "b", "c"]) { params(first: 40) { nodes { key } } } }',
      1 + 3 * (1 + 4 * 2),
    ],
    [
      "their keys without a size",
      '{ compare(runs: ["a", "b"]) { params { nodes { key } } } }',
      1 + 2 * (1 + (keyValuePageSizeMax / 10) * 2),
    ],
    [
      "some of their keys",
      '{ compare(runs: ["a"]) { params(keys: ["a", "b"]) { nodes { key } } } }',
      1 + 1 * (1 + 1 * 2),
    ],
    ["a fragment wherever it is spread", "{ one { ...A owner { ...A } } } fragment A on Shop { owner { id } }", 7 - 1],
    ["a field that is skipped", "{ one @skip(if: true) { id } }", 1 + 1],
  ])("for %s is what a hand counts", (_, text, cost) => {
    expect(measure(text).cost).toBe(cost);
  });

  test.each([
    ["given", "query ($n: Int) { shops(first: $n) { nodes { id } } }", { n: 7 }, 1 + 7 * 2],
    ["given over its default", "query ($n: Int = 3) { shops(first: $n) { nodes { id } } }", { n: 7 }, 1 + 7 * 2],
    ["left out with a default", "query ($n: Int = 3) { shops(first: $n) { nodes { id } } }", {}, 1 + 3 * 2],
    ["left out: the argument's default", "query ($n: Int) { shops(first: $n) { nodes { id } } }", {}, 1 + 20 * 2],
    [
      "null: the argument's default",
      "query ($n: Int = 3) { shops(first: $n) { nodes { id } } }",
      { n: null },
      1 + 20 * 2,
    ],
    ["a list", "query ($k: [ID!]!) { nodes(ids: $k) { id } }", { k: ["a", "b", "c", "d"] }, 1 + 4],
    ["a list as default", 'query ($k: [ID!] = ["a", "b"]) { nodes(ids: $k) { id } }', {}, 1 + 2],
    ["a lone value for a list", "query ($k: [ID!]!) { nodes(ids: $k) { id } }", { k: "a" }, 1 + 1],
    ["in a list", "query ($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { id } }", { a: "a", b: "b" }, 1 + 2],
    [
      "a list of representations",
      "query ($k: [_Any!]!) { _entities(representations: $k) { ... on Shop { shops { nodes { id } } } } }",
      { k: [{}, {}, {}] },
      1 + 3 * (1 + 20 * 2),
    ],
    ["an empty list", "query ($k: [ID!]!) { nodes(ids: $k) { id } }", { k: [] }, 1 + 1],
    [
      "used in a fragment",
      "query ($n: Int) { ...A } fragment A on Query { shops(first: $n) { nodes { id } } }",
      { n: 4 },
      1 + 4 * 2,
    ],
    [
      "no number, which is refused later",
      "query ($n: Int) { shops(first: $n) { nodes { id } } }",
      { n: "x" },
      1 + 1 * 2,
    ],
    [
      "endless, which is refused later",
      "query ($n: Int) { shops(first: $n) { nodes { id } } }",
      { n: "1e999" },
      1 + 1 * 2,
    ],
    [
      "an object, which is refused later",
      "query ($n: Int) { shops(first: $n) { nodes { id } } }",
      { n: {} },
      1 + 1 * 2,
    ],
  ])("reads a size from a variable that is %s", (_, text, variables, cost) => {
    expect(measure(text, variables).cost).toBe(cost);
  });
});

describe("fragments that spread fragments", () => {
  const chain = (length: number, spreads: number, leaf: string) =>
    Array.from({ length }, (_, at) => {
      const next = at + 1 === length ? leaf : `...F${at + 1} `.repeat(spreads);
      return `fragment F${at} on Shop { ${next} }`;
    }).join("\n");

  test("are counted as often as they are spread, and measured once", () => {
    const length = 40;
    const measured = measure(`{ one { ...F0 } }\n${chain(length, 2, "a: name owner { id }")}`);
    expect(measured).toEqual({ depth: 3, aliases: 2 ** 39, directives: 0, cost: 1 + 2 ** 39 * 2 });
  });

  test("never come out under a limit, however large the numbers grow", () => {
    const endless = chain(1_100, 2, "owner { id }");
    expect(measure(`{ one { ...F0 } }\n${endless}`).cost).toBe(Number.POSITIVE_INFINITY);
    for (const outer of ["shops(first: 0) { nodes { ...F0 } }", "shops(first: -1) { nodes { ...F0 } }"])
      expect(measure(`{ ${outer} }\n${endless}`).cost).toBe(Number.POSITIVE_INFINITY);
    expect(measure(`{ nodes(ids: []) { ...F0 } }\n${endless}`).cost).toBe(Number.POSITIVE_INFINITY);
  });

  test("and spread each other in a circle, which validation refuses, are walked only once", () => {
    expect(
      measure("{ one { ...A } } fragment A on Shop { owner { ...B } } fragment B on Shop { owner { ...A } }"),
    ).toEqual({ depth: 3, aliases: 0, directives: 0, cost: 1 + (1 + (1 + 1)) });
  });
});

describe("the graph itself", () => {
  const graph = buildSchema(readFileSync(join(repositoryRoot, "schema", "gatehouse.graphql"), "utf8"));

  test("lets the whole introspection query through its default limits", () => {
    const { depth, aliases, directives, cost } = measure(
      getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, directiveIsRepeatable: true }),
      {},
      graph,
    );
    expect({ depth, aliases, directives }).toEqual({ depth: 15, aliases: 0, directives: 0 });
    expect(cost).toBeLessThan(100);
  });

  test("counts 50 runs with params, tags and metrics as a page of 50 with three pages each", () => {
    const text = `query ($id: ID!) { node(id: $id) { ... on Experiment { runs(first: 50) { nodes { mlflowId
      params { nodes { key value } } tags { nodes { key value } } metrics(keys: ["a"]) { nodes { key value } } } } } } }`;
    expect(validate(graph, parse(text), specifiedRules)).toEqual([]);
    expect(measure(text, { id: "x" }, graph).cost).toBe(1 + (1 + 50 * (1 + (1 + 100 * 2 + (1 + 100 * 2) + (1 + 2)))));
  });
});
