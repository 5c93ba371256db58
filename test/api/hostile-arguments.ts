import fc from "fast-check";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLUnionType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";
import { buildServedGraph } from "../../src/gateway/schema.js";
import { type Loot, text, textFor } from "./hostile-texts.js";

/** One request as a client sends it: an operation of the graph, or the path of an export. */
export type HostileRequest = { readonly query: string; readonly variables: object } | { readonly path: string };

const schema = buildServedGraph();
const queryType = schema.getQueryType();

const anyJson = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1e308, 2 ** 53, -(2 ** 31) - 1, [], {}, [[]], [null], "x", {
    a: { b: [] },
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A value of an input type as variables carry it, and now and then one of another type. */
function anyValueOf(type: GraphQLInputType, name: string, loot: Loot, depth = 0): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return anyValueOf(type.ofType, name, loot, depth);
  const fitting = fittingValueOf(type, name, loot, depth);
  return fc.oneof({ weight: 40, arbitrary: fitting }, { weight: 1, arbitrary: anyJson });
}

function fittingValueOf(type: GraphQLInputType, name: string, loot: Loot, depth: number): fc.Arbitrary<unknown> {
  if (isListType(type)) return fc.array(anyValueOf(type.ofType, name, loot, depth), { maxLength: depth > 1 ? 1 : 3 });
  if (isEnumType(type)) {
    const words = fc.constantFrom<unknown>(...type.getValues().map((value) => value.name));
    return fc.oneof({ weight: 9, arbitrary: words }, { weight: 1, arbitrary: text(loot) });
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => depth < 3 || isLeafType(getNamedType(field.type)));
    if (fields.length === 0) return fc.constant({});
    return fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1, maxLength: 2 }).chain((chosen) =>
      objectOf(
        chosen.map((field) => [field.name, field.type]),
        loot,
        depth + 1,
      ),
    );
  }
  return scalarOf(getNamedType(type).name, name, loot);
}

function objectOf(
  fields: readonly (readonly [string, GraphQLInputType])[],
  loot: Loot,
  depth: number,
): fc.Arbitrary<object> {
  return fc.record(Object.fromEntries(fields.map(([name, type]) => [name, anyValueOf(type, name, loot, depth)])));
}

function scalarOf(scalar: string, name: string, loot: Loot): fc.Arbitrary<unknown> {
  switch (scalar) {
    case "Boolean":
      return fc.boolean();
    case "Int":
      return fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, -1, 2 ** 31 - 1, -(2 ** 31), 101));
    case "Float":
      return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1e308, -1e308));
    case "_Any":
      return representation(loot);
    case "String":
    case "ID":
      return textFor(name, loot);
    default:
      return fc.oneof(
        fc.constantFrom<unknown>("0", "-9223372036854775808", "9223372036854775808", 5, "NaN"),
        text(loot),
      );
  }
}

function representation(loot: Loot): fc.Arbitrary<object> {
  const types = fc.constantFrom(
    "Store",
    "Run",
    "Experiment",
    "RegisteredModel",
    "ModelVersion",
    "Dataset",
    "Query",
    "",
  );
  const byId = fc.record({ __typename: types, id: textFor("id", loot) });
  const byKey = fc.record({
    __typename: types,
    store: fc.record({ name: textFor("store", loot) }),
    workspace: fc.record({ name: textFor("workspace", loot) }),
    mlflowId: text(loot),
    name: text(loot),
    version: fc.oneof(fc.constant(1), anyJson),
  });
  return fc.oneof(byId, byKey, anyJson as fc.Arbitrary<object>);
}

type Field = GraphQLField<unknown, unknown>;

/** A field of the query type with hostile arguments, and with what it leads to, some of that with arguments too. */
function operation(loot: Loot): fc.Arbitrary<HostileRequest> {
  const fields = Object.values(queryType?.getFields() ?? {}).filter(({ args }) => args.length > 0);
  return fc.constantFrom(...fields).chain((field) => {
    const inner = innerFieldOf(field);
    const args = fc.tuple(argumentsOf(field, loot), inner === null ? fc.constant({}) : argumentsOf(inner.field, loot));
    return args.map(([outer, within]) => operationOf(field, outer, inner?.within ?? "", inner?.field ?? null, within));
  });
}

/** Required arguments always, the others now and then. */
function argumentsOf({ args }: Field, loot: Loot): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const required = args.filter(({ type }) => isNonNullType(type)).map(({ name }) => name);
  const values = Object.fromEntries(args.map(({ name, type }) => [name, anyValueOf(type, name, loot)]));
  const others = args.map(({ name }) => name).filter((name) => !required.includes(name));
  return fc
    .record({ values: fc.record(values), kept: fc.subarray(others, { maxLength: Math.min(2, others.length) }) })
    .map(({ values: all, kept }) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => required.includes(name) || kept.includes(name))),
    );
}

