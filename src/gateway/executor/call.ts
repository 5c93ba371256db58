import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  ResponsePath,
} from "graphql";
import type { PassThroughInfo } from "../../types/plain-selection.js";
import type { CollectedErrors } from "./collected-errors.js";

/** What is known of an operation before it is asked for. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly definition: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
}

/** One execution of it. */
export interface Call {
  readonly operation: Operation;
  readonly contextValue: unknown;
  readonly rootValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly errors: CollectedErrors;
}

/** Where a field stands in an operation: the same for every object it is asked of. */
export interface Place {
  readonly parentType: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

export type Path = ResponsePath | undefined;

/** Made for resolvers alone, since it costs more than a plain value does. */
export function infoOf({ parentType, field, nodes }: Place, call: Call, path: ResponsePath): PassThroughInfo {
  const { schema, fragments, definition } = call.operation;
  return {
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType,
    path,
    schema,
    fragments,
    rootValue: call.rootValue,
    operation: definition,
    variableValues: call.variableValues,
    takesRawJson: true,
  };
}

/** As graphql-js decides it: whatever has a method `then`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return typeof (value as { then?: unknown }).then === "function";
}
