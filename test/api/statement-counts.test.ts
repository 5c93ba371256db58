import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  ExperimentsDocument,
  MetricHistoryDocument,
  ModelPageDocument,
  RunComparisonDocument,
  RunPageDocument,
  RunTableDocument,
} from "../../src/operations/operations.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";

const runCount = 60;

/** Adds runs that each have a param, a tag, a metric, a dataset in a context and a model version. */
async function addRuns(url: string): Promise<void> {
  const sql = await openSql(url);
  const [dataset] = await sql.query<{ dataset_uuid: string }>(
    "select dataset_uuid from datasets where experiment_id = 1",
  );
  const run = (at: number) => `${at}`.padStart(32, "f");
  const ats = Array.from({ length: runCount }, (_, at) => at);
  const values = (row: (at: number) => string) => ats.map(row).join(", ");
  await sql.script(`
    insert into runs (run_uuid, name, source_type, status, start_time, lifecycle_stage, experiment_id, user_id)
      values ${values((at) => `('${run(at)}', 'added ${at}', 'LOCAL', 'FINISHED', ${1_900_000_000_000 + at}, 'active', 1, '')`)};
    insert into params values ${values((at) => `('c', '${at}', '${run(at)}')`)};
    insert into tags values ${values((at) => `('team', 'risk', '${run(at)}')`)};
    insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
      values ${values((at) => `('in-${at}', 'DATASET', '${dataset?.dataset_uuid}', 'RUN', '${run(at)}', 0)`)};
    insert into input_tags values ${values((at) => `('in-${at}', 'mlflow.data.context', 'training')`)};
    insert into model_versions (workspace, name, version, creation_time, current_stage, status, run_id, source)
      values ${values((at) => `('default', 'fraud', ${100 + at}, ${at}, 'None', 'READY', '${run(at)}', 'runs:/${run(at)}/model')`)};
  `);
  for (const at of ats) {
    await sql.query(
      'insert into latest_metrics ("key", value, "timestamp", step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?)',
      ["auc", at / 100, 1, 0, false, run(at)],
    );
  }
  await sql.close();
}

describeDialects("statements", (dialect) => {
  let server: TestServer;
  let experiment = "";
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const store = await mlflowStore(dialect, "3.17.2");
    drop = () => store.drop();
    await addRuns(store.url);
    server = await startServer({ stores: [{ url: store.url }] });
    const found = await server.data<{ experiment: { id: string } }>(
      '{ experiment(store: "main", mlflowId: "1") { id } }',
    );
    experiment = found.experiment.id;
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });

  /** Answers of both sizes, and how many statements each cost. */
  async function cost<Answer>(ask: (first: number) => Promise<Answer>, sizes: readonly [number, number]) {
    server.statements();
    const small = await ask(sizes[0]);
    const smallCount = server.statements().length;
    const large = await ask(sizes[1]);
    return { small, large, counts: [smallCount, server.statements().length] };
  }

  // PostgreSQL prints params, tags and metrics with the runs.
  const ofRunTable = dialect === "postgres" ? 5 : 8;
  test(`of a run table are ${ofRunTable}, for 50 runs as for one`, async () => {
    const { small, large, counts } = await cost(
      (first) => server.data(RunTableDocument, { experiment, first }),
      [1, 50],
    );
    expect(counts).toEqual([ofRunTable, ofRunTable]);
    for (const [{ node }, size] of [
      [small, 1],
      [large, 50],
    ] as const) {
      const {
        runs: { nodes: runs },
      } = node as unknown as { runs: { nodes: RunOfTable[] } };
      expect(runs).toHaveLength(size);
      for (const run of runs) {
        const [params, metrics, tags, datasets, versions] = [
          run.params,
          run.metrics,
          run.tags,
          run.datasets,
          run.modelVersions,
        ];
        expect([params, metrics, tags, datasets, versions].map(({ nodes }) => nodes.length)).toEqual([1, 1, 1, 1, 1]);
      }
    }
  });

  test("of a page of experiments with runs and counts are 4, for all as for one", async () => {
    const { counts } = await cost((first) => server.data(ExperimentsDocument, { first }), [1, 20]);
    expect(counts).toEqual([4, 4]);
  });

  const ofModelPage = dialect === "postgres" ? 4 : 8;
  test(`of a model page are ${ofModelPage}, for 50 versions as for one`, async () => {
    const ask = (first: number) => server.data(ModelPageDocument, { store: "main", name: "fraud", first });
    const { counts } = await cost(ask, [1, 50]);
    expect(counts).toEqual([ofModelPage, ofModelPage]);
  });

  test("of 100 nodes are one for each type", async () => {
    const runs = `{ node(id: "${experiment}") { ... on Experiment { runs(first: 97) { nodes { id } } } } }`;
    const found = await server.data<{ node: { runs: { nodes: { id: string }[] } } }>(runs);
    const models = "{ registeredModels { nodes { id versions(first: 1) { nodes { id } } } } }";
    const registry = await server.data<{
      registeredModels: { nodes: { id: string; versions: { nodes: { id: string }[] } }[] };
    }>(models);
    const model = registry.registeredModels.nodes[0];
    const ids = [experiment, model?.id, model?.versions.nodes[0]?.id, ...found.node.runs.nodes.map(({ id }) => id)];
    const ask = () =>
      server.data<{ nodes: { id: string }[] }>("query N($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    server.statements();
    expect((await ask()).nodes.map(({ id }) => id)).toEqual(ids);
    expect(server.statements()).toHaveLength(4);
  });

  test("of a comparison are 4, for 100 runs with all they have as for two", async () => {
    const page = `query ($after: String) { node(id: "${experiment}") { ... on Experiment { runs(first: 100, after: $after, viewType: ALL) { nodes { id } pageInfo { endCursor } } } } }`;
    const { node } = await server.data<{ node: { runs: { nodes: { id: string }[] } } }>(page);
    const ids = node.runs.nodes.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(runCount);
    const { small, large, counts } = await cost(
      (first) => server.data(RunComparisonDocument, { runs: ids.slice(0, first) }),
      [2, 100],
    );
    expect(counts).toEqual([4, 4]);
    expect(small.runComparison?.runs).toHaveLength(2);
    expect(large.runComparison?.runs).toHaveLength(ids.length);
    expect(large.runComparison?.params?.nodes.find(({ key }) => key === "c")?.differs).toBe(true);
  });

  describe("of one run's", () => {
    let run = "";
    beforeAll(async () => {
      const first = `{ node(id: "${experiment}") { ... on Experiment { runs(first: 1, viewType: ALL) { nodes { id } } } } }`;
      const found = await server.data<{ node: { runs: { nodes: { id: string }[] } } }>(first);
      run = found.node.runs.nodes[0]?.id ?? "";
    });

    test("page are a fixed number", async () => {
      server.statements();
      await server.data(RunPageDocument, { run, charts: ["auc"] });
      // The run, its facts, experiment, children, params, metrics; then the sample of its chart.
      expect(server.statements()).toHaveLength(6 + 2);
    });

    test("history are two: the points and, asked for, their number", async () => {
      server.statements();
      await server.data(MetricHistoryDocument, { run, key: "auc" });
      expect(server.statements()).toHaveLength(2);
    });
  });
});

type Nodes = { readonly nodes: readonly unknown[] };
interface RunOfTable {
  readonly params: Nodes;
  readonly metrics: Nodes;
  readonly tags: Nodes;
  readonly datasets: Nodes;
  readonly modelVersions: Nodes;
}
