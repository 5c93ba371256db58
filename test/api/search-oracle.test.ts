import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { describeFixtures } from "../support/describe-stores.js";
import { connectionOf, walkPages } from "../support/pages.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type RunSearch, searchRuns } from "./search-documents.js";

/** By filter string: the same asked as a typed filter. */
const typed: Readonly<Record<string, object>> = {
  "attributes.status = 'FAILED'": { status: { equals: "FAILED" } },
  "metrics.auc > 0.85": { metrics: { key: "auc", greaterThan: 0.85 } },
  "params.solver = 'lbfgs' and metrics.auc <= 0.88": {
    params: { key: "solver", equals: "lbfgs" },
    metrics: { key: "auc", atMost: 0.88 },
  },
  "tags.kind = 'cnn'": { and: [{ tags: [{ key: "kind", equals: "cnn" }] }] },
  "tags.team LIKE 'ri%' and metrics.loss < 0.06": {
    tags: [{ key: "team", startsWith: "ri" }],
    metrics: [{ key: "loss", lessThan: 0.06 }],
  },
};

describeFixtures("searches answer what MLflow answered", ({ url, oracle }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [{ url }] });
  });
  afterAll(() => server.close());

  describe.each(Object.entries(oracle.searches))("%s", (filterString, expected) => {
    test.each<[string, RunSearch]>([
      ["as a filter string", { filterString }],
      ["as a typed filter", { filter: typed[filterString] ?? null }],
      ["as both", { filterString, filter: typed[filterString] ?? null }],
    ])("%s, page by page", async (_, search) => {
      for (const first of [2, 100]) {
        const { ids, totals } = await searchRuns(server, search, first);
        expect(ids).toEqual(expected);
        expect(totals).toEqual(new Set([expected.length]));
      }
    });

    test("as the negation of its negation, and the negation is all the rest", async () => {
      const filter = typed[filterString];
      expect((await searchRuns(server, { filter: { not: { not: filter } } })).ids).toEqual(expected);
      const all = (await searchRuns(server, {})).ids;
      const { ids } = await searchRuns(server, { filter: { not: filter } });
      expect(ids).toEqual(all.filter((id) => !expected.includes(id)));
    });
  });

  test("the runs of an experiment by their best metric", async () => {
    const experiment = oracle.experiments.find(({ name }) => name === "fraud/detection");
    const { experiment: found } = await server.data<{ experiment: { id: string } }>(
      `query ($mlflowId: String!) { experiment(store: "main", mlflowId: $mlflowId) { id } }`,
      { mlflowId: experiment?.experimentId },
    );
    const search = { experiments: [found.id], orderBy: [{ metric: "auc", direction: "DESCENDING" }] };
    for (const first of [1, 3, 100]) {
      expect((await searchRuns(server, search, first)).ids.slice(0, 5)).toEqual(oracle.ordered);
    }
    const within = await walkPages<{ mlflowId: string }>(3, async (after) => {
      const { node } = await server.data<{ node: { runs: never } }>(
        `query ($id: ID!, $after: String) { node(id: $id) { ... on Experiment {
          runs(first: 3, after: $after, orderBy: [{ metric: "auc", direction: DESCENDING }]) ${connectionOf("mlflowId")} } } }`,
        { id: found.id, after },
      );
      return node.runs;
    });
    expect(within.map(({ mlflowId }) => mlflowId).slice(0, 5)).toEqual(oracle.ordered);
  });
});
