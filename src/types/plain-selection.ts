import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  isLeafType,
  isObjectType,
} from "graphql";
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

/** A list among the fields of a connection's nodes. */
export interface PlainList {
  /** Its key in the response. */
  readonly key: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** What the list's own nodes hold, as `plainNodes` says it. */
  readonly shape: readonly PlainField[];
  /** Whether it is asked where its page lies. */
  readonly hasPageInfo: boolean;
}

/** What of an object may be read together with it. */
export interface Parts {
  /** Lists of plain nodes. */
  readonly lists: readonly PlainList[];
  /** Objects that fields without arguments answer, with parts of their own. */
  readonly objects: readonly ObjectPart[];
}

export interface ObjectPart {
  /** The field's key in the response. */
  readonly key: string;
  readonly name: string;
  readonly parts: Parts;
}

/** The parts of the object that a field answers. */
export const partsOf = readOnce(readParts);

/** The parts of each of a connection's nodes. Null where they are asked for in more than one place, or nowhere. */
export const partsOfNodes = readOnce(readPartsOfNodes);

type Read<Selection> = (info: PassThroughInfo) => Selection | null;

/** The executor keeps the nodes of a field with its plan, one plan for each outcome of @skip and @include. */
function readOnce<Selection>(read: Read<Selection>): Read<Selection> {
  const known = new WeakMap<GraphQLResolveInfo["fieldNodes"], Selection | null>();
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
  const nodes = nodesOf(info);
  return nodes === null || nodes.name !== "nodes" ? null : readSelection(nodes.info);
}

function readPartsOfNodes(info: GraphQLResolveInfo): Parts | null {
  const nodes = nodesOf(info);
  return nodes === null ? null : readParts(nodes.info);
}

function readParts(info: GraphQLResolveInfo): Parts {
  const { type, selected } = selectionOf(info) ?? {};
  const lists: PlainList[] = [];
  const objects: ObjectPart[] = [];
  for (const [key, fieldNodes] of selected ?? []) {
    const [node] = fieldNodes;
    const field = type && node && getFieldDef(info.schema, type, node);
    if (!field) continue;
    const inner = { ...info, returnType: field.type, fieldNodes };
    const shape = readNodes(inner);
    if (shape !== null) lists.push({ key, field, node, shape, hasPageInfo: below(inner, "pageInfo") !== undefined });
    else if (field.args.length === 0 && isObjectType(getNullableType(field.type)))
      objects.push({ key, name: field.name, parts: readParts(inner) });
  }
  return { lists, objects };
}

/** Where a connection's nodes are asked for: as its `nodes` or as those of its edges. Null for nowhere, or for several places. */
function nodesOf(
  info: GraphQLResolveInfo,
): { readonly name: "nodes" | "edges"; readonly info: GraphQLResolveInfo } | null {
  const [inNodes, inEdges] = [below(info, "nodes"), below(info, "edges")];
  if (inNodes && inEdges === undefined) return { name: "nodes", info: inNodes };
  const inNode = inEdges && inNodes === undefined ? below(inEdges, "node") : undefined;
  return inNode ? { name: "edges", info: inNode } : null;
}

/** The one place where a field of this name is asked for, below a field; null for several, undefined for none. */
function below(info: GraphQLResolveInfo, name: string): GraphQLResolveInfo | null | undefined {
  const { type, selected } = selectionOf(info) ?? {};
  const field = type?.getFields()[name];
  const [fieldNodes, ...more] = [...(selected?.values() ?? [])].filter(isNamed(name));
  if (fieldNodes === undefined || field === undefined) return undefined;
  return more.length > 0 ? null : { ...info, returnType: field.type, fieldNodes };
}

function isNamed(name: string): (nodes: readonly FieldNode[]) => boolean {
  return ([node]) => node?.name.value === name;
}

interface Selection {
  readonly type: GraphQLObjectType;
  readonly selected: ReadonlyMap<string, readonly FieldNode[]>;
}

/** What a field's objects are asked for; null when their type is not known beforehand. */
function selectionOf({
  schema,
  fragments,
  variableValues,
  returnType,
  fieldNodes,
}: GraphQLResolveInfo): Selection | null {
  const type = getNamedType(returnType);
  if (!isObjectType(type)) return null;
  return { type, selected: collectSubfields(schema, fragments, variableValues, type, fieldNodes) };
}

function readSelection(info: GraphQLResolveInfo): readonly PlainField[] | null {
  const { type, selected } = selectionOf(info) ?? {};
  if (type === undefined || selected === undefined || type.isTypeOf) return null;
  const selection: PlainField[] = [];
  for (const [key, [node]] of selected) {
    const field = node && getFieldDef(info.schema, type, node);
    if (!field) continue;
    const isTypeName = field.name === "__typename";
    const isStored = !field.resolve && field.args.length === 0 && isLeafType(getNullableType(field.type));
    if (!isTypeName && !isStored) return null;
    selection.push({ key, name: field.name });
  }
  return selection;
}
