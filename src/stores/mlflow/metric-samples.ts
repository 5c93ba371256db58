import { gridSteps, isThin } from "../../rules/sampling.js";
import type { Scope } from "../../rules/scope.js";
import type { GridSeeks, MetricSeek, StepsOfSeries } from "../dialects/dialect.js";
import { toBigInt, toBoolean } from "../row-values.js";
import {
  countOf,
  type RawPoint,
  type ReadSeries,
  readSeries,
  type SeriesKey,
  seriesFromRows,
  seriesKey,
  seriesOf,
} from "../series.js";
import type { Sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { everyNthPoint, type Sample } from "./every-nth-point.js";
import { canSeekSteps, type SeriesFilter, stepBounds } from "./metric-history.js";

/**
 * Series of at most `maxPoints` points each, first and last kept. Where the store has the step index, points of a long
 * series are sought on an even grid of steps, at a cost that does not grow with it; of one that is short enough to read
 * for less, and where there is no index or steps are too uneven for a grid, every n-th row is taken.
 *
 * @param maxPoints at least 2
 */
export async function sampledSeriesOfRuns(
  open: OpenStore,
  _scope: Scope,
  runIds: readonly string[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  const series = seriesOf(runIds, filter.keys);
  if (!canSeekSteps(open, filter)) return everyNthPoint(open, series, filter, maxPoints);
  const steps = { series, ...stepBounds(filter), longerThan: maxPoints * open.fragments.rowsPerSeek };
  const sought = await gridSamples(open, steps, maxPoints);
  const others = series.filter((one) => !sought.has(seriesKey(one)));
  return new Map([...sought, ...(await everyNthPoint(open, others, filter, maxPoints))]);
}

/** Absent where the series is so short that it is read whole for less, or the grid found too few points to stand for it. */
async function gridSamples(open: OpenStore, steps: StepsOfSeries, maxPoints: number): Promise<Map<string, Sample>> {
  const { stepIndex } = open.fragments;
  const parts = maxPoints - 1;
  const found =
    stepIndex.grid === null
      ? await gridBySeeks(open, stepIndex, steps, parts)
      : await readSeries(open, stepIndex.grid(steps, parts));
  const thick = [...found].filter(([, { columns }]) => !isThin(countOf(columns), maxPoints));
  return new Map(thick.map(([key, { columns }]) => [key, { columns, sample: "GRID" }]));
}

async function gridBySeeks(
  open: OpenStore,
  statements: GridSeeks,
  { series, low, high, longerThan }: StepsOfSeries,
  parts: number,
): Promise<Map<string, ReadSeries>> {
  const seek = async (seeks: readonly MetricSeek[], direction: "ascending" | "descending") =>
    seeks.length === 0 ? [] : rowsOf(open, statements.seek(seeks, direction));
  const behind = await rowsOf(
    open,
    statements.measure(
      series.map((one) => seekFor(one, low)),
      longerThan,
    ),
  );
  const long = behind.filter(({ step }) => toBigInt(step) <= high).map(keyOfRow);
  const [firsts, lasts] = await Promise.all([
    seek(
      long.map((one) => seekFor(one, low)),
      "ascending",
    ),
    seek(
      long.map((one) => seekFor(one, high)),
      "descending",
    ),
  ]);
  const lastOf = new Map(lasts.map((row) => [nameOf(row), row]));
  const seeks = firsts.flatMap((first) => {
    const end = lastOf.get(nameOf(first));
    return end ? gridSeeks(first, toBigInt(end.step), parts) : [];
  });
  const points = [...(await seek(seeks, "ascending")), ...lasts];
  return seriesFromRows(distinctInOrder(points.filter((row) => toBigInt(row.step) <= high)));
}

function gridSeeks(first: RawPoint, end: bigint, parts: number): MetricSeek[] {
  return gridSteps(toBigInt(first.step), end, parts).map((step) => seekFor(keyOfRow(first), step));
}

async function rowsOf(open: OpenStore, statements: readonly Sql[]): Promise<RawPoint[]> {
  return (await Promise.all(statements.map((statement) => open.rows<RawPoint>(statement)))).flat();
}

function seekFor({ runId, key }: SeriesKey, step: bigint): MetricSeek {
  return { run: runId, key, step };
}

function keyOfRow(row: Pick<RawPoint, "run_uuid" | "metric_name">): SeriesKey {
  return { runId: row.run_uuid, key: row.metric_name };
}

function nameOf(row: RawPoint): string {
  return seriesKey(keyOfRow(row));
}

/** Neighbouring seeks may find the same point. */
function distinctInOrder(rows: readonly RawPoint[]): RawPoint[] {
  const distinct = new Map(
    rows.map((row) => [`${nameOf(row)} ${row.step} ${row.timestamp} ${row.value} ${row.is_nan}`, row]),
  );
  return [...distinct.values()].sort(
    (a, b) =>
      compare(toBigInt(a.step), toBigInt(b.step)) ||
      compare(toBigInt(a.timestamp), toBigInt(b.timestamp)) ||
      compare(Number(a.value), Number(b.value)) ||
      Number(toBoolean(a.is_nan)) - Number(toBoolean(b.is_nan)),
  );
}

function compare<Value extends bigint | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
