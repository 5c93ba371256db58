import { type Column, type ComparedRow, compareColumns } from "../rules/comparison.js";
import { formatCursor, parseCursor } from "../rules/cursor.js";
import { Failure } from "../rules/failure.js";
import type { Page } from "../rules/page.js";
import { keyOrdering, latestMetrics, type OwnedTable, runParams, runTags } from "../stores/mlflow/key-values.js";
import { type ComparedKeys, type RunWithFacts, rowsOfKeys, runsWithFacts } from "../stores/mlflow/run-comparison.js";
import { type Connection, connectionOf, type MergedConnection, partOf } from "./connection.js";
import { groupedLoader } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";
import type { RunKey } from "./run.js";

export type { RunWithFacts } from "../stores/mlflow/run-comparison.js";

export interface ComparedPage extends Page, Pick<ComparedKeys, "keys" | "withoutPrefix"> {
  readonly onlyDifferences: boolean;
}

const byId = ({ mlflowId }: RunKey) => mlflowId;

/** Runs side by side, from any number of stores. */
export function runComparisonLoaders(env: LoaderScope) {
  return {
    runWithFacts: groupedLoader<RunKey, undefined, RunWithFacts | null>(
      env,
      byId,
      (open, scope, keys) => runsWithFacts(open, scope, keys.map(byId)),
      () => null,
    ),
    comparedParams: comparer(env, runParams),
    comparedTags: comparer(env, runTags),
    comparedMetrics: comparer(env, latestMetrics),
  };
}

/**
 * A page of the keys of some runs, each with a cell for every run. A page is of the keys that were compared: where only
 * differences are wanted it may have fewer rows, or none, and others follow.
 *
 * @param runs one for each column; null for one that cannot be read
 */
type Compare<Row> = (
  runs: readonly (RunKey | null)[],
  page: ComparedPage,
) => Promise<MergedConnection<ComparedRow<Row>>>;

function comparer<Row extends { readonly key: string; readonly value: unknown }>(
  env: LoaderScope,
  table: OwnedTable<Row>,
): Compare<Row> {
  return async (runs, page) => {
    const after = page.after === null ? null : parseCursor(page.after, keyOrdering.name, keyOrdering.kinds);
    const parts = await Promise.all(
      byStore(runs).map(async ([store, runIds]) => {
        const part = await partOf<RowsByRun<Row>>(env, store, new Map(), (open, scope) =>
          rowsOfKeys(open, scope, table, runIds, { ...page, after }),
        );
        return [store, part] as const;
      }),
    );
    const rows = compareColumns(columnsOf(runs, new Map(parts)), ({ value }) => value);
    const connection = connectionOf(rows, page, ({ key }) => formatCursor(keyOrdering.name, [key]));
    const failures = parts.flatMap(([, part]) => (part instanceof Failure ? part : []));
    return { ...(page.onlyDifferences ? differencesOf(connection) : connection), failures };
  };
}

type RowsByRun<Row> = ReadonlyMap<string, ReadonlyMap<string, Row>>;

function byStore(runs: readonly (RunKey | null)[]): [store: string, runIds: readonly string[]][] {
  const known = runs.filter((run) => run !== null);
  return [...new Set(known.map(({ store }) => store))].map((store) => [
    store,
    known.filter((run) => run.store === store).map(byId),
  ]);
}

function columnsOf<Row>(
  runs: readonly (RunKey | null)[],
  parts: ReadonlyMap<string, RowsByRun<Row> | Failure>,
): Column<Row>[] {
  return runs.map((run) => {
    const part = run && parts.get(run.store);
    return run === null || !part || part instanceof Failure ? null : (part.get(run.mlflowId) ?? new Map());
  });
}

function differencesOf<Row extends { readonly differs: boolean }>(connection: Connection<Row>): Connection<Row> {
  return {
    ...connection,
    nodes: connection.nodes.filter(({ differs }) => differs),
    edges: () => connection.edges().filter(({ node }) => node.differs),
  };
}
