import { describe, expect, test } from "@jest/globals";
import { buildSchema, execute, type GraphQLObjectType, type GraphQLSchema, graphql, parse, subscribe } from "graphql";
import { prepareExecute } from "../../src/gateway/executor/prepared-execute.js";
import { printWithRawJson, RawJson } from "../../src/rules/raw-json.js";
import { type PassThroughInfo, type PlainField, plainSelection } from "../../src/types/plain-selection.js";

const rows = [
  { key: "a", value: 1.5, constructor: "x" },
  { key: "b", value: null, constructor: "y" },
];

/** As a store would print them: members in the order of the selection, under its keys. */
function printRow(row: Record<string, unknown>, fields: readonly PlainField[]): string {
  const members = fields.map(
    ({ key, name }) => `${JSON.stringify(key)}:${JSON.stringify(name === "__typename" ? "Row" : row[name])}`,
  );
  return `{${members.join(",")}}`;
}

function schemaOfRows(): { schema: GraphQLSchema; passed: () => number } {
  let passed = 0;
  const schema = buildSchema(`
    type Query { rows: [Row!]! row: Row none: [Row] page: Page!, things: [Thing!]! text: String }
    type Subscription { rows: [Row!]! }
    type Page { rows: [Row!]! total: Int }
    interface Thing { key: String }
    type Row implements Thing { key: String value: Float constructor: String tags: [String!] limited(first: Int): Int computed: Int other: Row }
  `);
  const fieldsOf = (name: string) => (schema.getType(name) as GraphQLObjectType).getFields();
  const answer = (value: unknown, info: PassThroughInfo) => {
    const fields = plainSelection(info);
    if (fields === null) return value;
    passed += 1;
    if (value === null) return new RawJson("null");
    if (!Array.isArray(value)) return new RawJson(printRow(value as Record<string, unknown>, fields));
    return new RawJson(`[${value.map((row) => printRow(row, fields)).join(",")}]`);
  };
  const { rows: all, row, none, page, things } = fieldsOf("Query");
  for (const field of [all, things, fieldsOf("Page").rows])
    if (field) field.resolve = (_s, _a, _c, info) => answer(rows, info);
  if (row) row.resolve = async (_s, _a, _c, info) => answer(rows[0], info);
  if (none) none.resolve = (_s, _a, _c, info) => answer(null, info);
  if (page) page.resolve = () => ({ total: 2 });
  const { computed } = fieldsOf("Row");
  if (computed) computed.resolve = () => 7;
  return { schema, passed: () => passed };
}

async function ask(text: string, variableValues?: Record<string, unknown>) {
  const { schema, passed } = schemaOfRows();
  const document = parse(text);
  const [theirs, passedByOthers] = [await execute({ schema, document, variableValues }), passed()];
  const ours = await prepareExecute(schema)({ document, variableValues });
  return { theirs: JSON.stringify(theirs), ours: printWithRawJson(ours), passed: passed(), passedByOthers };
}

describe("a field whose selection is stored values alone passes JSON through", () => {
  test.each([
    ["a list", "{ rows { key value } }", 1],
    ["an object, later", "{ row { value key } }", 1],
    ["null", "{ none { key } }", 1],
    ["below other objects", "{ page { total rows { key } } }", 1],
    [
      "aliases of any kind, their order, the type's name",
      "{ rows { valueOf: value __proto__: key __typename b: __typename then: constructor toString: key } }",
      1,
    ],
    [
      "fragments and selections in several places",
      "{ rows { ...F key } rows { value ... on Thing { k: key } } } fragment F on Row { constructor }",
      1,
    ],
  ])("%s", async (_what, text, count) => {
    const { theirs, ours, passed, passedByOthers } = await ask(text);
    expect(ours).toBe(theirs);
    expect([passed, passedByOthers]).toEqual([count, 0]);
  });

  test.each([
    ["a resolver", "{ rows { key computed } }"],
    ["a list", "{ rows { tags } }"],
    ["arguments", "{ rows { limited } }"],
    ["fields below a field", "{ rows { other { key } } }"],
    ["an interface", "{ things { key __typename } }"],
  ])("but not with %s", async (_what, text) => {
    const { theirs, ours, passed } = await ask(text);
    expect([ours, passed]).toEqual([theirs, 0]);
  });

  test("for each outcome of @skip and @include", async () => {
    const { schema, passed } = schemaOfRows();
    const run = prepareExecute(schema);
    const document = parse(
      "query ($if: Boolean!) { rows { key @skip(if: $if) value other @include(if: $if) { key } } }",
    );
    for (const variableValues of [{ if: false }, { if: true }, { if: false }])
      expect(printWithRawJson(await run({ document, variableValues }))).toBe(
        JSON.stringify(await execute({ schema, document, variableValues })),
      );
    expect(passed()).toBe(2);
  });

  test("not for graphql-js, which would take it for a row: in process, or for a subscription's events", async () => {
    const { schema, passed } = schemaOfRows();
    expect((await graphql({ schema, source: "{ rows { key } }" })).errors).toBeUndefined();
    const { rows: events } = (schema.getType("Subscription") as GraphQLObjectType).getFields();
    if (!events) throw new Error("no such field");
    events.resolve = (_source, _args, _context, info) => (plainSelection(info) === null ? rows : new RawJson("[]"));
    events.subscribe = async function* () {
      yield {};
    };
    const stream = await subscribe({ schema, document: parse("subscription { rows { key } }") });
    for await (const event of stream as AsyncIterable<unknown>)
      expect(event).toEqual({ data: { rows: [{ key: "a" }, { key: "b" }] } });
    expect(passed()).toBe(0);
  });
});
