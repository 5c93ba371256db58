import { assertValidSchema, type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from "graphql";
import type { Request } from "./prepared-operation.js";
import { PreparedOperations } from "./prepared-operations.js";

/** Some hundred operations of an application, or some dozen of the largest that the limits let pass. */
const preparedBytesMax = 16 * 2 ** 20;

export interface ExecutionRequest extends Request {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

export type PreparedExecute = (request: ExecutionRequest) => ExecutionResult | Promise<ExecutionResult>;

/**
 * graphql-js's `execute` for one schema, prepared: each operation becomes a tree of closures the first time, in which every question
 * that its document and the schema answer is answered for good. Nothing is generated as code. graphql-js itself coerces variables
 * and arguments, collects fields and locates errors, and answers whatever cannot be prepared.
 */
export function prepareExecute(schema: GraphQLSchema, bytesMax = preparedBytesMax): PreparedExecute {
  assertValidSchema(schema);
  const operations = new PreparedOperations(schema, bytesMax);
  return (request) => {
    const { document, operationName, variableValues } = request;
    const prepared = isObjectOrNone(variableValues) ? operations.get(document, operationName) : null;
    return prepared?.run(request) ?? execute({ ...request, schema });
  };
}

function isObjectOrNone(variables: unknown): boolean {
  return variables === undefined || typeof variables === "object";
}
