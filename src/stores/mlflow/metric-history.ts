import type { CursorValue } from "../../rules/cursor.js";
import { encodeInteger, encodeMetricValue, type MetricValue, type SafeInteger } from "../../rules/metric-value.js";
import type { Scope } from "../../rules/scope.js";
import { numberColumn, type OrderColumn, orderBy } from "../keyset.js";
import { toBigInt, toBoolean, toInteger, toNumberOrNull } from "../row-values.js";
import { allOf, isIn, join, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";

/** Points of one metric of one run as columns: the i-th of each belongs together. Ordered by step, time, value. */
export interface SeriesColumns {
  readonly steps: readonly SafeInteger[];
  /** Unix epoch milliseconds. */
  readonly timestamps: readonly SafeInteger[];
  readonly values: readonly MetricValue[];
}

export interface SeriesFilter extends SeriesRanges {
  readonly keys: readonly string[];
}

export interface SeriesRanges {
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
  { expression: sql`m.is_nan`, direction: "ascending", nullable: false, parameter: (flag) => sql`${flag === 1n}` },
];

export const pointColumns: Sql = sql`m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan`;

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
  const where = allOf([
    ...seriesConditions(open, runIds, filter),
    ...(after === null ? [] : pointsAfter(after)),
  ]);
  const isOne = runIds.length === 1 && filter.keys.length === 1;
  const series = await readSeries(
    open,
    isOne
      ? // In the order of the step index, which can stop at the limit.
        sql`(select ${pointColumns} from metrics m where ${where} order by ${orderBy(pointOrder)} limit ${limit}) x`
      : sql`(select ${pointColumns}, row_number() over (${bySeries(open)} order by ${orderBy(pointOrder)}) as place from metrics m where ${where}) x where x.place <= ${limit}`,
  );
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

export interface ReadSeries {
  readonly columns: SeriesColumns;
  /** The `total` of its points, where they have one. */
  readonly total: number | null;
}

/**
 * Reads points as series, ordered by step, time and value.
 *
 * @param points what follows `from`: points named `x`, with `pointColumns` and perhaps a `total`
 * @param total the `total` of a series' points, as an aggregate; left out where they have none
 */
export async function readSeries(open: OpenStore, points: Sql, total?: Sql): Promise<Map<string, ReadSeries>> {
  const lists = open.fragments.jsonLists;
  const order = sql`x.step, x.timestamp, x.value, x.is_nan`;
  if (lists === null)
    return seriesFromRows(await open.rows<RawPoint>(sql`select x.* from ${points} order by ${order}`));
  const totals = total === undefined ? sql`` : sql`, ${total} as total`;
  const rows = await open.rows<RawSeries>(
    sql`select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, ${lists.integers(sql`x.step`, order)} as steps, ${lists.integers(sql`x.timestamp`, order)} as timestamps, ${lists.metricValues(sql`x.value`, sql`x.is_nan`, order)} as metric_values${totals} from ${points} group by x.run_uuid, ${open.fragments.exact(sql`x.metric_name`)}`,
  );
  return new Map(
    rows.map((row) => [
      seriesKey({ runId: row.run_uuid, key: row.metric_name }),
      { columns: parseLists(row), total: toNumberOrNull(row.total) },
    ]),
  );
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

function seriesConditions(open: OpenStore, runIds: readonly string[], filter: SeriesFilter): Sql[] {
  return [isIn(sql`m.run_uuid`, runIds), open.fragments.isOneOf(sql`m.key`, filter.keys), ...seriesRanges(filter)];
}

export function seriesRanges(filter: SeriesRanges): Sql[] {
  return [
    ...(filter.stepMin === null ? [] : [sql`m.step >= ${filter.stepMin}`]),
    ...(filter.stepMax === null ? [] : [sql`m.step <= ${filter.stepMax}`]),
    ...(filter.timeMin === null ? [] : [sql`m.timestamp >= ${filter.timeMin}`]),
    ...(filter.timeMax === null ? [] : [sql`m.timestamp <= ${filter.timeMax}`]),
  ];
}

interface RawSeries {
  readonly run_uuid: string;
  readonly metric_name: string;
  readonly listed: unknown;
  readonly total?: unknown;
  readonly steps: string;
  readonly timestamps: string;
  readonly metric_values: string;
}

function parseLists(row: RawSeries): SeriesColumns {
  const listed = toInteger(row.listed);
  const columns = {
    steps: parseList(row.steps),
    timestamps: parseList(row.timestamps),
    values: parseList(row.metric_values),
  };
  // MySQL cuts a long list with only a warning.
  if (Object.values(columns).some((column) => column.length !== listed)) {
    throw new Error(`the database cut a metric history of ${listed} points short`);
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
  readonly total?: unknown;
}

/** @param rows in order within each series */
export function seriesFromRows(rows: readonly RawPoint[]): Map<string, ReadSeries> {
  const series = new Map<string, { columns: MutableColumns; total: number | null }>();
  for (const row of rows) {
    const key = seriesKey({ runId: row.run_uuid, key: row.metric_name });
    const columns: MutableColumns = series.get(key)?.columns ?? { steps: [], timestamps: [], values: [] };
    if (columns.steps.length === 0) series.set(key, { columns, total: toNumberOrNull(row.total) });
    columns.steps.push(encodeInteger(toBigInt(row.step)));
    columns.timestamps.push(encodeInteger(toBigInt(row.timestamp)));
    columns.values.push(encodeMetricValue(toNumberOrNull(row.value), toBoolean(row.is_nan)));
  }
  return series;
}

interface MutableColumns {
  readonly steps: SafeInteger[];
  readonly timestamps: SafeInteger[];
  readonly values: MetricValue[];
}
