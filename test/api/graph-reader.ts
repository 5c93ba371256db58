import { expect } from "@jest/globals";
import { type Connection, walkPages } from "../support/pages.js";
import type { TestServer } from "../support/start-server.js";
import * as ask from "./graph-documents.js";

/** Reads a whole store out of the graph, every list of it page by page, in the graph's own words and order. */
export interface GraphReader {
  experiments(view: string): Promise<Listed<Row>>;
  runs(experiment: string, view: string): Promise<Listed<Row>>;
  /** Models with all their versions under `versions`. */
  registeredModels(): Promise<Listed<Row & { readonly versions: readonly Row[] }>>;
  /** Every point of one metric as columns and as points; null where the run has no such metric. */
  history(run: string, key: string): Promise<History | null>;
}

export interface Listed<Item> {
  readonly items: readonly Item[];
  /** `totalCount`, the same on every page. */
  readonly total: number;
}

/** An object of the graph; its nested lists are whole: the items of every page in one array. */
export type Row = { readonly id: string } & Readonly<Record<string, unknown>>;

export interface History {
  readonly columns: readonly (readonly [step: unknown, timestamp: unknown, value: unknown])[];
  readonly points: readonly (readonly [step: unknown, timestamp: unknown, value: unknown])[];
  readonly total: number;
}

/** @param size `first` of every list */
export function graphReader(server: TestServer, size: number): GraphReader {
  const first = size;

  /** Follows one top-level list and, within each of its items, each nested list. */
  async function list(
    pageOf: (after: string | null) => Promise<CountedConnection>,
    lists: Readonly<Record<string, string>>,
  ): Promise<Listed<Row>> {
    const totals = new Set<number>();
    const rows = await walkPages(size, async (after) => {
      const { totalCount, ...page } = await pageOf(after);
      totals.add(totalCount);
      return page;
    });
    expect([...totals]).toHaveLength(1);
    return { items: await Promise.all(rows.map((row) => withLists(row, lists))), total: [...totals][0] ?? -1 };
  }

  /** @param lists documents that go on in a list, by field */
  async function withLists(row: Row, lists: Readonly<Record<string, string>>): Promise<Row> {
    const whole = Object.entries(lists).map(async ([field, document]) => {
      const next = async (after: string | null) =>
        (await server.data<{ node: { list: Connection<unknown> } }>(document, { id: row.id, first, after })).node.list;
      return [field, await walkPages(size, next, row[field] as Connection<unknown>)];
    });
    return { ...row, ...Object.fromEntries(await Promise.all(whole)) };
  }

  return {
    experiments: (view) =>
      list(
        async (after) =>
          (await server.data<{ experiments: CountedConnection }>(ask.experiments, { view, first, after })).experiments,
        following("Experiment", ask.experimentLists),
      ),
    runs: (experiment, view) =>
      list(
        async (after) => {
          const variables = { experiment, view, first, after };
          const data = await server.data<{ experiment: { runs: CountedConnection } }>(ask.runsOfExperiment, variables);
          return data.experiment.runs;
        },
        { ...following("Run", ask.runLists), children: ask.nextChildren },
      ),
    async registeredModels() {
      const models = await list(
        async (after) =>
          (await server.data<{ registeredModels: CountedConnection }>(ask.registeredModels, { first, after }))
            .registeredModels,
        { ...following("RegisteredModel", ask.registeredModelLists), versions: ask.nextVersions },
      );
      const versionLists = following("ModelVersion", ask.modelVersionLists);
      const items = models.items.map(async (model) => ({
        ...model,
        versions: await Promise.all((model.versions as Row[]).map((version) => withLists(version, versionLists))),
      }));
      return { ...models, items: await Promise.all(items) };
    },
    history: (run, key) => readHistory(server, run, key, size),
  };
}

type CountedConnection = Connection<Row> & { readonly totalCount: number };

function following(type: string, lists: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([field, items]) => [field, ask.nextPage(type, field, items)]));
}

interface SeriesPage {
  readonly key: string;
  readonly isSampled: boolean;
  readonly totalPoints: number;
  readonly columns: { readonly steps: unknown[]; readonly timestamps: unknown[]; readonly values: unknown[] };
  readonly points: readonly { readonly step: unknown; readonly timestamp: unknown; readonly value: unknown }[];
  readonly pageInfo: Connection<unknown>["pageInfo"];
}

async function readHistory(server: TestServer, run: string, key: string, size: number): Promise<History | null> {
  const history = { columns: [] as unknown[][], points: [] as unknown[][], total: 0 };
  for (let after: string | null = null; ; ) {
    const variables: Record<string, unknown> = { run, key, first: size, after };
    const { run: found } = await server.data<{ run: { metricHistory: SeriesPage[] } }>(ask.historyPage, variables);
    const [page, ...others] = found.metricHistory;
    expect(others).toEqual([]);
    if (page === undefined) {
      expect(after).toBeNull();
      return null;
    }
    const { steps, timestamps, values } = page.columns;
    const length = page.pageInfo.hasNextPage ? size : page.points.length;
    expect({ ...page, lengths: [steps.length, timestamps.length, values.length, page.points.length] }).toMatchObject({
      key,
      isSampled: false,
      lengths: [length, length, length, length],
      pageInfo: { hasPreviousPage: after !== null },
    });
    history.columns.push(...steps.map((step, at) => [step, timestamps[at], values[at]]));
    history.points.push(...page.points.map(({ step, timestamp, value }) => [step, timestamp, value]));
    history.total = page.totalPoints;
    if (!page.pageInfo.hasNextPage) return history as unknown as History;
    expect(page.pageInfo.endCursor).not.toBe(after);
    after = page.pageInfo.endCursor;
  }
}
