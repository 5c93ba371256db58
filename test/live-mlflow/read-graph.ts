import { expect } from "@jest/globals";
import type { TestServer } from "../support/start-server.js";
import type {
  GraphAnswers,
  GraphExperiment,
  GraphHistory,
  GraphModel,
  GraphRun,
  GraphSeries,
  Nodes,
} from "./graph-answers.js";
import { experimentsDocument, historiesDocument, modelsDocument, runsDocument } from "./graph-documents.js";

/** Reads the whole store, in small pages. Throws at the first error in any answer. */
export async function readGraph(server: TestServer): Promise<GraphAnswers> {
  const experiments = await allPages(async (after) => {
    const { page } = await server.data<{ page: Nodes<GraphExperiment> }>(experimentsDocument, { after });
    return page;
  });
  const runs: GraphRun[] = [];
  for (const { id } of experiments) runs.push(...(await readRuns(server, id)));
  const histories = new Map<string, ReadonlyMap<string, GraphHistory>>();
  for (const { id, mlflowId, metrics } of runs) {
    const keys = metrics.nodes.map(({ key }) => key);
    histories.set(mlflowId, keys.length === 0 ? new Map() : await readHistories(server, id, keys));
  }
  const registeredModels = await allPages(async (after) => {
    const { page } = await server.data<{ page: Nodes<GraphModel> }>(modelsDocument, { after });
    return page;
  });
  return { experiments, runs, histories, registeredModels };
}

function readRuns(server: TestServer, experiment: string): Promise<readonly GraphRun[]> {
  return allPages(async (after) => {
    const { node } = await server.data<{ node: { page: Nodes<GraphRun> } }>(runsDocument, { experiment, after });
    return node.page;
  });
}

/** Asks for page after page, and returns their rows. */
export async function allPages<Row>(ask: (after: string | null) => Promise<Nodes<Row>>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page: Nodes<Row> = await ask(after);
    rows.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  return rows;
}

const pointsPerPage = 700;

/** The complete histories of some metrics of a run, given by its id in the graph, a page at a time. */
export async function readHistories(
  server: TestServer,
  run: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, GraphHistory>> {
  const whole = new Map<string, GraphHistory>();
  for (const series of await historyPage(server, run, keys, null)) {
    const points = [...series.points];
    for (let page: GraphSeries | undefined = series; page?.pageInfo.hasNextPage; ) {
      [page] = await historyPage(server, run, [series.key], page.pageInfo.endCursor);
      points.push(...(page?.points ?? []));
    }
    whole.set(series.key, { points, totalPoints: series.totalPoints });
  }
  return whole;
}

async function historyPage(
  server: TestServer,
  run: string,
  keys: readonly string[],
  after: string | null,
): Promise<readonly GraphSeries[]> {
  const variables = { run, keys, first: pointsPerPage, after };
  const { node } = await server.data<{ node: { metricHistory: readonly GraphSeries[] } }>(historiesDocument, variables);
  for (const series of node.metricHistory) expectOneSeriesInBothForms(series);
  return node.metricHistory;
}

function expectOneSeriesInBothForms({ points, columns, isSampled }: GraphSeries): void {
  expect(isSampled).toBe(false);
  expect(columns).toEqual({
    steps: points.map(({ step }) => step),
    timestamps: points.map(({ timestamp }) => Date.parse(timestamp)),
    values: points.map(({ value }) => value),
  });
}
