import { type GraphQLObjectType, isInterfaceType, isObjectType } from "graphql";
import { buildGraph } from "../../src/gateway/schema.js";
import type { Answer, TestServer } from "../support/start-server.js";
import { type Arguments, selectionOf } from "./schema-walk-document.js";

const schema = buildGraph();
const node = schema.getType("Node");
export const nodeTypes = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];

/** The walk asks for more than any client would. */
export const wideLimits = { costMax: 100_000_000, aliasesMax: 100_000, depthMax: 50, tokensMax: 1_000_000 };

/** What a field takes, where it must or should be told; by the argument's name, or by type, field and argument. */
const given: Arguments = {
  first: "3",
  keys: '["loss", "auc"]',
  "Run.params.keys": "null",
  "Run.metrics.keys": "null",
  "Run.tags.keys": "null",
  "RunComparison.params.keys": "null",
  "RunComparison.tags.keys": "null",
  "RunComparison.metrics.keys": "null",
  store: '"main"',
  action: "READ",
  "Query.store.name": '"main"',
  "Query.experiment.name": '"fraud/detection"',
  "Query.registeredModel.name": '"fraud"',
  "Query.modelVersion.name": '"fraud"',
  "Query.prompt.name": '"greeting"',
  version: "1",
};

/** One of each kind, with what only a few of them have. */
const samplesDocument = `{
  stores { nodes { __typename id workspaces { nodes { __typename id } } } }
  experiments(first: 100) { nodes { __typename id
    datasets { nodes { __typename id } }
    loggedModels(first: 1) { nodes { __typename id mlflowId } }
    traces(first: 1) { nodes { __typename id mlflowId } }
  } }
  runs(first: 100, filterString: "metrics.loss > 0") { nodes { __typename id mlflowId } }
  registeredModels { nodes { __typename id versions { nodes { __typename id } } } }
  prompts { nodes { __typename id versions { nodes { __typename id } } } }
}`;

/** An object of an answer, as every one is asked for. */
export interface Sample {
  readonly __typename: string;
  readonly id?: string;
  readonly mlflowId?: string;
}

export type Samples = ReadonlyMap<string, Sample>;

/** One object of each type that the store has something of. */
export async function samplesOf(server: TestServer): Promise<Samples> {
  const found = new Map<string, Sample>();
  const { data } = await server.query(samplesDocument);
  visit(data, (object) => {
    if (object.id !== undefined) found.set(object.__typename, object);
  });
  return found;
}

/** Asks for every field of a type and of what it leads to, so many levels down. */
export function walkNode(server: TestServer, type: string, { id }: Sample, levels: number): Promise<Answer<unknown>> {
  const selection = `... on ${type} ${selectionOf(schema, objectType(type), levels, given)}`;
  return server.query(`query ($id: ID!) { node(id: $id) { ${selection} } }`, { id });
}

/** The same of the query type. */
export function walkQuery(server: TestServer, samples: Samples, levels: number): Promise<Answer<unknown>> {
  const run = samples.get("Run");
  const ids = {
    id: JSON.stringify(run?.id),
    of: JSON.stringify(run?.id),
    ids: JSON.stringify([run?.id]),
    runs: JSON.stringify([run?.id]),
    "Query.run.mlflowId": JSON.stringify(run?.mlflowId),
    "Query.loggedModel.mlflowId": JSON.stringify(samples.get("LoggedModel")?.mlflowId ?? "m-0"),
    "Query.trace.mlflowId": JSON.stringify(samples.get("Trace")?.mlflowId ?? "tr-0"),
  };
  return server.query(selectionOf(schema, objectType("Query"), levels, { ...given, ...ids }));
}

/** Every object of an answer. */
export function visit(part: unknown, note: (object: Sample) => void): void {
  if (Array.isArray(part)) for (const item of part) visit(item, note);
  else if (typeof part === "object" && part !== null) {
    if ("__typename" in part) note(part as Sample);
    visit(Object.values(part), note);
  }
}

export function schemaTypes(): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .map(({ name }) => name);
}

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}
