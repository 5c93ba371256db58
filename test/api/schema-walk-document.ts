import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from "graphql";

/** What is asked where an argument must be given, by its name. */
export type Arguments = Readonly<Record<string, string>>;

/**
 * All fields of a type, and of what they lead to, so many levels down; at the last level only what has no fields. Lists come by
 * their nodes and a first edge.
 */
export function selectionOf(schema: GraphQLSchema, type: GraphQLOutputType, levels: number, given: Arguments): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isInterfaceType(named) || isUnionType(named)) {
    const parts = schema.getPossibleTypes(named).map((one) => `... on ${one.name} ${fieldsOf(schema, one, 0, given)}`);
    return `{ __typename ${parts.join(" ")} }`;
  }
  if (!isObjectType(named)) throw new Error(`${String(named)} is no type of an answer`);
  return fieldsOf(schema, named, levels, given);
}

function fieldsOf(schema: GraphQLSchema, type: GraphQLObjectType, levels: number, given: Arguments): string {
  const fields = Object.values(type.getFields()).flatMap((field) => fieldOf(schema, type, field, levels, given));
  return `{ __typename ${fields.join(" ")} }`;
}

function fieldOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  levels: number,
  given: Arguments,
): string[] {
  const named = getNamedType(field.type);
  const isPart = /(Connection|Edge)$/.test(type.name);
  if (!isLeafType(named) && levels === 0 && !isPart) return [];
  // Fields of one name and of several types cannot be asked for in one selection of an interface.
  const name = `${type.name}_${field.name}: ${field.name}`;
  return [
    `${name}${argumentsOf(type, field, given)} ${selectionOf(schema, field.type, isPart ? levels : levels - 1, given)}`,
  ];
}

function argumentsOf(
  type: GraphQLObjectType,
  { name, args }: GraphQLField<unknown, unknown>,
  given: Arguments,
): string {
  const wanted = args.flatMap((argument) => {
    const value = given[`${type.name}.${name}.${argument.name}`] ?? given[argument.name];
    if (value !== undefined) return [`${argument.name}: ${value}`];
    if (isRequiredArgument(argument)) throw new Error(`say what ${type.name}.${name} takes as ${argument.name}`);
    return [];
  });
  return wanted.length === 0 ? "" : `(${wanted.join(", ")})`;
}
