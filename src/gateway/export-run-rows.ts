import type { Context } from "../context.js";
import type { KeyValueLoader } from "../loaders/key-value.js";
import type { RunRow } from "../loaders/run.js";
import { runId } from "../resolvers/row-ids.js";
import { ownerOf } from "../resolvers/tracking/run.js";
import type { MetricValue } from "../rules/metric-value.js";
import { timeText } from "../rules/time-text.js";

export const keyedKinds = ["params", "metrics", "tags"] as const;
export type KeyedKind = (typeof keyedKinds)[number];

/** Which keys of each kind; null for all. */
export type WantedKeys = Readonly<Record<KeyedKind, readonly string[] | null>> & {
  /** Whether tags whose keys begin with `mlflow.` count among all. */
  readonly mlflowTags: boolean;
};

/** What every run has, in this order. */
export const runColumns = [
  "id",
  "store",
  "runId",
  "name",
  "experimentId",
  "experimentName",
  "status",
  "lifecycleStage",
  "startTime",
  "endTime",
  "artifactUri",
] as const;

/** One line of a run table. */
export interface RunTableRow {
  /** In the order of `runColumns`. */
  readonly cells: readonly (string | null)[];
  readonly params: ReadonlyMap<string, string | null>;
  readonly metrics: ReadonlyMap<string, MetricValue>;
  readonly tags: ReadonlyMap<string, string | null>;
}

/** Runs of one page with what they have: a statement for each kind, one after the other, so that one connection does. */
export async function readRunRows(runs: readonly RunRow[], wanted: WantedKeys, page: Context): Promise<RunTableRow[]> {
  const { runParams, runMetrics, runTags } = page.loaders;
  const names = await experimentNames(runs, page);
  const params = await keyedRows(runs, runParams, wanted.params, page);
  const metrics = await keyedRows(runs, runMetrics, wanted.metrics, page);
  const tags = await keyedRows(runs, runTags, wanted.tags, page);
  const isShown = (key: string) => wanted.mlflowTags || wanted.tags !== null || !key.startsWith("mlflow.");
  return runs.map((run, at) => ({
    cells: cellsOf(run, names[at] ?? null),
    params: new Map(params[at]),
    metrics: new Map(metrics[at]),
    tags: new Map(tags[at]?.filter(([key]) => isShown(key))),
  }));
}

function experimentNames(runs: readonly RunRow[], { loaders }: Context): Promise<(string | null)[]> {
  return Promise.all(
    runs.map(async ({ store, experimentId: mlflowId }) => {
      if (mlflowId === null) return null;
      return (await loaders.experiment.load({ parent: { store, mlflowId }, args: undefined }))?.name ?? null;
    }),
  );
}

/** The rows of each run: the first of all runs at once, then, where a run has very many, its others. */
async function keyedRows<Value>(
  runs: readonly RunRow[],
  loader: KeyValueLoader<{ readonly key: string; readonly value: Value }>,
  keys: readonly string[] | null,
  { limits }: Context,
): Promise<(readonly [string, Value])[][]> {
  if (keys?.length === 0) return runs.map(() => []);
  const first = limits.keyValuePageSizeMax;
  const load = (run: RunRow, after: string | null) =>
    loader.rows.load({ parent: ownerOf(run), args: { keys, first, after } });
  const pages = await Promise.all(runs.map((run) => load(run, null)));
  const all: (readonly [string, Value])[][] = [];
  for (const [at, run] of runs.entries()) {
    const rows: (readonly [string, Value])[] = [];
    for (let page = pages[at]; page; ) {
      for (const { key, value } of page.nodes) rows.push([key, value]);
      const { hasNextPage, endCursor } = page.pageInfo();
      page = hasNextPage ? await load(run, endCursor) : undefined;
    }
    all.push(rows);
  }
  return all;
}

function cellsOf(run: RunRow, experimentName: string | null): (string | null)[] {
  const cells: Readonly<Record<(typeof runColumns)[number], string | null>> = {
    id: runId(run),
    store: run.store,
    runId: run.mlflowId,
    name: run.name,
    experimentId: run.experimentId,
    experimentName,
    status: run.status,
    lifecycleStage: run.lifecycleStage,
    startTime: run.startTime === null ? null : timeText(run.startTime),
    endTime: run.endTime === null ? null : timeText(run.endTime),
    artifactUri: run.artifactUri,
  };
  return runColumns.map((name) => cells[name]);
}
