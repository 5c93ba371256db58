import { encodeInteger, encodeMetricValue, type MetricValue, type SafeInteger } from "../rules/metric-value.js";
import type { JsonLists } from "./dialects/dialect.js";
import { toBigInt, toBoolean, toInteger, toNumberOrNull } from "./row-values.js";
import { type Sql, sql } from "./sql.js";
import type { OpenStore } from "./store.js";

/** Points of one metric of one run as columns: the i-th of each belongs together. Ordered by step, time, value. */
export interface SeriesColumns {
  readonly steps: readonly SafeInteger[];
  /** Unix epoch milliseconds. */
  readonly timestamps: readonly SafeInteger[];
  readonly values: readonly MetricValue[];
  /** The same as a database printed them, where it can. */
  readonly printed?: PrintedColumns;
}

/** Columns as JSON lists of numbers and of texts without commas. */
export interface PrintedColumns {
  readonly count: number;
  readonly steps: string;
  readonly timestamps: string;
  readonly values: string;
}

/** Columns that are parsed only where somebody wants to know what is in them. */
class ListedColumns implements SeriesColumns {
  constructor(readonly printed: PrintedColumns) {}

  get steps(): readonly SafeInteger[] {
    return parseList(this.printed.steps) as SafeInteger[];
  }

  get timestamps(): readonly SafeInteger[] {
    return parseList(this.printed.timestamps) as SafeInteger[];
  }

  get values(): readonly MetricValue[] {
    return parseList(this.printed.values) as MetricValue[];
  }
}

export function countOf(columns: SeriesColumns): number {
  return columns.printed?.count ?? columns.steps.length;
}

/** Without its last point. */
export function withoutLast(columns: SeriesColumns): SeriesColumns {
  const { printed } = columns;
  if (printed === undefined) {
    const { steps, timestamps, values } = columns;
    return { steps: steps.slice(0, -1), timestamps: timestamps.slice(0, -1), values: values.slice(0, -1) };
  }
  const { count, steps, timestamps, values } = printed;
  return new ListedColumns({
    count: count - 1,
    steps: withoutLastItem(steps),
    timestamps: withoutLastItem(timestamps),
    values: withoutLastItem(values),
  });
}

function withoutLastItem(list: string): string {
  return `${list.slice(0, Math.max(1, list.lastIndexOf(",")))}]`;
}

export interface SeriesKey {
  readonly runId: string;
  readonly key: string;
}

export function seriesKey({ runId, key }: SeriesKey): string {
  return `${runId} ${key}`;
}

/** Every key of every run. */
export function seriesOf(runIds: readonly string[], keys: readonly string[]): SeriesKey[] {
  return runIds.flatMap((runId) => keys.map((key) => ({ runId, key })));
}

export const pointColumns: Sql = sql`m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan`;

const pointOrder = sql`x.step, x.timestamp, x.value, x.is_nan`;

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
  if (lists === null) {
    return seriesFromRows(await open.rows<RawPoint>(sql`select x.* from ${points} order by ${pointOrder}`));
  }
  const rows = await open.rows<RawSeries>(
    sql`select x.run_uuid, min(x.metric_name) as metric_name, ${listsOf(lists, pointOrder, total)} from ${points} group by x.run_uuid, ${open.fragments.exact(sql`x.metric_name`)}`,
  );
  return new Map(rows.map((row) => toSeries(row, lists)));
}

/**
 * Reads the points of one series, which a statement selects in the order of `readSeries`.
 *
 * @returns nothing where it has no points
 */
export async function readOneSeries(open: OpenStore, points: Sql): Promise<Map<string, ReadSeries>> {
  const lists = open.fragments.jsonLists;
  if (lists === null || !lists.keepOrder) return readSeries(open, sql`(${points}) x`);
  // A sort for each list would cost more than all the rest.
  const rows = await open.rows<RawSeries>(
    sql`select min(x.run_uuid) as run_uuid, min(x.metric_name) as metric_name, ${listsOf(lists, null)} from (${points}) x having count(*) > 0`,
  );
  return new Map(rows.map((row) => toSeries(row, lists)));
}

/**
 * Reads points of many series, told series by series: where a database can join each series with its own, it has nothing
 * to sort by series.
 *
 * @param pointsOf what follows `from`, of the series whose run and key are given, or of all where they are null
 */
export async function readEachSeries(
  open: OpenStore,
  series: readonly SeriesKey[],
  pointsOf: (one: { readonly run: Sql; readonly key: Sql } | null) => Sql,
  total: Sql,
): Promise<Map<string, ReadSeries>> {
  const { jsonLists, eachSeries } = open.fragments;
  if (jsonLists === null || eachSeries === null) return readSeries(open, pointsOf(null), total);
  const lists = sql`select ${listsOf(jsonLists, pointOrder, total)} from ${pointsOf({ run: sql`s.run_uuid`, key: sql`s.metric_name` })}`;
  const rows = await open.rows<RawSeries>(
    sql`select s.run_uuid, s.metric_name, y.* from ${eachSeries(series)} cross join lateral (${lists}) y where y.listed > 0`,
  );
  return new Map(rows.map((row) => toSeries(row, jsonLists)));
}

/** @param order null for that of the points */
function listsOf({ integers, metricValues }: JsonLists, order: Sql | null, total?: Sql): Sql {
  const totals = total === undefined ? sql`` : sql`, ${total} as total`;
  return sql`count(*) as listed, ${integers(sql`x.step`, order)} as steps, ${integers(sql`x.timestamp`, order)} as timestamps, ${metricValues(sql`x.value`, sql`x.is_nan`, order)} as metric_values${totals}`;
}

function toSeries(row: RawSeries, lists: JsonLists): [string, ReadSeries] {
  const key = seriesKey({ runId: row.run_uuid, key: row.metric_name });
  return [key, { columns: columnsOf(row, lists), total: toNumberOrNull(row.total) }];
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

function columnsOf(row: RawSeries, { mayBeCut }: JsonLists): SeriesColumns {
  const listed = toInteger(row.listed);
  if (!mayBeCut) {
    return new ListedColumns({
      count: listed,
      steps: row.steps,
      timestamps: row.timestamps,
      values: row.metric_values,
    });
  }
  const columns = {
    steps: parseList(row.steps),
    timestamps: parseList(row.timestamps),
    values: parseList(row.metric_values),
  };
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
