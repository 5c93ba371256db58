import { type CursorKind, formatCursor, parseCursor } from "../rules/cursor.js";
import type { MetricValue, SafeInteger } from "../rules/metric-value.js";
import type { Page } from "../rules/page.js";
import { type SeriesFilter, type SeriesRanges, seriesOfRuns } from "../stores/mlflow/metric-history.js";
import { sampledSeriesOfRuns } from "../stores/mlflow/metric-samples.js";
import { type SeriesColumns, seriesKey } from "../stores/series.js";
import type { PageInfo } from "./connection.js";
import { groupedLoader } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";
import type { RunKey } from "./run.js";

export type { SeriesFilter } from "../stores/mlflow/metric-history.js";

export interface HistoryArgs extends SeriesFilter, Page {
  /** Sample down to this many points; null for the complete series, a page at a time. */
  readonly maxPoints: number | null;
}

/** One metric of one run, as far as asked for. */
export interface MetricSeries {
  readonly run: RunKey;
  readonly key: string;
  readonly ranges: SeriesRanges;
  readonly isSampled: boolean;
  readonly columns: SeriesColumns;
  readonly pageInfo: PageInfo;
}

const pointKinds: readonly CursorKind[] = ["integer", "integer", "double", "integer"];

/** Series in the order of the keys asked for; a key the run never logged has none. */
export function metricHistoryLoaders(env: LoaderScope) {
  return {
    metricHistory: groupedLoader<RunKey, HistoryArgs, readonly MetricSeries[]>(
      env,
      ({ mlflowId }) => mlflowId,
      async (open, scope, runs, args) => {
        const ids = runs.map(({ mlflowId }) => mlflowId);
        if (args.maxPoints !== null) {
          const samples = await sampledSeriesOfRuns(open, scope, ids, args, args.maxPoints);
          return seriesByRun(runs, args, (key) => samples.get(key));
        }
        const after = args.after === null ? null : parseCursor(args.after, "metricHistory", pointKinds);
        const found = await seriesOfRuns(open, scope, ids, args, args.first + 1, after);
        return seriesByRun(runs, args, (key) => {
          const columns = found.get(key);
          return columns && { columns, isSampled: false };
        });
      },
      () => [],
    ),
  };
}

function seriesByRun(
  runs: readonly RunKey[],
  args: HistoryArgs,
  find: (key: string) => { columns: SeriesColumns; isSampled: boolean } | undefined,
): Map<string, MetricSeries[]> {
  const seriesOf = (run: RunKey) =>
    args.keys.flatMap((key) => {
      const found = find(seriesKey({ runId: run.mlflowId, key }));
      return found ? [toSeries(run, key, args, found)] : [];
    });
  return new Map(runs.map((run) => [run.mlflowId, seriesOf(run)]));
}

function toSeries(
  run: RunKey,
  key: string,
  args: HistoryArgs,
  { columns, isSampled }: { columns: SeriesColumns; isSampled: boolean },
): MetricSeries {
  const shown = columns.steps.length > args.first && args.maxPoints === null ? firstOf(columns, args.first) : columns;
  const count = shown.steps.length;
  return {
    run: { store: run.store, mlflowId: run.mlflowId },
    key,
    ranges: { stepMin: args.stepMin, stepMax: args.stepMax, timeMin: args.timeMin, timeMax: args.timeMax },
    isSampled,
    columns: shown,
    pageInfo: {
      hasNextPage: shown !== columns,
      hasPreviousPage: args.after !== null,
      startCursor: count === 0 ? null : pointCursor(shown, 0),
      endCursor: count === 0 ? null : pointCursor(shown, count - 1),
    },
  };
}

function firstOf({ steps, timestamps, values }: SeriesColumns, count: number): SeriesColumns {
  return { steps: steps.slice(0, count), timestamps: timestamps.slice(0, count), values: values.slice(0, count) };
}

/** The point's place in the order of step, time, stored value, NaN flag. */
function pointCursor({ steps, timestamps, values }: SeriesColumns, at: number): string {
  const value = values[at] as MetricValue;
  return formatCursor("metricHistory", [
    BigInt(steps[at] as SafeInteger),
    BigInt(timestamps[at] as SafeInteger),
    storedValue(value),
    value === "NaN" ? 1n : 0n,
  ]);
}

function storedValue(value: MetricValue): number {
  if (value === "NaN") return 0;
  if (value === "Infinity") return Number.MAX_VALUE;
  if (value === "-Infinity") return -Number.MAX_VALUE;
  return Number(value);
}
