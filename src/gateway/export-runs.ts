import type { GraphQLSchema } from "graphql";
import type { Context } from "../context.js";
import { type RunsSearch, runsSearchOf } from "../resolvers/tracking/run-search.js";
import { csvHeader, csvLine, csvNumber, csvText } from "../rules/csv.js";
import { Failure } from "../rules/failure.js";
import { jsonLine, jsonObject } from "../rules/json-line.js";
import { checkListLength } from "../rules/page.js";
import type { RunsArgs } from "../types/search-arguments.js";
import { chunksOf, type Export, type ExportRequest } from "./export.js";
import { argumentsOf, ExportParameters } from "./export-parameters.js";
import {
  type KeyedKind,
  keyedKinds,
  type RunTableRow,
  readRunRows,
  runColumns,
  type WantedKeys,
} from "./export-run-rows.js";

const runsPerPage = 50;

/** The runs that `Query.runs` finds, in its order, each with its params, latest metrics and tags. */
export function runExports(schema: GraphQLSchema): Export[] {
  const args = argumentsOf(schema, "Query", "runs", ["first", "after"]);
  const own = [...args.map(({ name }) => name), ...keyedKinds, "mlflowTags"];
  return [
    {
      path: "/export/runs.csv",
      format: "csv",
      async open(request) {
        const parameters = new ExportParameters(request.url, [...own, "spreadsheet"]);
        const style = { spreadsheet: parameters.flag("spreadsheet", false) };
        const table = await openTable(parameters, request);
        const keys = await keysOf(table, request.newPage());
        return { fileName: "runs", chunks: csvOf(table, keys, style, request) };
      },
    },
    {
      path: "/export/runs.ndjson",
      format: "ndjson",
      async open(request) {
        const table = await openTable(new ExportParameters(request.url, own), request);
        return { fileName: "runs", chunks: linesOf(table, jsonRow, request) };
      },
    },
  ];

  async function openTable(parameters: ExportParameters, request: ExportRequest): Promise<Table> {
    const page = request.newPage();
    const search = await runsSearchOf(parameters.arguments(args) as unknown as RunsArgs, page);
    const [params, metrics, tags] = [parameters.texts("params"), parameters.texts("metrics"), parameters.texts("tags")];
    const wanted = { params, metrics, tags, mlflowTags: parameters.flag("mlflowTags", true) };
    for (const kind of keyedKinds) checkListLength(kind, wanted[kind] ?? [], page.limits.keyValuePageSizeMax);
    return { search, wanted };
  }
}

interface Table {
  readonly search: RunsSearch;
  readonly wanted: WantedKeys;
}

type Keys = Readonly<Record<KeyedKind, readonly string[]>>;

/** The keys that get a column: those asked for, else all that the runs have now. One that appears later gets none. */
async function keysOf({ search, wanted }: Table, { loaders, limits }: Context): Promise<Keys> {
  const columnsMax = limits.keyValuePageSizeMax;
  const keys: Record<KeyedKind, readonly string[]> = { params: [], metrics: [], tags: [] };
  for (const kind of keyedKinds) {
    const withoutPrefix = kind === "tags" && !wanted.mlflowTags ? "mlflow." : null;
    const limit = columnsMax + 1;
    keys[kind] =
      wanted[kind] ?? (await loaders.runKeys(search.stores, search.searchIn, { kind, withoutPrefix, limit }));
    if (keys[kind].length <= columnsMax) continue;
    const message = `These runs have more than ${columnsMax} ${kind}: name those that should be columns, as in ${kind}=a&${kind}=b.`;
    throw new Failure("LIMIT", "TOO_MANY_COLUMNS", message);
  }
  return keys;
}

function csvOf(
  table: Table,
  keys: Keys,
  style: { readonly spreadsheet: boolean },
  request: ExportRequest,
): AsyncGenerator<string> {
  const names = keyedKinds.flatMap((kind) => keys[kind].map((key) => `${kind}.${key}`));
  return chunksOf(csvHeader([...runColumns, ...names], style), linesOf(table, line, request));

  function line({ cells, params, metrics, tags }: RunTableRow): string {
    return csvLine([
      ...cells.map((cell) => csvText(cell, style)),
      ...keys.params.map((key) => csvText(params.get(key) ?? null, style)),
      ...keys.metrics.map((key) => csvNumber(metrics.get(key) ?? null)),
      ...keys.tags.map((key) => csvText(tags.get(key) ?? null, style)),
    ]);
  }
}

/** A page of lines at a time. */
async function* linesOf(
  table: Table,
  line: (row: RunTableRow) => string,
  request: ExportRequest,
): AsyncGenerator<string> {
  for await (const rows of pagesOf(table, request)) yield rows.map(line).join("");
}

function jsonRow({ cells, ...keyed }: RunTableRow): string {
  return jsonLine([
    ...runColumns.map((name, at) => [name, JSON.stringify(cells[at] ?? null)] as const),
    ...keyedKinds.map((kind) => [kind, objectOf(keyed[kind])] as const),
  ]);
}

function objectOf(map: ReadonlyMap<string, unknown>): string {
  return jsonObject([...map].map(([key, value]) => [key, JSON.stringify(value)]));
}

/** Each page has loaders of its own. A store that is down ends the export: a file must not lack its runs. */
async function* pagesOf({ search, wanted }: Table, request: ExportRequest): AsyncGenerator<RunTableRow[]> {
  for (let after: string | null = null, hasMore = true; hasMore; ) {
    const page = request.newPage();
    const first = Math.min(runsPerPage, page.limits.pageSizeMax);
    const runs = await page.loaders.runs(search.stores, search.searchIn, { first, after }, search.order);
    if (runs.failures[0]) throw runs.failures[0];
    if (runs.nodes.length > 0) yield await readRunRows(runs.nodes, wanted, page);
    const { endCursor, hasNextPage } = runs.pageInfo();
    after = endCursor;
    hasMore = hasNextPage;
  }
}
