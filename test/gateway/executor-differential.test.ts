import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ExecutionResult, execute, type GraphQLObjectType, type GraphQLSchema, parse, validate } from "graphql";
import { type PreparedExecute, prepareExecute } from "../../src/gateway/executor/prepared-execute.js";
import { buildServedGraph } from "../../src/gateway/schema.js";
import { diceOf } from "./executor/dice.js";
import { resolveOddly } from "./executor/odd-resolvers.js";
import { oddSchema } from "./executor/odd-schema.js";
import { oddObject, textOf, type World } from "./executor/odd-values.js";
import { type RandomRequest, randomRequest } from "./executor/random-document.js";

const seed = "2026-01-31";

/** Everything that a client or a resolver could see of an execution. */
interface Seen {
  readonly isLate: boolean;
  readonly answer: ReturnType<typeof seenOf>;
  readonly log: readonly string[];
}

async function watch(run: PreparedExecute, schema: GraphQLSchema, request: RandomRequest, name: string): Promise<Seen> {
  const dice = diceOf("world", name);
  const abort = dice.chance(0.1) ? new AbortController() : undefined;
  const world: World = { schema, oddShare: dice.pick([0, 0.03, 0.1]), log: [], signal: abort?.signal };
  const root = schema.getQueryType() as GraphQLObjectType;
  const answering = run({
    document: parse(request.text),
    contextValue: world,
    rootValue: oddObject(root, "root", "any", world),
    variableValues: request.variables,
    operationName: request.operationName,
  });
  if (abort) setImmediate(() => abort.abort());
  const isLate = answering instanceof Promise;
  return { isLate, answer: seenOf(await answering), log: [...world.log] };
}

function seenOf(result: ExecutionResult) {
  const errors = result.errors?.map((error) => ({
    ...error.toJSON(),
    extensions: error.extensions,
    original: error.originalError?.constructor.name,
  }));
  return { keys: Object.keys(result), data: textOf(result.data), errors };
}

/** Runs generated requests by both, and says of the first on which they differ how to have it again. */
async function compare(schema: GraphQLSchema, count: number): Promise<{ valid: number; failing: number }> {
  const prepared = prepareExecute(schema);
  const shares = { valid: 0, failing: 0 };
  for (let index = 0; index < count; index += 1) {
    const name = `${seed}/${index}`;
    const request = randomRequest(schema, diceOf("request", name));
    const theirs = await watch((asked) => execute({ ...asked, schema }), schema, request, name);
    const ours = await watch(prepared, schema, request, name);
    if (textOf(ours) !== textOf(theirs)) expect({ name, request, ...ours }).toEqual({ name, request, ...theirs });
    if (theirs.answer.errors) shares.failing += 1 / count;
    // Validation takes longer than both executions.
    if (index % 20 === 0 && validate(schema, parse(request.text)).length === 0) shares.valid += 20 / count;
  }
  return shares;
}

describe("the prepared executor answers as graphql-js does", () => {
  const { stackTraceLimit } = Error;
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  test("on a schema of everything odd", async () => {
    const schema = oddSchema();
    resolveOddly(schema, 0.4);
    const { valid, failing } = await compare(schema, 3_000);
    expect(valid).toBeGreaterThan(0.4);
    expect(failing).toBeGreaterThan(0.4);
  }, 120_000);

  test("on our own schema", async () => {
    const schema = buildServedGraph();
    resolveOddly(schema, 0.3);
    const { valid, failing } = await compare(schema, 1_500);
    expect(valid).toBeGreaterThan(0.4);
    expect(failing).toBeGreaterThan(0.4);
  }, 120_000);
});
