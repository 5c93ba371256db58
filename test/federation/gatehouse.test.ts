import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildASTSchema, type GraphQLSchema, isObjectType, Kind, parse } from "graphql";
import { printSubgraph } from "../../src/gateway/subgraph-sdl.js";
import { nodeTypes } from "../../src/rules/global-id.js";
import { blocksOf, readme } from "../readme/blocks.js";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { subgraphOf } from "./neighbours.js";
import { compose, executeOn, stitch } from "./supergraph.js";

const keys: Readonly<Record<string, string>> = {
  Store: "name",
  Workspace: "store { name } name",
  Experiment: "store { name } mlflowId",
  Run: "store { name } mlflowId",
  LoggedModel: "store { name } mlflowId",
  Dataset: "experiment { store { name } mlflowId } name digest",
  RegisteredModel: "store { name } workspace { name } name",
  ModelVersion: "registeredModel { store { name } workspace { name } name } version",
  Trace: "store { name } mlflowId",
  Prompt: "store { name } workspace { name } name",
  PromptVersion: "prompt { store { name } workspace { name } name } version",
};

/** Another team's graph: where model versions are deployed, known by their ids, and which ticket asked for a run, by MLflow's. */
const deploymentsSdl = `
  type Query { deployments: [Deployment!]! }
  type Deployment { name: String! modelVersion: ModelVersion run: Run registered: RegisteredModel }
  type ModelVersion @key(fields: "id") { id: ID! riskScore: Int }
  type Run @key(fields: "store { name } mlflowId") { store: Store! mlflowId: String! ticket: String }
  type RegisteredModel @key(fields: "store { name } workspace { name } name") { store: Store! workspace: Workspace name: String! }
  type Workspace @shareable { name: String! }
  type Store @key(fields: "name") { name: String! }
`;

let gatehouse: TestServer;
let sdl = "";

beforeAll(async () => {
  gatehouse = await startServer({ stores: [fixtureStore("sqlite")] });
  sdl = (await gatehouse.data<{ _service: { sdl: string } }>("{ _service { sdl } }"))._service.sdl;
});
afterAll(() => gatehouse.close());

test("every type with an id is an entity by it, and by one natural key", () => {
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const declared = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => {
      const fields = (type.astNode?.directives ?? [])
        .filter(({ name }) => name.value === "key")
        .map((key) => key.arguments?.map(({ value }) => value.kind === Kind.STRING && value.value));
      return fields.length === 0 ? [] : [[type.name, fields.flat()] as const];
    });
  const expected = nodeTypes.map((type) => [type, ["id", keys[type]]] as const);
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
});

test("the README's example of another subgraph composes with it", () => {
  const example = blocksOf(readme).find(({ language }) => language === "gql")?.text ?? "";
  const schema = buildASTSchema(parse(`${example}\ntype Query { deployments: [Deployment!]! }`), {
    assumeValidSDL: true,
  });
  const supergraph = compose([
    { name: "gatehouse", url: gatehouse.url, sdl },
    { name: "deployments", url: "http://127.0.0.1:1", sdl: printSubgraph(schema) },
  ]);
  expect(supergraph).toContain("riskScore: Int @join__field(graph: DEPLOYMENTS)");
});

describe("composed with another team's subgraph", () => {
  let other: ApolloServer;
  let supergraph: GraphQLSchema;
  let deployed: { readonly id: string; readonly run: { readonly mlflowId: string } } | undefined;

  beforeAll(async () => {
    const found = await gatehouse.data<{ modelVersions: { nodes: (typeof deployed)[] } }>(
      "{ modelVersions(first: 1, filterString: \"name = 'fraud'\") { nodes { id run { mlflowId } } } }",
    );
    deployed = found.modelVersions.nodes[0];
    const schema = subgraphOf(
      deploymentsSdl,
      {
        "Query.deployments": () => [
          {
            name: "eu",
            modelVersion: { id: deployed?.id },
            run: { store: { name: "main" }, mlflowId: deployed?.run.mlflowId },
            registered: { store: { name: "main" }, workspace: { name: "default" }, name: "fraud" },
          },
        ],
        "ModelVersion.riskScore": () => 7,
        "Run.ticket": (run) => `for ${(run as { mlflowId: string }).mlflowId}`,
      },
      {
        ModelVersion: (version) => version,
        Run: (run) => run,
        RegisteredModel: (model) => model,
        Store: (store) => store,
      },
    );
    other = new ApolloServer({
      schema,
      stopOnTerminationSignals: false,
      plugins: [ApolloServerPluginInlineTraceDisabled()],
    });
    const { url } = await startStandaloneServer(other, { listen: { host: "127.0.0.1", port: 0 } });
    const { body } = await other.executeOperation<{ _service: { sdl: string } }>({ query: "{ _service { sdl } }" });
    const otherSdl = body.kind === "single" ? body.singleResult.data?._service.sdl : undefined;
    supergraph = stitch(
      compose([
        { name: "gatehouse", url: gatehouse.url, sdl },
        { name: "deployments", url, sdl: otherSdl ?? "" },
      ]),
      { authorization: `Bearer ${gatehouse.token}` },
    );
  });
  afterAll(() => other.stop());

  test("its things lead into Gatehouse, by id and by natural key", async () => {
    const document = parse(`{ deployments { name
      modelVersion { name version store { name } }
      run { mlflowId experiment { name } }
      registered { name versions(first: 1) { pageInfo { hasPreviousPage } } } } }`);
    expect(await executeOn(supergraph, document)).toEqual({
      data: {
        deployments: [
          {
            name: "eu",
            modelVersion: { name: "fraud", version: expect.any(Number), store: { name: "main" } },
            run: { mlflowId: deployed?.run.mlflowId, experiment: { name: "fraud/detection" } },
            registered: { name: "fraud", versions: { pageInfo: { hasPreviousPage: false } } },
          },
        ],
      },
    });
  });

  test("Gatehouse's things have the other's fields, a whole list of them too", async () => {
    const document = parse(`{
      modelVersions(filterString: "name = 'fraud'") { nodes { version riskScore } }
      runs(first: 3) { nodes { mlflowId ticket } } }`);
    const { data, errors } = await executeOn(supergraph, document);
    expect(errors).toBeUndefined();
    const { modelVersions, runs } = data as unknown as {
      modelVersions: { nodes: { riskScore: number }[] };
      runs: { nodes: { mlflowId: string; ticket: string }[] };
    };
    expect(modelVersions.nodes.length).toBeGreaterThan(1);
    for (const { riskScore } of modelVersions.nodes) expect(riskScore).toBe(7);
    expect(runs.nodes).toHaveLength(3);
    for (const { mlflowId, ticket } of runs.nodes) expect(ticket).toBe(`for ${mlflowId}`);
  });
});
