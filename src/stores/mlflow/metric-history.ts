import type { CursorValue } from "../../rules/cursor.js";
import { encodeInteger, encodeMetricValue, type MetricValue, type SafeInteger } from "../../rules/metric-value.js";
import type { Scope } from "../../rules/scope.js";
import { numberColumn, type OrderColumn, orderBy, rowsAfter } from "../keyset.js";
import { toBigInt, toBoolean, toInteger, toNumberOrNull } from "../row-values.js";
import { allOf, isIn, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";

/** Points of one metric of one run as columns: the i-th of each belongs together. Ordered by step, time, value. */
export interface SeriesColumns {
  readonly steps: readonly SafeInteger[];
  /** Unix epoch milliseconds. */
  readonly timestamps: readonly SafeInteger[];
  readonly values: readonly MetricValue[];
}

export interface SeriesFilter {
  readonly keys: readonly string[];
  readonly stepMin: bigint | null;
  readonly stepMax: bigint | null;
  readonly timeMin: bigint | null;
  readonly timeMax: bigint | null;
}

export interface SeriesKey {
  readonly runId: string;
  readonly key: string;
}

export function seriesKey({ runId, key }: SeriesKey): string {
  return `${runId} ${key}`;
}

/** Every column but the run's and the key's: a point is the whole row, as it is in MLflow's primary key. */
export const pointOrder: readonly OrderColumn[] = [
  numberColumn(sql`m.step`, "ascending"),
  numberColumn(sql`m.timestamp`, "ascending"),
  numberColumn(sql`m.value`, "ascending"),
  // A NaN is stored as 0 with this flag, and may lie beside a real 0.
  numberColumn(sql`case when m.is_nan then 1 else 0 end`, "ascending"),
];

/**
 * Complete series, each cut at `limit` points.
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
  const place = sql`row_number() over (partition by m.run_uuid, ${open.fragments.exact(sql`m.key`)} order by ${orderBy(pointOrder)})`;
  const conditions = [
    ...seriesConditions(open, runIds, filter),
    ...(after === null ? [] : [rowsAfter(pointOrder, after)]),
  ];
  const points = sql`(select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, ${place} as place from metrics m where ${allOf(conditions)}) x where x.place <= ${limit}`;
  return open.fragments.jsonLists === null
    ? seriesFromRows(await open.rows<RawPoint>(sql`select x.* from ${points} order by x.place`))
    : seriesFromLists(await open.rows<RawSeries>(listsOf(open.fragments.jsonLists, open.fragments.exact, points)));
}

function listsOf(lists: NonNullable<OpenStore["fragments"]["jsonLists"]>, exact: (text: Sql) => Sql, points: Sql): Sql {
  const order = sql`x.place`;
  return sql`select x.run_uuid, min(x.metric_name) as metric_name, count(*) as total, ${lists.integers(sql`x.step`, order)} as steps, ${lists.integers(sql`x.timestamp`, order)} as timestamps, ${lists.metricValues(sql`x.value`, sql`x.is_nan`, order)} as metric_values from ${points} group by x.run_uuid, ${exact(sql`x.metric_name`)}`;
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
    isIn(sql`m.run_uuid`, runIds),
    open.fragments.isOneOf(sql`m.key`, filter.keys),
    ...(filter.stepMin === null ? [] : [sql`m.step >= ${filter.stepMin}`]),
    ...(filter.stepMax === null ? [] : [sql`m.step <= ${filter.stepMax}`]),
    ...(filter.timeMin === null ? [] : [sql`m.timestamp >= ${filter.timeMin}`]),
    ...(filter.timeMax === null ? [] : [sql`m.timestamp <= ${filter.timeMax}`]),
  ];
}

interface RawSeries {
  readonly run_uuid: string;
  readonly metric_name: string;
  readonly total: unknown;
  readonly steps: string;
  readonly timestamps: string;
  readonly metric_values: string;
}

function seriesFromLists(rows: readonly RawSeries[]): Map<string, SeriesColumns> {
  return new Map(rows.map((row) => [seriesKey({ runId: row.run_uuid, key: row.metric_name }), parseLists(row)]));
}

function parseLists(row: RawSeries): SeriesColumns {
  const total = toInteger(row.total);
  const columns = {
    steps: parseList(row.steps),
    timestamps: parseList(row.timestamps),
    values: parseList(row.metric_values),
  };
  // MySQL cuts a long list with only a warning.
  if (Object.values(columns).some((column) => column.length !== total)) {
    throw new Error(`the database cut a metric history of ${total} points short`);
  }
  return columns as SeriesColumns;
}

function parseList(text: string): unknown[] {
  return JSON.parse(text) as unknown[];
}

/** A point as a row: what SQLite returns for histories, and every database for samples. */
export interface RawPoint {
  readonly run_uuid: string;
  readonly metric_name: string;
  readonly step: unknown;
  readonly timestamp: unknown;
  readonly value: unknown;
  readonly is_nan: unknown;
}

/** @param rows in order within each series */
export function seriesFromRows(rows: readonly RawPoint[]): Map<string, SeriesColumns> {
  const series = new Map<string, { steps: SafeInteger[]; timestamps: SafeInteger[]; values: MetricValue[] }>();
  for (const row of rows) {
    const key = seriesKey({ runId: row.run_uuid, key: row.metric_name });
    const columns = series.get(key) ?? { steps: [], timestamps: [], values: [] };
    series.set(key, columns);
    columns.steps.push(encodeInteger(toBigInt(row.step)));
    columns.timestamps.push(encodeInteger(toBigInt(row.timestamp)));
    columns.values.push(encodeMetricValue(toNumberOrNull(row.value), toBoolean(row.is_nan)));
  }
  return series;
}
