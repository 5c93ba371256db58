import type { GraphQLSchema } from "graphql";
import type { SeriesFilter } from "../loaders/metric-history.js";
import type { RunRow } from "../loaders/run.js";
import { found } from "../resolvers/arguments.js";
import { rangesOf } from "../resolvers/tracking/metric-history.js";
import { type CsvStyle, csvHeader, csvLine, csvNumber, csvText } from "../rules/csv.js";
import { invalid } from "../rules/failure.js";
import { parseGlobalId } from "../rules/global-id.js";
import { jsonLine } from "../rules/json-line.js";
import type { MetricValue, SafeInteger } from "../rules/metric-value.js";
import { checkListLength } from "../rules/page.js";
import type { MetricHistoryArgs } from "../types/metric-history.js";
import { chunksOf, type Export, type ExportRequest, type OpenedExport } from "./export.js";
import { argumentsOf, ExportParameters } from "./export-parameters.js";

const pointsPerPage = 10_000;
const columns = ["key", "step", "timestamp", "value"] as const;

/** Every point that `Run.metricHistory` has of some metrics of one run: key by key, in its order. */
export function metricHistoryExports(schema: GraphQLSchema): Export[] {
  const args = argumentsOf(schema, "Run", "metricHistory", ["first", "after", "maxPoints", "sample"]);
  const own = ["run", ...args.map(({ name }) => name)];
  return [
    {
      path: "/export/metric-history.csv",
      format: "csv",
      open(request) {
        const parameters = new ExportParameters(request.url, [...own, "spreadsheet"]);
        const style = { spreadsheet: parameters.flag("spreadsheet", false) };
        return open(parameters, request, csvHeader(columns, style), (point) => csvPoint(point, style));
      },
    },
    {
      path: "/export/metric-history.ndjson",
      format: "ndjson",
      open: (request) => open(new ExportParameters(request.url, own), request, "", jsonPoint),
    },
  ];

  async function open(
    parameters: ExportParameters,
    request: ExportRequest,
    header: string,
    line: (point: Point) => string,
  ): Promise<OpenedExport> {
    const filter = filterOf(parameters.arguments(args) as unknown as MetricHistoryArgs);
    const { loaders, limits } = request.newPage();
    checkListLength("keys", filter.keys, limits.idsMax);
    const parent = runKeyOf(parameters.text("run"));
    const run = found(await loaders.run.load({ parent, args: undefined }), "run with this id");
    const fileName = `metric-history-${run.mlflowId.replaceAll(/[^A-Za-z0-9_-]/g, "_")}`;
    return { fileName, chunks: chunksOf(header, linesOf(run, filter, line, request)) };
  }
}

interface Point {
  readonly key: string;
  readonly step: SafeInteger;
  /** Unix epoch milliseconds. */
  readonly timestamp: SafeInteger;
  readonly value: MetricValue;
}

function filterOf(args: MetricHistoryArgs): SeriesFilter {
  return { keys: [...new Set(args.keys)], ...rangesOf(args) };
}

function runKeyOf(id: string | null) {
  if (id === null) throw invalid("PARAMETER_MISSING", "run is required.");
  const { store, type, key } = parseGlobalId(id);
  if (type !== "Run") throw invalid("NOT_A_RUN", "run takes the id of a run.");
  return { store, mlflowId: key[0] ?? "" };
}

/** A page of lines at a time. */
async function* linesOf(
  run: RunRow,
  filter: SeriesFilter,
  line: (point: Point) => string,
  request: ExportRequest,
): AsyncGenerator<string> {
  for (const key of filter.keys) {
    for await (const points of pagesOf(run, { ...filter, keys: [key] }, request)) yield points.map(line).join("");
  }
}

async function* pagesOf(run: RunRow, filter: SeriesFilter, request: ExportRequest): AsyncGenerator<Point[]> {
  for (let after: string | null = null, hasMore = true; hasMore; ) {
    const { loaders, limits } = request.newPage();
    const args = {
      ...filter,
      maxPoints: null,
      sample: "GRID" as const,
      first: Math.min(pointsPerPage, limits.historyPointsMax),
      after,
    };
    const [series] = await loaders.metricHistory.load({ parent: run, args });
    if (!series) return;
    const { key } = series;
    const { steps, timestamps, values } = series.columns;
    yield steps.map((step, at) => ({
      key,
      step,
      timestamp: timestamps[at] as SafeInteger,
      value: values[at] as MetricValue,
    }));
    const { endCursor, hasNextPage } = series.pageInfo();
    after = endCursor;
    hasMore = hasNextPage;
  }
}

function csvPoint({ key, step, timestamp, value }: Point, style: CsvStyle): string {
  return csvLine([csvText(key, style), csvNumber(step), csvNumber(timestamp), csvNumber(value)]);
}

function jsonPoint(point: Point): string {
  return jsonLine(columns.map((name) => [name, JSON.stringify(point[name])]));
}
