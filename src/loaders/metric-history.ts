import { type CursorKind, formatCursor, parseCursor } from "../rules/cursor.js";
import type { MetricSample } from "../rules/enums.js";
import type { MetricValue, SafeInteger } from "../rules/metric-value.js";
import type { Page } from "../rules/page.js";
import type { Sample } from "../stores/mlflow/every-nth-point.js";
import { extremesOfRuns } from "../stores/mlflow/metric-extremes.js";
import { type SeriesFilter, type SeriesRanges, seriesOfRuns } from "../stores/mlflow/metric-history.js";
import { sampledSeriesOfRuns } from "../stores/mlflow/metric-samples.js";
import { countOf, type SeriesColumns, seriesKey, withoutLast } from "../stores/series.js";
import { type PageInfo, pageInfoOf } from "./connection.js";
import { groupedLoader } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";
import type { RunKey } from "./run.js";

export type { SeriesFilter } from "../stores/mlflow/metric-history.js";
export type { SeriesColumns } from "../stores/series.js";

export interface HistoryArgs extends SeriesFilter, Page {
  /** Sample down to this many points; null for the complete series, a page at a time. */
  readonly maxPoints: number | null;
  /** How, where there are more. */
  readonly sample: MetricSample;
}

/** One metric of one run, as far as asked for. */
export interface MetricSeries {
  readonly run: RunKey;
  readonly key: string;
  readonly ranges: SeriesRanges;
  readonly isSampled: boolean;
  readonly sample: MetricSample | null;
  readonly columns: SeriesColumns;
  /** A function, so that columns are parsed for it only when it is asked for. */
  readonly pageInfo: () => PageInfo;
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
          const read = args.sample === "EXTREMES" ? extremesOfRuns : sampledSeriesOfRuns;
          const samples = await read(open, scope, ids, args, args.maxPoints);
          return seriesByRun(runs, args, (key) => samples.get(key));
        }
        const after = args.after === null ? null : parseCursor(args.after, "metricHistory", pointKinds);
        const found = await seriesOfRuns(open, scope, ids, args, args.first + 1, after);
        return seriesByRun(runs, args, (key) => {
          const columns = found.get(key);
          return columns && { columns, sample: null };
        });
      },
      () => [],
    ),
  };
}

function seriesByRun(
  runs: readonly RunKey[],
  args: HistoryArgs,
  find: (key: string) => Sample | undefined,
): Map<string, MetricSeries[]> {
  const seriesOf = (run: RunKey) =>
    args.keys.flatMap((key) => {
      const found = find(seriesKey({ runId: run.mlflowId, key }));
      return found ? [toSeries(run, key, args, found)] : [];
    });
  return new Map(runs.map((run) => [run.mlflowId, seriesOf(run)]));
}

function toSeries(run: RunKey, key: string, args: HistoryArgs, { columns, sample }: Sample): MetricSeries {
  // One point more than asked for was read.
  const isMore = args.maxPoints === null && countOf(columns) > args.first;
  const shown = isMore ? withoutLast(columns) : columns;
  return {
    run: { store: run.store, mlflowId: run.mlflowId },
    key,
    ranges: { stepMin: args.stepMin, stepMax: args.stepMax, timeMin: args.timeMin, timeMax: args.timeMax },
    isSampled: sample !== null,
    sample,
    columns: shown,
    pageInfo: () => pageInfoOf(args, isMore, pointCursor(shown, 0), pointCursor(shown, countOf(shown) - 1)),
  };
}

/** The point's place in the order of step, time, stored value, NaN flag. */
function pointCursor({ steps, timestamps, values }: SeriesColumns, at: number): string | null {
  const value = values[at];
  if (value === undefined) return null;
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
