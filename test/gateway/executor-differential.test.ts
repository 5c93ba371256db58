import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ExecutionResult, execute, type GraphQLObjectType, type GraphQLSchema, parse, validate } from "graphql";
import {
  type ExecutionRequest,
  type PreparedExecute,
  prepareExecute,
} from "../../src/gateway/executor/prepared-execute.js";
import { buildServedGraph } from "../../src/gateway/schema.js";
import { diceOf } from "./executor/dice.js";
import { resolveOddly } from "./executor/odd-resolvers.js";
import { oddSchema } from "./executor/odd-schema.js";
import { oddObject, textOf, type World } from "./executor/odd-values.js";
import { randomRequest } from "./executor/random-document.js";

const seed = "2026-01-31";

type Asked = Pick<ExecutionRequest, "document" | "variableValues" | "operationName">;

/** Everything that a client or a resolver could see of an execution. */
interface Seen {
  readonly isLate: boolean;
  readonly answer: ReturnType<typeof seenOf>;
  readonly log: readonly string[];
}

async function watch(run: PreparedExecute, schema: GraphQLSchema, asked: Asked, name: string): Promise<Seen> {
  const dice = diceOf("world", name);
  const abort = dice.chance(0.1) ? new AbortController() : undefined;
  const world: World = { schema, oddShare: dice.pick([0, 0.03, 0.1]), log: [], signal: abort?.signal };
  const root = schema.getQueryType() as GraphQLObjectType;
  const answering = run({ ...asked, contextValue: world, rootValue: oddObject(root, name, "any", world) });
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

/** Each document is asked several times: by the plans of the time before, with other variables and other data. */
const timesAsked = 3;

/** Runs generated requests by both, and says of the first on which they differ what it is. */
async function compare(schema: GraphQLSchema, documents: number): Promise<{ valid: number; failing: number }> {
  const prepared = prepareExecute(schema);
  const shares = { valid: 0, failing: 0 };
  for (let index = 0; index < documents; index += 1) {
    const { text, operationName, variables } = randomRequest(
      schema,
      diceOf("request", seed, String(index)),
      timesAsked,
    );
    const document = parse(text);
    for (const [time, variableValues] of variables.entries()) {
      const name = `${seed}/${index}/${time}`;
      const asked = { document, variableValues, operationName };
      const theirs = await watch((again) => execute({ ...again, schema }), schema, asked, name);
      const ours = await watch(prepared, schema, asked, name);
      if (textOf(ours) !== textOf(theirs))
        tellDifference(`${name}: ${text} ${textOf(asked.variableValues)}`, ours, theirs);
      if (theirs.answer.errors) shares.failing += 1 / documents / timesAsked;
    }
    // Validation takes longer than the executions.
    if (index % 20 === 0 && validate(schema, document).length === 0) shares.valid += 20 / documents;
  }
  return shares;
}

function tellDifference(what: string, ours: Seen, theirs: Seen): void {
  try {
    expect(ours).toEqual(theirs);
  } catch (error) {
    throw new Error(`${what}\n${(error as Error).message}`, { cause: error });
  }
  throw new Error(`${what}\nkeys are in another order`);
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
    const { valid, failing } = await compare(schema, 1_600);
    expect(valid).toBeGreaterThan(0.4);
    expect(failing).toBeGreaterThan(0.4);
  }, 120_000);

  test("on our own schema", async () => {
    const schema = buildServedGraph();
    resolveOddly(schema, 0.3);
    const { valid, failing } = await compare(schema, 600);
    expect(valid).toBeGreaterThan(0.4);
    expect(failing).toBeGreaterThan(0.4);
  }, 120_000);
});
