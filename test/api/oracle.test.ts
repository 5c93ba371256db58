import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { describeFixtures } from "../support/describe-stores.js";
import type { OraclePoint, OracleValue } from "../support/oracle.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { expectedExperiments, expectedRegisteredModels, expectedRuns, isoText, spelled } from "./expected-graph.js";
import { type GraphReader, graphReader, type Row } from "./graph-reader.js";

const shownBy: Readonly<Record<string, (stage: string) => boolean>> = {
  ACTIVE_ONLY: (stage) => stage === "active",
  DELETED_ONLY: (stage) => stage === "deleted",
  ALL: () => true,
};
const views = Object.keys(shownBy);
const shown = (view: string) => shownBy[view] ?? shownBy.ALL ?? (() => true);

describeFixtures("the graph says what MLflow says", ({ url, oracle }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [{ url }], limits: { costMax: 100_000_000 } });
  });
  afterAll(() => server.close());

  describe.each([7, 100])("in pages of %i", (size) => {
    let read: GraphReader;
    beforeAll(() => {
      read = graphReader(server, size);
    });

    test.each(views)("of experiments, their tags and datasets (%s)", async (view) => {
      const expected = expectedExperiments(oracle, shown(view));
      const { items, total } = await read.experiments(view);
      expect(items.map(without("id", "createdAt"))).toEqual(expected);
      expect(total).toBe(expected.length);
      expect(items.map(({ createdAt }) => createdAt)).toEqual(
        items
          .map(({ createdAt }) => createdAt)
          .toSorted()
          .reverse(),
      );
    });

    test.each(views)("of runs with their params, tags, metrics, datasets and relatives (%s)", async (view) => {
      for (const { experimentId } of oracle.experiments) {
        const expected = expectedRuns(oracle, experimentId, shown(view));
        const { items, total } = await read.runs(experimentId, view);
        expect(items.map(asComparable)).toEqual(expected);
        expect(total).toBe(expected.length);
        for (const { deletedAt, lifecycleStage } of items)
          expect(deletedAt !== null).toBe(lifecycleStage === "DELETED");
      }
    });

    test("of registered models with their tags, aliases and versions", async () => {
      const expected = expectedRegisteredModels(oracle);
      const { items, total } = await read.registeredModels();
      expect(items.map(asComparableModel)).toEqual(expected);
      expect(total).toBe(expected.length);
    });

    test("of metric histories, as columns and as points", async () => {
      for (const [name, points] of Object.entries(oracle.histories)) {
        const [run = "", key = ""] = name.split("/");
        const history = await read.history(run, key);
        expect(history).toEqual(points.length === 0 ? null : expectedHistory(points));
      }
    });
  });

  test("of the latest metrics: the last point of each history", async () => {
    const histories = Object.entries(oracle.histories).filter(([, points]) => points.length > 0);
    for (const [name, points] of histories) {
      const [run = "", key = ""] = name.split("/");
      const [step, timestamp, value] = points.at(-1) as OraclePoint;
      const metrics = await server.data(latestMetric, { run, key });
      expect(metrics).toEqual({
        run: {
          metrics: { nodes: [{ key, step: integer(step), timestamp: isoText(timestamp), value: spelled(value) }] },
        },
      });
    }
  });

  test("a deleted model version does not exist", async () => {
    const { data, errors } = await server.query(
      '{ modelVersion(store: "main", name: "vision-net", version: 3) { id } }',
    );
    expect(data).toEqual({ modelVersion: null });
    expect(errors).toMatchObject([{ path: ["modelVersion"], extensions: { code: "NOT_FOUND" } }]);
  });

  test("every object has an id of its own, by which it is found again", async () => {
    const read = graphReader(server, 100);
    const { items: experiments } = await read.experiments("ALL");
    const runs = await Promise.all(oracle.experiments.map(({ experimentId }) => read.runs(experimentId, "ALL")));
    const { items: models } = await read.registeredModels();
    const objects = [
      ...experiments.map(({ id, mlflowId }) => ({ __typename: "Experiment", id, mlflowId })),
      ...runs.flatMap(({ items }) => items.map(({ id, mlflowId }) => ({ __typename: "Run", id, mlflowId }))),
      ...models.map(({ id, name }) => ({ __typename: "RegisteredModel", id, name })),
      ...models.flatMap(({ versions }) =>
        versions.map(({ id, name, version }) => ({ __typename: "ModelVersion", id, name, version })),
      ),
    ];
    const ids = objects.map(({ id }) => id);
    expect(new Set(ids).size).toBe(
      oracle.experiments.length + oracle.runs.length + oracle.registeredModels.length + oracle.modelVersions.length,
    );
    expect(await server.data(nodesByIds, { ids })).toEqual({ nodes: objects });
  });
});

const latestMetric = `query Latest($run: String!, $key: String!) {
  run(store: "main", mlflowId: $run) { metrics(keys: [$key]) { nodes { key step timestamp value } } }
}`;

const nodesByIds = `query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename id
    ... on Experiment { mlflowId } ... on Run { mlflowId } ... on RegisteredModel { name } ... on ModelVersion { name version }
  }
}`;

/** By step, time, value; a NaN is stored as 0. MLflow's own answers are in the order its database had at hand. */
function expectedHistory(unsorted: readonly OraclePoint[]) {
  const stored = (value: OracleValue) => (value === "NaN" ? 0 : value);
  const points = unsorted.toSorted(
    ([step, time, value], [otherStep, otherTime, otherValue]) =>
      Number(step) - Number(otherStep) || time - otherTime || stored(value) - stored(otherValue),
  );
  return {
    columns: points.map(([step, timestamp, value]) => [integer(step), timestamp, spelled(value)]),
    points: points.map(([step, timestamp, value]) => [integer(step), isoText(timestamp), spelled(value)]),
    total: points.length,
  };
}

/** JSON has no integers beyond ±(2^53-1) that every reader keeps: the graph sends those as text. */
function integer(step: number | bigint): number | string {
  return typeof step === "bigint" ? String(step) : step;
}

/** The oracle knows neither the time of deletion nor the step and time of a latest metric. */
function asComparable(run: Row) {
  const metrics = (run.metrics as { key: string; value: unknown }[]).map(({ key, value }) => ({ key, value }));
  return { ...without("id", "deletedAt")(run), metrics };
}

function asComparableModel(model: Row & { readonly versions: readonly Row[] }) {
  return { ...without("id", "createdAt")(model), versions: model.versions.map(without("id")) };
}

function without(...fields: readonly string[]): (row: Row) => Record<string, unknown> {
  return (row) => Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));
}
