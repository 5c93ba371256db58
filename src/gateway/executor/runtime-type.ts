import { type GraphQLAbstractType, GraphQLError, type GraphQLObjectType, isObjectType } from "graphql";
import { inspect } from "graphql/jsutils/inspect.js";
import type { Call, Place } from "./call.js";

/** The type that an interface's or a union's value has by `name`, which its resolveType answered; graphql-js's checks and words. */
export function runtimeTypeOf(
  name: unknown,
  abstract: GraphQLAbstractType,
  value: unknown,
  { operation: { schema } }: Call,
  { parentType, field, nodes }: Place,
): GraphQLObjectType {
  const of = `for field "${parentType.name}.${field.name}"`;
  if (name === null || name === undefined)
    throw new GraphQLError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime ${of}. Either the "${abstract.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  if (isObjectType(name))
    throw new GraphQLError(
      "Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.",
    );
  if (typeof name !== "string")
    throw new GraphQLError(
      `Abstract type "${abstract.name}" must resolve to an Object type at runtime ${of} with value ${inspect(value)}, received "${inspect(name)}".`,
    );
  const type = schema.getType(name);
  if (!type)
    throw new GraphQLError(
      `Abstract type "${abstract.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      { nodes },
    );
  if (!isObjectType(type))
    throw new GraphQLError(`Abstract type "${abstract.name}" was resolved to a non-object type "${name}".`, { nodes });
  if (!schema.isSubType(abstract, type))
    throw new GraphQLError(`Runtime Object type "${type.name}" is not a possible type for "${abstract.name}".`, {
      nodes,
    });
  return type;
}
