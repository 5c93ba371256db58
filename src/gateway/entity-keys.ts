import {
  type ConstDirectiveNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
} from "graphql";
import { invalid } from "../rules/failure.js";

/** What a key selects: each field's own type, or what is selected of the object in it. */
type KeyFields = ReadonlyMap<string, GraphQLLeafType | KeyFields>;

export interface Entity {
  readonly type: GraphQLObjectType;
  /** In the order in which the type declares them; a representation has one of them. */
  readonly keys: readonly KeyFields[];
}

/** An object that another subgraph refers to: its type, a key of it, and whatever the type requires of others. */
export type Representation = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** The types with a `@key` that this subgraph resolves, by name. */
export function entitiesOf(schema: GraphQLSchema): ReadonlyMap<string, Entity> {
  const entities = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .map((type) => ({ type, keys: keysOf(type) }));
  return new Map(entities.filter(({ keys }) => keys.length > 0).map((entity) => [entity.type.name, entity]));
}

/**
 * Reads a representation as another subgraph, or anybody, has sent it.
 *
 * @returns it with the values of its first whole key as the graph's own types have them
 * @throws Failure INVALID for what names no entity or holds none of its keys. The message says no name of the schema, which may be hidden.
 */
export function readRepresentation(entities: ReadonlyMap<string, Entity>, value: unknown): Representation {
  if (!isRecord(value))
    throw invalid("NOT_A_REPRESENTATION", "A representation is an object with __typename and a key.");
  const { __typename: name } = value;
  if (typeof name !== "string")
    throw invalid("TYPENAME_MISSING", "A representation says its type's name in __typename.");
  const entity = entities.get(name);
  if (entity === undefined)
    throw invalid("NOT_AN_ENTITY", "The representation's __typename is no entity of this graph.");
  for (const fields of entity.keys) {
    const key = readKey(fields, value);
    if (key !== null) return { ...value, ...key, __typename: name };
  }
  throw invalid("NOT_A_KEY", "The representation holds no key of its type, or a key's value is of another type.");
}

function keysOf(type: GraphQLObjectType): KeyFields[] {
  const carriers = [type.astNode, ...type.extensionASTNodes];
  const keys = carriers.flatMap((carrier) => carrier?.directives ?? []).filter(({ name }) => name.value === "key");
  return keys.filter(isResolvable).map((key) => {
    const [query] = parse(`{ ${fieldsOf(key)} }`).definitions;
    return select(type, query?.kind === Kind.OPERATION_DEFINITION ? query.selectionSet.selections : []);
  });
}

function isResolvable({ arguments: given }: ConstDirectiveNode): boolean {
  return !given?.some(({ name, value }) => name.value === "resolvable" && value.kind === Kind.BOOLEAN && !value.value);
}

function fieldsOf({ arguments: given }: ConstDirectiveNode): string {
  const fields = given?.find(({ name }) => name.value === "fields")?.value;
  return fields?.kind === Kind.STRING ? fields.value : "";
}

/** @throws Error for a key that the schema itself gets wrong */
function select(type: unknown, selections: readonly SelectionNode[]): KeyFields {
  return new Map(
    selections.map((selection) => {
      const name = selection.kind === Kind.FIELD ? selection.name.value : "";
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
      if (selection.kind !== Kind.FIELD || field === undefined)
        throw new Error(`a @key selects "${name}", which ${String(type)} does not have`);
      const inner = getNamedType(field.type);
      return [name, isLeafType(inner) ? inner : select(inner, selection.selectionSet?.selections ?? [])];
    }),
  );
}

function readKey(fields: KeyFields, value: unknown): Record<string, unknown> | null {
  if (!isRecord(value)) return null;
  const key: Record<string, unknown> = {};
  for (const [name, type] of fields) {
    const part: unknown = Object.hasOwn(value, name) ? value[name] : null;
    const read = type instanceof Map ? readKey(type, part) : readLeaf(type as GraphQLLeafType, part);
    if (read === null || read === undefined) return null;
    key[name] = read;
  }
  return key;
}

function readLeaf(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return value === null ? null : type.parseValue(value);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
