import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLObjectType,
  getVariableValues,
  OperationTypeNode,
} from "graphql";
import { type Call, isPromise, type Operation } from "./call.js";
import { CollectedErrors } from "./collected-errors.js";
import type { Field } from "./field.js";
import { guardKey, guardsOf } from "./guards.js";
import { type OnPlanned, planOperation } from "./object-plan.js";
import { runFields, runFieldsInTurn } from "./run-fields.js";

/** graphql-js's own bound on what it tells of wrong variables. */
const variableErrorsMax = 50;

/** So many outcomes of @skip and @include have a plan at a time; one more, and they are planned anew. */
const plansMax = 16;

export interface Request {
  readonly contextValue?: unknown;
  readonly rootValue?: unknown;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

type Answer = ExecutionResult | Promise<ExecutionResult>;

/** A query or mutation, with the plans made of it so far. */
export class PreparedOperation {
  readonly #guards: readonly string[];
  readonly #plans = new Map<string, readonly Field[]>();

  constructor(
    private readonly operation: Operation,
    private readonly rootType: GraphQLObjectType,
    private readonly onPlanned: OnPlanned,
  ) {
    this.#guards = guardsOf(operation);
  }

  /** Null when these variables can have no plan. */
  run({ contextValue, rootValue, variableValues }: Request): Answer | null {
    const { schema, definition } = this.operation;
    const { errors, coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], variableValues ?? {}, {
      maxErrors: variableErrorsMax,
    });
    if (errors) return { errors };
    const key = guardKey(this.#guards, coerced);
    if (key === null) return null;
    const call = {
      operation: this.operation,
      contextValue,
      rootValue,
      variableValues: coerced,
      errors: new CollectedErrors(),
    };
    const failed = (error: GraphQLError) => {
      call.errors.add(error, undefined);
      return answerOf(null, call);
    };
    try {
      const fields = this.#planFor(key, call);
      const run = definition.operation === OperationTypeNode.MUTATION ? runFieldsInTurn : runFields;
      const data = run(fields, rootValue, call, undefined);
      return isPromise(data) ? data.then((whole) => answerOf(whole, call), failed) : answerOf(data, call);
    } catch (error) {
      return failed(error as GraphQLError);
    }
  }

  #planFor(key: string, call: Call): readonly Field[] {
    const known = this.#plans.get(key);
    if (known) return known;
    const fields = planOperation(this.rootType, call, this.onPlanned);
    if (this.#plans.size >= plansMax) this.#plans.clear();
    this.#plans.set(key, fields);
    return fields;
  }
}

function answerOf(data: Record<string, unknown> | null, { errors }: Call): ExecutionResult {
  return errors.list.length === 0 ? { data } : { errors: errors.list, data };
}
