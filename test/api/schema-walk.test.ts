import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GraphQLObjectType, isInterfaceType, isObjectType } from "graphql";
import { buildGraph } from "../../src/gateway/schema.js";
import { describeFixtures } from "../support/describe-stores.js";
import type { MlflowVersion } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type Arguments, selectionOf } from "./schema-walk-document.js";

const schema = buildGraph();
const node = schema.getType("Node");
const nodeTypes = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];

/** The walk asks for more than any client would. */
const wide = { costMax: 100_000_000, aliasesMax: 100_000, depthMax: 50, tokensMax: 1_000_000 };

/** What a field takes, where it must or should be told; by the argument's name, or by type, field and argument. */
const given: Arguments = {
  first: "3",
  keys: '["loss", "auc"]',
  "Run.params.keys": "null",
  "Run.metrics.keys": "null",
  "Run.tags.keys": "null",
  store: '"main"',
  "Query.store.name": '"main"',
  "Query.experiment.name": '"fraud/detection"',
  "Query.registeredModel.name": '"fraud"',
  "Query.modelVersion.name": '"fraud"',
  version: "1",
};

/** One of each kind, with what only a few of them have. */
const samplesDocument = `{
  stores { nodes { __typename id workspaces { nodes { __typename id } } } }
  experiments(first: 100) { nodes { __typename id
    datasets { nodes { __typename id } }
    loggedModels(first: 1) { nodes { __typename id mlflowId } }
  } }
  runs(first: 100, filterString: "metrics.loss > 0") { nodes { __typename id mlflowId } }
  registeredModels { nodes { __typename id versions { nodes { __typename id } } } }
}`;

/** Types of which a store of an older MLflow can hold nothing. */
const loggedModelTypes = schemaTypes().filter((name) => name.startsWith("LoggedModel"));
const absent: Readonly<Partial<Record<MlflowVersion, readonly string[]>>> = { "2.22.0": loggedModelTypes };

describeFixtures("a walk of the whole schema", ({ url, version }) => {
  let server: TestServer;
  let samples: ReadonlyMap<string, Sample>;
  const seen = new Set<string>();

  beforeAll(async () => {
    server = await startServer({ stores: [{ url }], limits: wide });
    const found = new Map<string, Sample>();
    const { data } = await server.query(samplesDocument);
    visit(data, (object) => {
      if (object.id !== undefined) found.set(object.__typename, object);
    });
    samples = found;
  });
  afterAll(() => server.close());

  test.each(nodeTypes)("every field of %s, in one query", async (type) => {
    const sample = samples.get(type);
    if (sample === undefined) return expect(absent[version]).toContain(type);
    const selection = `... on ${type} ${selectionOf(schema, objectType(type), 3, given)}`;
    await ask(`query ($id: ID!) { node(id: $id) { ${selection} } }`, { id: sample.id });
  });

  test("every field of the query type", async () => {
    const run = samples.get("Run");
    const ids = {
      id: JSON.stringify(run?.id),
      ids: JSON.stringify([run?.id]),
      "Query.run.mlflowId": JSON.stringify(run?.mlflowId),
      "Query.loggedModel.mlflowId": JSON.stringify(samples.get("LoggedModel")?.mlflowId ?? "m-0"),
    };
    await ask(selectionOf(schema, objectType("Query"), 3, { ...given, ...ids }));
  });

  test("has met every type that there can be", () => {
    expect(schemaTypes().filter((name) => !seen.has(name) && !absent[version]?.includes(name))).toEqual([]);
  });

  async function ask(document: string, variables?: Record<string, unknown>): Promise<void> {
    const { data, errors } = await server.query(document, variables);
    const unexpected = (errors ?? []).filter(({ extensions }) => extensions?.reason !== "NOT_IN_SCHEMA");
    expect(unexpected).toEqual([]);
    visit(data, ({ __typename }) => seen.add(__typename));
  }
});

interface Sample {
  readonly __typename: string;
  readonly id?: string;
  readonly mlflowId?: string;
}

/** Every object of an answer. */
function visit(part: unknown, note: (object: Sample) => void): void {
  if (Array.isArray(part)) for (const item of part) visit(item, note);
  else if (typeof part === "object" && part !== null) {
    if ("__typename" in part) note(part as Sample);
    visit(Object.values(part), note);
  }
}

function schemaTypes(): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .map(({ name }) => name);
}

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}
