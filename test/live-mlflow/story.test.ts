import { expect, test } from "@jest/globals";
import { expectAgreement, lookUp, modelIn, runIn, untoldBy, versionIn } from "./agreement.js";
import { describeBesideMlflow } from "./describe-beside-mlflow.js";
import type { GraphAnswers } from "./graph-answers.js";
import { storesDocument } from "./graph-documents.js";
import { sqlalchemyUrl } from "./mlflow-server.js";

const emptyDatabase = async () => undefined;

/** The chapters of chapters.py in their order: each test plays one, then compares the whole store. */
describeBesideMlflow("beside an MLflow that writes", emptyDatabase, (beside) => {
  /** What earlier chapters told, and what the graph said after the last one. */
  const told = { experiment: "", parent: "", child: "", scorer: "", gone: "" };
  let graph: GraphAnswers;

  test("new experiments, nested runs and every kind of value are in the graph as MLflow says", async () => {
    Object.assign(told, await beside().client.act("first runs"));
    graph = await expectAgreement(beside());
    const odd = graph.histories
      .get(told.parent)
      ?.get("odd")
      ?.points.map(({ value }) => value);
    expect(odd).toEqual(["Infinity", "-Infinity", "NaN", "NaN", 0, 5e-324, 0.1 + 0.2]);
    const steps = graph.histories
      .get(told.parent)
      ?.get("steps")
      ?.points.map(({ step }) => step);
    expect(steps).toEqual(["-9223372036854775808", -3, "9007199254740993", "9007199254740994"]);
    expect(graph.histories.get(told.parent)?.get("loss")?.points).toHaveLength(1000);
  });

  test("so are datasets with their contexts, a logged model's version, and other versions; a prompt is no model", async () => {
    const { experiment, parent } = told;
    Object.assign(told, await beside().client.act("datasets and models", { experiment, parent }));
    graph = await expectAgreement(beside());
    expect(graph.registeredModels.map(({ name }) => name)).toEqual(["lonely", "scorer", "vision net"]);
    expect(runIn(graph, parent).datasets.nodes.map(({ context }) => context)).toEqual(["evaluation", "training"]);
    expect(runIn(graph, told.scorer).modelVersions.nodes).toEqual([{ name: "scorer", version: 1 }]);
  });

  test("so are moved aliases and stages, new names, changed tags and late points", async () => {
    const before = graph;
    const { experiment, parent } = told;
    await beside().client.act("moves", { experiment, parent });
    graph = await expectAgreement(beside());
    expect(modelIn(graph, "vision net").aliases.nodes.map(({ alias, version }) => [alias, version])).toEqual([
      ["challenger", 3],
      ["champion", 2],
    ]);
    expect(graph.histories.get(parent)?.get("loss")?.points).toHaveLength(1002);
    expect(runIn(graph, parent)).toMatchObject({ id: runIn(before, parent).id, name: "parent, renamed" });
    expect(await lookUp(beside().gatehouse, [modelIn(before, "lonely").id])).toEqual(["NOT_FOUND"]);
  });

  test("a deleted run says so, a deleted version is gone with its alias, a restored run is back", async () => {
    const before = graph;
    const { experiment, child } = told;
    Object.assign(told, await beside().client.act("deletions", { experiment, child }));
    graph = await expectAgreement(beside());
    expect(modelIn(graph, "vision net").versions.nodes.map(({ version }) => version)).toEqual([4, 2, 1]);
    expect(await lookUp(beside().gatehouse, [versionIn(before, "vision net", 3).id, runIn(before, child).id])).toEqual([
      "NOT_FOUND",
      "Run",
    ]);
    expect(await untoldBy(beside().database.url)).toEqual({
      deletedAt: Object.fromEntries(
        graph.runs.map((run) => [run.mlflowId, run.deletedAt && Date.parse(run.deletedAt)]),
      ),
      datasets: graph.experiments.flatMap((each) => each.datasets.nodes.map(({ mlflowId }) => mlflowId)).sort(),
    });
    expect(graph.runs.filter(({ deletedAt }) => deletedAt !== null)).toHaveLength(2);
  });

  test("a model that is created anew under an old name is another model: the old ids are NOT_FOUND", async () => {
    const before = graph;
    await beside().client.act("a second life");
    graph = await expectAgreement(beside());
    const old = [
      modelIn(before, "vision net").id,
      versionIn(before, "vision net", 1).id,
      versionIn(before, "vision net", 2).id,
    ];
    const now = [modelIn(graph, "vision net").id, versionIn(graph, "vision net", 1).id];
    expect(await lookUp(beside().gatehouse, [...old, ...now])).toEqual([
      ...["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"],
      ...["RegisteredModel", "ModelVersion"],
    ]);
  });

  test("what `mlflow gc` removed is null wherever something still points at it, never an error", async () => {
    const before = graph;
    const { parent, child, scorer } = told;
    await beside().client.act("garbage collection", { parent, scorer, database: sqlalchemyUrl(beside().database.url) });
    graph = await expectAgreement(beside());
    const gone = [parent, child, scorer].map((id) => runIn(before, id).id);
    expect(await lookUp(beside().gatehouse, gone)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    expect(modelIn(graph, "scorer").versions.nodes).toMatchObject([{ run: null, runMlflowId: scorer }]);
    const grandchild = graph.runs.find(({ name }) => name === "grandchild");
    expect(grandchild).toMatchObject({ parent: null });
    expect(grandchild?.tags.nodes).toContainEqual({ key: "mlflow.parentRunId", value: child });
    const datasets = graph.experiments.flatMap((experiment) => experiment.datasets.nodes);
    expect(datasets.map(({ name, usedBy }) => [name, usedBy.nodes])).toEqual([
      ["fraud-eval", []],
      ["fraud-train", []],
    ]);
  });

  test("the store tells its schema, and its workspace holds what the store holds", async () => {
    const names = graph.registeredModels.map(({ name }) => ({ name }));
    const experiments = graph.experiments.map(({ mlflowId }) => ({ mlflowId }));
    expect(await beside().gatehouse.data(storesDocument)).toMatchObject({
      stores: {
        nodes: [
          {
            name: "main",
            database: "PostgreSQL",
            schema: { revision: "dc11669786a5", releases: "3.17", hasWorkspaces: true, hasMetricStepIndex: true },
            workspaces: {
              nodes: [
                {
                  name: "default",
                  store: { name: "main" },
                  experiments: { totalCount: experiments.length, nodes: experiments },
                  registeredModels: { totalCount: names.length, nodes: names },
                },
              ],
            },
          },
        ],
      },
    });
  });

  test("every object is found by its id", async () => {
    const datasets = graph.experiments.flatMap((experiment) => experiment.datasets.nodes);
    const versions = graph.registeredModels.flatMap((model) => model.versions.nodes);
    const objects = { Experiment: graph.experiments, Run: graph.runs, Dataset: datasets };
    for (const [type, rows] of Object.entries({
      ...objects,
      RegisteredModel: graph.registeredModels,
      ModelVersion: versions,
    })) {
      expect(rows.length).toBeGreaterThan(0);
      const ids = rows.map(({ id }) => id);
      expect(await lookUp(beside().gatehouse, ids)).toEqual(ids.map(() => type));
    }
  });
});
