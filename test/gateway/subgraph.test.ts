import { describe, expect, test } from "@jest/globals";
import { buildASTSchema, type GraphQLObjectType, type GraphQLSchema, graphql, parse, validateSchema } from "graphql";
import { buildGraph, buildServedGraph } from "../../src/gateway/schema.js";
import { asSubgraph } from "../../src/gateway/subgraph.js";
import { printSubgraph } from "../../src/gateway/subgraph-sdl.js";

function schemaOf(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl), { assumeValidSDL: true });
}

const entities = "query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }";

describe("a schema as a subgraph", () => {
  test("is valid, and but for the query type made of the very same types", () => {
    const local = buildGraph();
    const served = asSubgraph(local, { load: {} });
    expect(validateSchema(buildServedGraph())).toEqual([]);
    for (const [name, type] of Object.entries(local.getTypeMap()))
      if (name !== "Query") expect(served.getType(name)).toBe(type);
  });

  test("keeps extensions of the schema, its types and the query's fields", () => {
    const schema = schemaOf('type Query { shop: Shop } type Shop @key(fields: "id") { id: ID! name: String }');
    const Shop = schema.getType("Shop") as GraphQLObjectType;
    const Query = schema.getType("Query") as GraphQLObjectType;
    Object.assign(schema, { extensions: { of: "schema" } });
    Object.assign(Shop.getFields().name ?? {}, { extensions: { complexity: 5 } });
    Object.assign(Query, { extensions: { of: "query" } });
    Object.assign(Query.getFields().shop ?? {}, { extensions: { complexity: 7 } });
    const served = asSubgraph(schema, { load: {} });
    const query = served.getQueryType();
    expect(served.extensions).toEqual({ of: "schema" });
    expect((served.getType("Shop") as GraphQLObjectType).getFields().name?.extensions).toEqual({ complexity: 5 });
    expect([query?.extensions, query?.getFields().shop?.extensions]).toEqual([{ of: "query" }, { complexity: 7 }]);
  });

  test("a schema without a query of its own becomes one all the same", async () => {
    const schema = asSubgraph(schemaOf('type Shop @key(fields: "id") { id: ID! }'), { load: { Shop: (shop) => shop } });
    const of = [{ __typename: "Shop", id: 5 }];
    expect(await graphql({ schema, source: entities, variableValues: { of } })).toEqual({
      data: { _entities: [{ __typename: "Shop" }] },
    });
  });

  test("a key's values come as the schema's types have them, and what else was sent beside them", async () => {
    const seen: unknown[] = [];
    const schema = asSubgraph(
      schemaOf(
        `type Shop @key(fields: "owner { id number }") { owner: Owner other: Int } type Owner { id: ID! number: Int! }`,
      ),
      { load: { Shop: (shop) => (seen.push(shop) > 0 ? null : shop) } },
    );
    const of = [{ __typename: "Shop", owner: { id: 5, number: 6, more: 7 }, other: "8", more: [9] }];
    await graphql({ schema, source: entities, variableValues: { of } });
    expect(seen).toEqual([{ __typename: "Shop", owner: { id: "5", number: 6 }, other: "8", more: [9] }]);
  });

  test("a type that is only referred to is no entity to load", async () => {
    const schema = asSubgraph(
      schemaOf(
        'type Shop @key(fields: "id", resolvable: false) { id: ID! } type Owner @key(fields: "id", resolvable: true) { id: ID! }',
      ),
      { load: {} },
    );
    const of = [
      { __typename: "Shop", id: "a" },
      { __typename: "Owner", id: "a" },
    ];
    const { errors } = await graphql({ schema, source: entities, variableValues: { of } });
    expect(errors?.map(({ path }) => path)).toEqual([["_entities", 0]]);
  });

  test("a key of fields that are not there is found out at once", () => {
    const schema = schemaOf('type Shop @key(fields: "owner { name }") { owner: Owner } type Owner { id: ID! }');
    expect(() => asSubgraph(schema, { load: {} })).toThrow('a @key selects "name", which Owner does not have');
  });
});

describe("its SDL", () => {
  test("has the directives of every element, GraphQL's own once, and imports Federation's alone", () => {
    const sdl = printSubgraph(
      schemaOf(`
        directive @own(n: Int) repeatable on OBJECT | INPUT_FIELD_DEFINITION | ENUM_VALUE | SCALAR
        interface Thing @key(fields: "id") { id: ID! @inaccessible }
        type Shop implements Thing @key(fields: "id") @own(n: 1) @own(n: 2) {
          id: ID!
          old(limit: Int = 5 @tag(name: "a")): String @deprecated(reason: "Use new.") @shareable
        }
        extend type Shop @tag(name: "b")
        union Any @tag(name: "c") = Shop
        enum Kind { A @own B }
        input Filter { kind: Kind @own(n: 3) }
        scalar Day @own @specifiedBy(url: "https://example.com")
        type Query { shops(filter: Filter): [Any] day: Day }
      `),
    );
    expect(sdl).toContain(
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@inaccessible", "@key", "@shareable", "@tag"])',
    );
    expect(sdl).toContain("directive @own(n: Int) repeatable on");
    expect(sdl).toContain('interface Thing @key(fields: "id") {\n  id: ID! @inaccessible');
    expect(sdl).toContain('type Shop implements Thing @key(fields: "id") @own(n: 1) @own(n: 2) @tag(name: "b") {');
    expect(sdl).toContain('old(limit: Int = 5 @tag(name: "a")): String @deprecated(reason: "Use new.") @shareable');
    expect(sdl).toContain('union Any @tag(name: "c") = Shop');
    expect(sdl).toContain("A @own\n");
    expect(sdl).toContain("kind: Kind @own(n: 3)");
    expect(sdl).toContain('scalar Day @specifiedBy(url: "https://example.com") @own');
  });

  test("has further directives of the schema, and their imports", () => {
    const sdl = printSubgraph(
      schemaOf("directive @own on OBJECT type Query @own { a: Int }"),
      '@link(url: "https://example.com/own/v1.0", import: ["@own"]) @composeDirective(name: "@own")',
    );
    expect(sdl).toContain(
      'import: ["@composeDirective"]) @link(url: "https://example.com/own/v1.0", import: ["@own"]) @composeDirective(name: "@own")',
    );
  });
});
