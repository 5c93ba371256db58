import type { CursorValue } from "../../rules/cursor.js";
import type { Scope } from "../../rules/scope.js";
import { numberColumn, type OrderColumn, orderBy } from "../keyset.js";
import { toInteger } from "../row-values.js";
import { pointColumns, readOneSeries, readSeries, type SeriesColumns, seriesKey } from "../series.js";
import { allOf, join, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";

export interface SeriesFilter extends SeriesRanges {
  readonly keys: readonly string[];
}

export interface SeriesRanges {
  readonly stepMin: bigint | null;
  readonly stepMax: bigint | null;
  readonly timeMin: bigint | null;
  readonly timeMax: bigint | null;
}

/** Every column but the run's and the key's: a point is the whole row, as it is in MLflow's primary key. */
export const pointOrder: readonly OrderColumn[] = [
  numberColumn(sql`m.step`, "ascending"),
  numberColumn(sql`m.timestamp`, "ascending"),
  numberColumn(sql`m.value`, "ascending"),
  // A NaN is stored as 0 with this flag, and may lie beside a real 0.
  { expression: sql`m.is_nan`, direction: "ascending", nullable: false, parameter: (flag) => sql`${flag === 1n}` },
];

/**
 * Complete series, each cut at `limit` points. A page of one series costs what it holds, however long the series.
 *
 * @param after ordering columns of the point to go on after
 */
export async function seriesOfRuns(
  open: OpenStore,
  _scope: Scope,
  runIds: readonly string[],
  filter: SeriesFilter,
  limit: number,
  after: readonly CursorValue[] | null,
): Promise<Map<string, SeriesColumns>> {
  const where = allOf([...seriesConditions(open, runIds, filter), ...(after === null ? [] : pointsAfter(after))]);
  const isOne = runIds.length === 1 && filter.keys.length === 1;
  // In the order of the step index, which can stop at the limit.
  const one = sql`select ${pointColumns} from ${open.fragments.metricsByStep} where ${where} order by ${orderBy(pointOrder)} limit ${limit}`;
  const series = await (isOne
    ? readOneSeries(open, one)
    : readSeries(
        open,
        sql`(select ${pointColumns}, row_number() over (${bySeries(open)} order by ${orderBy(pointOrder)}) as place from metrics m where ${where}) x where x.place <= ${limit}`,
      ));
  return new Map([...series].map(([key, { columns }]) => [key, columns]));
}

/** One comparison of rows, and the step again by itself: each database finds in one of the two where to begin in the index. */
function pointsAfter(values: readonly CursorValue[]): Sql[] {
  const parameters = pointOrder.map(({ parameter }, at) => parameter(values[at] ?? 0n));
  const [step] = parameters;
  return [
    sql`m.step >= ${step}`,
    sql`(${join(pointOrder.map(({ expression }) => expression))}) > (${join(parameters)})`,
  ];
}

/** `partition by` of the series of points `m`. */
export function bySeries(open: OpenStore): Sql {
  return sql`partition by m.run_uuid, ${open.fragments.exact(sql`m.key`)}`;
}

/** @returns by series, how many points match */
export async function seriesTotals(
  open: OpenStore,
  _scope: Scope,
  runIds: readonly string[],
  filter: SeriesFilter,
): Promise<Map<string, number>> {
  const key = open.fragments.exact(sql`m.key`);
  const rows = await open.rows<{ run_uuid: string; metric_name: string; total: unknown }>(
    sql`select m.run_uuid, min(m.key) as metric_name, count(*) as total from metrics m where ${allOf(seriesConditions(open, runIds, filter))} group by m.run_uuid, ${key}`,
  );
  return new Map(rows.map((row) => [seriesKey({ runId: row.run_uuid, key: row.metric_name }), toInteger(row.total)]));
}

export function seriesConditions(open: OpenStore, runIds: readonly string[], filter: SeriesFilter): Sql[] {
  return [
    open.fragments.isIn(sql`m.run_uuid`, runIds),
    open.fragments.isOneOf(sql`m.key`, filter.keys),
    ...seriesRanges(filter),
  ];
}

export function seriesRanges(filter: SeriesRanges): Sql[] {
  return [
    ...(filter.stepMin === null ? [] : [sql`m.step >= ${filter.stepMin}`]),
    ...(filter.stepMax === null ? [] : [sql`m.step <= ${filter.stepMax}`]),
    ...(filter.timeMin === null ? [] : [sql`m.timestamp >= ${filter.timeMin}`]),
    ...(filter.timeMax === null ? [] : [sql`m.timestamp <= ${filter.timeMax}`]),
  ];
}

/** Whether the step index finds the points that a filter lets through. */
export function canSeekSteps(open: OpenStore, { timeMin, timeMax }: SeriesRanges): boolean {
  return open.capabilities.metricStepIndex && timeMin === null && timeMax === null;
}

export function stepBounds({ stepMin, stepMax }: SeriesRanges): { readonly low: bigint; readonly high: bigint } {
  return { low: stepMin ?? -(2n ** 63n), high: stepMax ?? 2n ** 63n - 1n };
}
