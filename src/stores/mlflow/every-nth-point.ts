import type { MetricSample } from "../../rules/enums.js";
import { orderBy } from "../keyset.js";
import { pointColumns, readEachSeries, readSeries, type SeriesColumns, type SeriesKey } from "../series.js";
import { allOf, anyOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { bySeries, pointOrder, type SeriesFilter, seriesRanges } from "./metric-history.js";

export interface Sample {
  readonly columns: SeriesColumns;
  /** How points were left out; null when the series has no more than were asked for: then it is complete. */
  readonly sample: MetricSample | null;
}

/** Every n-th row, so that first and last are among `maxPoints` rows; a series that has no more is complete. */
export async function everyNthPoint(
  open: OpenStore,
  series: readonly SeriesKey[],
  filter: SeriesFilter,
  maxPoints: number,
): Promise<Map<string, Sample>> {
  if (series.length === 0) return new Map();
  const gaps = maxPoints - 1;
  // Without the step index a run would be read anew for each of its series.
  const read = open.capabilities.metricStepIndex ? readEachSeries : readAllSeries;
  const found = await read(
    open,
    series,
    (one) => {
      const isOfSeries =
        one === null ? isOneOfSeries(open, series) : sql`m.run_uuid = ${one.run} and m.key = ${one.key}`;
      const where = allOf([isOfSeries, ...seriesRanges(filter)]);
      const parts = one === null ? bySeries(open) : sql``;
      const numbered = sql`select ${pointColumns}, row_number() over (${parts} order by ${orderBy(pointOrder)}) as place, count(*) over (${parts}) as total from metrics m where ${where}`;
      return sql`(${numbered}) x where x.total <= ${maxPoints} or ((x.place - 1) * ${gaps}) % case when x.total = 1 then 1 else x.total - 1 end < ${gaps}`;
    },
    sql`max(x.total)`,
  );
  return new Map(
    [...found].map(([key, { columns, total }]) => [key, { columns, sample: (total ?? 0) > maxPoints ? "GRID" : null }]),
  );
}

const readAllSeries: typeof readEachSeries = (open, _series, pointsOf, total) =>
  readSeries(open, pointsOf(null), total);

/** Runs that are asked for the same keys share a condition: not every run is asked for every key. */
export function isOneOfSeries(open: OpenStore, series: readonly SeriesKey[]): Sql {
  const keysOfRun = new Map<string, string[]>();
  for (const { runId, key } of series) keysOfRun.set(runId, [...(keysOfRun.get(runId) ?? []), key]);
  const groups = new Map<string, { runs: string[]; keys: readonly string[] }>();
  for (const [run, keys] of keysOfRun) {
    const group = groups.get(JSON.stringify(keys));
    if (group) group.runs.push(run);
    else groups.set(JSON.stringify(keys), { runs: [run], keys });
  }
  return anyOf(
    [...groups.values()].map(({ runs, keys }) =>
      allOf([open.fragments.isIn(sql`m.run_uuid`, runs), open.fragments.isOneOf(sql`m.key`, keys)]),
    ),
  );
}
