import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeFixtures } from "../support/describe-stores.js";
import { startServer, type TestServer } from "../support/start-server.js";

const document = `{
  experiment(store: "main", name: "fraud/detection") {
    name
    loggedModels {
      nodes {
        id mlflowId name status lifecycleStage artifactLocation
        sourceRun { name outputModels { nodes { id } } }
        experiment { name }
        modelVersions { nodes { name version loggedModel { id } } }
        tags { nodes { key } }
      }
    }
  }
}`;

interface Answer {
  readonly experiment: { readonly name: string; readonly loggedModels: { readonly nodes: readonly Model[] } | null };
}
interface Model {
  readonly id: string;
  readonly mlflowId: string;
  readonly artifactLocation: string;
  readonly sourceRun: {
    readonly name: string;
    readonly outputModels: { readonly nodes: readonly { readonly id: string }[] };
  };
  readonly modelVersions: { readonly nodes: readonly unknown[] };
}

describeFixtures("logged models", ({ url, version }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [{ url }] });
  });
  afterAll(() => server.close());

  if (version === "2.22.0") {
    test("are not in this schema: their field alone is null, with the reason", async () => {
      const { data, errors } = await server.query<Answer>(document);
      expect(data).toEqual({ experiment: { name: "fraud/detection", loggedModels: null } });
      expect(errors).toMatchObject([
        { path: ["experiment", "loggedModels"], extensions: { code: "UNAVAILABLE", reason: "NOT_IN_SCHEMA" } },
      ]);
    });
    return;
  }

  test("are those that the runs made, newest first, each with the version registered from it", async () => {
    const { experiment } = await server.data<Answer>(document);
    const models = experiment.loggedModels?.nodes ?? [];
    expect(models.map(({ sourceRun }) => sourceRun.name)).toEqual(["fraud-9", "fraud-6", "fraud-3", "fraud-0"]);
    for (const [at, model] of models.entries()) {
      expect(model).toMatchObject({ name: "model", status: "READY", lifecycleStage: "ACTIVE" });
      expect(model).toMatchObject({ experiment: { name: "fraud/detection" } });
      expect(model.artifactLocation).toContain(model.mlflowId);
      expect(model.sourceRun.outputModels.nodes).toEqual([{ id: model.id }]);
      expect(model.modelVersions.nodes).toEqual([{ name: "fraud", version: 4 - at, loggedModel: { id: model.id } }]);
    }
  });

  test("are found by id, and by MLflow's id", async () => {
    const { experiment } = await server.data<Answer>(document);
    const [model] = experiment.loggedModels?.nodes ?? [];
    const found = await server.data(
      'query F($id: ID!, $mlflowId: String!) { node(id: $id) { id } loggedModel(store: "main", mlflowId: $mlflowId) { id } }',
      { id: model?.id, mlflowId: model?.mlflowId },
    );
    expect(found).toEqual({ node: { id: model?.id }, loggedModel: { id: model?.id } });
    const { errors } = await server.query('{ loggedModel(store: "main", mlflowId: "m-none") { id } }');
    expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  });
});
