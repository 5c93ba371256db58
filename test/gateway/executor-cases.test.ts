import { describe, expect, test } from "@jest/globals";
import { buildSchema, type ExecutionArgs, execute, type GraphQLObjectType, type GraphQLSchema, parse } from "graphql";
import { prepareExecute } from "../../src/gateway/executor/prepared-execute.js";
import { PreparedOperations } from "../../src/gateway/executor/prepared-operations.js";

const schema = buildSchema(`
  type Query { a(list: [Int!]): Int b: String many: [Query!]! self: Query c: Int! }
  type Subscription { a: Int }
`);

/** What a call of it comes to: its answer, or what it throws. */
async function outcome(run: () => unknown): Promise<unknown> {
  try {
    return JSON.stringify(await run());
  } catch (error) {
    return String(error);
  }
}

describe("what has no plan is answered by graphql-js", () => {
  test.each<[string, string, Partial<ExecutionArgs>]>([
    ["a name that no operation has", "query A { a } query B { b }", { operationName: "C" }],
    ["an empty name", "query A { a }", { operationName: "" }],
    ["no name for one of several", "query A { a } query B { b }", {}],
    ["a name of two", "query A { a } query A { b }", { operationName: "A" }],
    ["no operation", "fragment F on Query { a }", {}],
    ["a kind of operation that the schema has not", "mutation { a }", {}],
    ["a subscription", "subscription { a }", {}],
    ["variables that are no object", "{ a }", { variableValues: "text" as never }],
    ["variables that are a list", "{ a }", { variableValues: [] as never }],
    ["no variables", "{ a }", { variableValues: null }],
    ["a variable of a type that is none", "query ($v: Nothing) { a }", { variableValues: { v: 1 } }],
    [
      "a guard that is no boolean",
      "query ($v: Int) { a @skip(if: $v) b @include(if: $v) }",
      { variableValues: { v: 1 } },
    ],
    ["a guard that is not declared", "{ a b @include(if: $v) }", {}],
    ["fields, fragments and directives that are not there", "{ a nothing ...F b @own }", {}],
  ])("%s", async (_what, text, options) => {
    const document = parse(text);
    const rootValue = { a: 1, b: "b" };
    const ours = await outcome(() => prepareExecute(schema)({ document, rootValue, ...options }));
    expect(ours).toBe(await outcome(() => execute({ schema, document, rootValue, ...options })));
  });
});

describe("what is kept", () => {
  const document = (index: number) => parse(`query Q${index} { x${index}: a b many { a } }`);

  test("is bounded by bytes, whatever comes, and by the newest", () => {
    const operations = new PreparedOperations(schema, 100_000);
    for (let index = 0; index < 5_000; index += 1) {
      operations.get(document(index), null)?.run({ rootValue: { a: 1, many: [{}] } });
      expect(operations.bytes).toBeLessThanOrEqual(100_000);
    }
    expect(operations.bytes).toBeGreaterThan(50_000);
  });

  test("is what was asked for last, again and again", () => {
    const operations = new PreparedOperations(schema, 100_000);
    const often = document(0);
    const first = operations.get(often, null);
    for (let index = 1; index < 200; index += 1) {
      expect(operations.get(often, "Q0")).toBe(first);
      operations.get(document(index), null)?.run({});
    }
    const seldom = document(1);
    const before = operations.get(seldom, null);
    for (let index = 2; index < 200; index += 1) operations.get(document(index), null)?.run({});
    expect(operations.get(seldom, null)).not.toBe(before);
  });

  test("is a plan for some outcomes of the directives only", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `$g${index}`);
    const text = `query (${names.map((name) => `${name}: Boolean!`)}) { ${names.map((name, index) => `a${index}: a @skip(if: ${name})`).join(" ")} }`;
    const guarded = parse(text);
    const run = prepareExecute(schema);
    for (let bits = 0; bits < 256; bits += 1) {
      const variableValues = Object.fromEntries(
        names.map((name, index) => [name.slice(1), (bits & (1 << index)) !== 0]),
      );
      const asked = { document: guarded, variableValues, rootValue: { a: 5 } };
      expect(JSON.stringify(await run(asked))).toBe(JSON.stringify(await execute({ ...asked, schema })));
    }
  });

  test("an operation too large to be kept is answered all the same, also while it runs", async () => {
    const run = prepareExecute(schema, 1);
    const asked = {
      document: parse("{ self { many { self { a b } } } }"),
      rootValue: { self: { many: [{ self: async () => ({ a: 1 }) }] } },
    };
    const answers = await Promise.all([run(asked), run(asked)]);
    expect(answers.map((answer) => JSON.stringify(answer))).toEqual(
      Array(2).fill('{"data":{"self":{"many":[{"self":{"a":1,"b":null}}]}}}'),
    );
  });
});

test("a resolver may change its arguments: the next has its own", async () => {
  const own = schemaWith((args) => (args.list as number[]).push(1));
  const run = prepareExecute(own);
  const document = parse("{ a(list: [1]) again: a(list: [1]) }");
  for (const _ of [1, 2]) expect(await run({ document })).toEqual({ data: { a: 2, again: 2 } });
});

test("executions of one plan at a time do not know each other", async () => {
  const own = schemaWith(async (args, context) => {
    await undefined;
    return (context as number) + (args.list as number[]).length;
  });
  const run = prepareExecute(own);
  const document = parse("query ($l: [Int!]!) { a(list: $l) c }");
  const answers = await Promise.all(
    [1, 2, 3].map((n) =>
      run({
        document,
        contextValue: n * 10,
        variableValues: { l: Array(n).fill(0) },
        rootValue: { c: n % 2 ? n : null },
      }),
    ),
  );
  expect(answers.map(({ data, errors }) => [data?.a, errors?.length])).toEqual([
    [11, undefined],
    [undefined, 1],
    [33, undefined],
  ]);
});

test("an element that fails later, in a list that has failed, is heard", async () => {
  const rejected: unknown[] = [];
  const onRejection = (reason: unknown) => void rejected.push(reason);
  process.on("unhandledRejection", onRejection);
  try {
    const rootValue = { many: [Promise.reject(new Error("later")), new Error("at once")] };
    const answer = await prepareExecute(schema)({
      document: parse("{ self { many { a } } }"),
      rootValue: { self: rootValue },
    });
    expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual([["at once", ["self", "many", 1]]]);
    await new Promise(setImmediate);
    expect(rejected).toEqual([]);
  } finally {
    process.off("unhandledRejection", onRejection);
  }
});

function schemaWith(resolve: (args: Record<string, unknown>, context: unknown) => unknown): GraphQLSchema {
  const own = buildSchema("type Query { a(list: [Int!]): Int c: Int! }");
  const { a } = (own.getType("Query") as GraphQLObjectType).getFields();
  if (a) a.resolve = (_source, args, context) => resolve(args, context);
  return own;
}