/** A field with arguments of the thing that a field leads to, by its list or by itself. */
function innerFieldOf(field: Field): { readonly field: Field; readonly within: string } | null {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return null;
  const isList = type.name.endsWith("Connection");
  const item = isList ? getNamedType((type.getFields().nodes as Field).type) : type;
  if (!isObjectType(item)) return null;
  const inner = Object.values(item.getFields()).filter(({ args }) => args.length > 0);
  const [chosen] = inner.slice(field.name.length % Math.max(inner.length, 1));
  return chosen === undefined ? null : { field: chosen, within: isList ? "nodes" : "" };
}

function operationOf(
  field: Field,
  outer: Readonly<Record<string, unknown>>,
  within: string,
  inner: Field | null,
  innerArguments: Readonly<Record<string, unknown>>,
): HostileRequest {
  const innerText = inner === null ? "" : call(inner, innerArguments, "b", shallow(inner));
  const selection = selectionOf(field, within, innerText);
  const declared = [
    ...declarations(field.args, outer, "a"),
    ...(inner === null ? [] : declarations(inner.args, innerArguments, "b")),
  ];
  const head = declared.length === 0 ? "query" : `query (${declared.join(", ")})`;
  return {
    query: `${head} { ${call(field, outer, "a", selection)} }`,
    variables: { ...prefixed(outer, "a"), ...prefixed(innerArguments, "b") },
  };
}

function selectionOf(field: Field, within: string, inner: string): string {
  const type = getNamedType(field.type);
  if (isInterfaceType(type) || isUnionType(type)) return abstractSelection(type);
  if (!isObjectType(type)) return "";
  if (within === "") return `{ ${leaves(type)} ${inner} }`;
  const item = getNamedType((type.getFields().nodes as Field).type) as GraphQLObjectType;
  return `{ ${leaves(type)} nodes { ${leaves(item)} ${inner} } pageInfo { endCursor } }`;
}

/** What has no fields of its own; of a list, its nodes'. */
function shallow(field: Field): string {
  const type = getNamedType(field.type);
  return selectionOf(field, type.name.endsWith("Connection") ? "nodes" : "", "");
}

function leaves(type: GraphQLObjectType): string {
  return ["__typename", ...leafNames(type)].join(" ");
}

function leafNames(type: GraphQLObjectType): string[] {
  return Object.values(type.getFields())
    .filter(({ args, type: of }) => args.length === 0 && isLeafType(getNamedType(of)))
    .map(({ name }) => name);
}

/** Of what may be one of several types: each type's leaves, under names that do not meet. */
function abstractSelection(type: GraphQLInterfaceType | GraphQLUnionType): string {
  const parts = schema.getPossibleTypes(type).map((one) => {
    const fields = leafNames(one).map((name) => `${one.name}_${name}: ${name}`);
    return `... on ${one.name} { ${fields.join(" ")} }`;
  });
  return `{ __typename ${parts.join(" ")} }`;
}

function call({ name }: Field, args: Readonly<Record<string, unknown>>, prefix: string, selection: string): string {
  const given = Object.keys(args).map((one) => `${one}: $${prefix}_${one}`);
  return `${prefix}: ${name}${given.length === 0 ? "" : `(${given.join(", ")})`} ${selection}`;
}

function declarations(args: readonly GraphQLArgument[], given: object, prefix: string): string[] {
  return args.filter(({ name }) => name in given).map(({ name, type }) => `$${prefix}_${name}: ${String(type)}`);
}

function prefixed(args: Readonly<Record<string, unknown>>, prefix: string): object {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [`${prefix}_${name}`, value]));
}

/** The address of an export with hostile parameters. */
function exportPath(loot: Loot): fc.Arbitrary<HostileRequest> {
  const name = fc.constantFrom(
    "of",
    "run",
    "runs",
    "store",
    "experiments",
    "filterString",
    "filter",
    "params",
    "tags",
    "metrics",
    "keys",
    "key",
    "format",
    "workspace",
    "orderBy",
    "columns",
  );
  const pairs = fc.array(
    name.chain((one) => textFor(one, loot).map((value) => [one, value])),
    { maxLength: 4 },
  );
  const path = fc.constantFrom(
    "runs.csv",
    "runs.ndjson",
    "metric-history.csv",
    "metric-history.ndjson",
    "runs",
    "x%00",
  );
  return fc.tuple(path, pairs).map(([one, given]) => ({ path: `/export/${one}?${new URLSearchParams(given)}` }));
}

/** Requests of everybody who means harm: fixed by the seed. */
export function hostileRequests(loot: Loot, seed: number, count: number): readonly HostileRequest[] {
  const request = fc.oneof(
    { weight: 12, arbitrary: operation(loot) },
    { weight: 1, arbitrary: exportPath(loot) },
    { weight: 1, arbitrary: brokenDocument(loot) },
  );
  return fc.sample(request, { seed, numRuns: count });
}

/** Texts put into the document itself, where a client that builds its queries by hand would put them. */
function brokenDocument(loot: Loot): fc.Arbitrary<HostileRequest> {
  return text(loot).map((one) => ({
    query: `{ registeredModel(store: "main", name: "${one}") { name } experiment(store: "main", name: ${JSON.stringify(one)}) { name } }`,
    variables: {},
  }));
}
