import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { TestDatabase } from "../support/databases.js";
import { describeFixtures } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { insertPrompts } from "./prompt-rows.js";

/** MLflow keeps prompts in the registry's tables, marked by a tag; to MLflow's own searches they are no models. */
describeFixtures("a prompt is no registered model", ({ dialect, version, oracle }) => {
  const run = oracle.modelVersions[0]?.runId ?? "";
  let store: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    store = await mlflowStore(dialect, version);
    await insertPrompts(store.url, [{ name: "greeting", createdAt: 1, versions: [{ runId: run, tags: {} }] }]);
    server = await startServer({ stores: [store] });
  });
  afterAll(async () => {
    await server.close();
    await store.drop();
  });

  test("in the list and its count", async () => {
    const { registeredModels } = await server.data<{
      registeredModels: { totalCount: number; nodes: { name: string }[] };
    }>("{ registeredModels { totalCount nodes { name } } }");
    const names = oracle.registeredModels.map(({ name }) => name);
    expect(registeredModels).toEqual({ totalCount: names.length, nodes: names.toSorted().map((name) => ({ name })) });
  });

  test("among the versions made by a run", async () => {
    const made = oracle.modelVersions.filter(({ runId }) => runId === run);
    expect(await server.data(versionsOfRun, { run })).toEqual({
      run: { modelVersions: { nodes: made.map(({ name, version: number }) => ({ name, version: number })) } },
    });
  });

  test.each([
    ["by name", '{ found: registeredModel(store: "main", name: "greeting") { id } }'],
    ["by version", '{ found: modelVersion(store: "main", name: "greeting", version: 1) { id } }'],
    ["by id", `{ found: node(id: "${formatGlobalId("main", "RegisteredModel", "default", "greeting", "1")}") { id } }`],
    [
      "by a version's id",
      `{ found: node(id: "${formatGlobalId("main", "ModelVersion", "default", "greeting", "1", "1")}") { id } }`,
    ],
  ])("%s", async (_, query) => {
    const { data, errors } = await server.query(query);
    expect(data).toEqual({ found: null });
    expect(errors).toMatchObject([{ path: ["found"], extensions: { code: "NOT_FOUND" } }]);
  });
});

const versionsOfRun = `query Versions($run: String!) {
  run(store: "main", mlflowId: $run) { modelVersions { nodes { name version } } }
}`;
