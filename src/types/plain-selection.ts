import { type GraphQLResolveInfo, getNamedType, getNullableType, isLeafType, isObjectType } from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { getFieldDef } from "graphql/execution/execute.js";

/** What the gateway's own executor hands to resolvers: under it, and no other, a `RawJson` is an answer. */
export interface PassThroughInfo extends GraphQLResolveInfo {
  readonly takesRawJson?: true;
}

/** A member of the objects that a field answers: its key in the response, and the field it is. */
export interface PlainField {
  readonly key: string;
  /** Or `__typename`, whose value is the type's name. */
  readonly name: string;
}

/**
 * What a field's objects hold, in the response's order, when it is stored values alone - then the field may answer with a
 * `RawJson`, an object or a list of them, that was built in this shape. Null when the field must answer with rows: something below has a
 * resolver, arguments or fields of its own, the type is not known beforehand, or another executor asks.
 */
export const plainSelection = readOnce(readSelection);

/**
 * The same for the `nodes` of a field that is a connection. Null also where its edges are asked for, which need rows, or `nodes` more
 * than once.
 */
export const plainNodes = readOnce(readNodes);

type Read = (info: PassThroughInfo) => readonly PlainField[] | null;

/** The executor keeps the nodes of a field with its plan, one plan for each outcome of @skip and @include. */
function readOnce(read: Read): Read {
  const known = new WeakMap<GraphQLResolveInfo["fieldNodes"], readonly PlainField[] | null>();
  return (info) => {
    if (info.takesRawJson !== true) return null;
    const before = known.get(info.fieldNodes);
    if (before !== undefined) return before;
    const selection = read(info);
    known.set(info.fieldNodes, selection);
    return selection;
  };
}

function readNodes(info: GraphQLResolveInfo): readonly PlainField[] | null {
  const { schema, fragments, variableValues, returnType, fieldNodes } = info;
  const type = getNamedType(returnType);
  if (!isObjectType(type)) return null;
  const selected = [...collectSubfields(schema, fragments, variableValues, type, fieldNodes).values()];
  const nodes = selected.filter(([node]) => node?.name.value === "nodes");
  const nodesField = type.getFields().nodes;
  const [only] = nodes;
  if (only === undefined || nodes.length > 1 || nodesField === undefined) return null;
  if (selected.some(([node]) => node?.name.value === "edges")) return null;
  return readSelection({ ...info, returnType: nodesField.type, fieldNodes: [...only] });
}

function readSelection(info: GraphQLResolveInfo): readonly PlainField[] | null {
  const { schema, fragments, variableValues, returnType, fieldNodes } = info;
  const type = getNamedType(returnType);
  if (!isObjectType(type) || type.isTypeOf) return null;
  const selection: PlainField[] = [];
  for (const [key, [node]] of collectSubfields(schema, fragments, variableValues, type, fieldNodes)) {
    const field = node && getFieldDef(schema, type, node);
    if (!field) continue;
    const isTypeName = field.name === "__typename";
    const isStored = !field.resolve && field.args.length === 0 && isLeafType(getNullableType(field.type));
    if (!isTypeName && !isStored) return null;
    selection.push({ key, name: field.name });
  }
  return selection;
}
