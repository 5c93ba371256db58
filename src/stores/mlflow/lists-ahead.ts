import { Failure } from "../../rules/failure.js";
import type { PlainField } from "../../types/plain-selection.js";
import type { JsonValues } from "../dialects/dialect.js";
import { allOf, join, prefixed, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import {
  latestMetrics,
  modelVersionTags,
  type OwnedTable,
  ownerColumns,
  runParams,
  runTags,
  versionAliases,
} from "./key-values.js";
import { type PrintedRows, printedColumnNames, printedOfOne, toPrinted } from "./printed-key-values.js";

type Tables<List extends string> = Readonly<Record<List, OwnedTable<unknown>>>;

/** Lists that are read together with the runs, or the model versions, they belong to, where the database prints them. */
export const runLists = { params: runParams, tags: runTags, metrics: latestMetrics } satisfies Tables<string>;
export const versionLists = { aliases: versionAliases, tags: modelVersionTags } satisfies Tables<string>;

export type RunList = keyof typeof runLists;
export type VersionList = keyof typeof versionLists;

export interface ListAhead<List extends string> {
  /** Names the list among those of its owner. */
  readonly key: string;
  readonly list: List;
  /** Only these keys; null for all. */
  readonly keys: readonly string[] | null;
  readonly first: number;
  readonly shape: readonly PlainField[];
  /** Whether it is asked where the page lies. */
  readonly hasPageInfo: boolean;
}

export interface ListRead extends PrintedRows {
  /** Names the list in cursors. */
  readonly cursors: OwnedTable<unknown>["cursors"];
}

/** What is joined to the rows of an owner, so that each brings its lists, and the columns they come in. */
export interface Joined {
  readonly joins: Sql;
  readonly columns: readonly Sql[];
}

/** Rows with what is joined to them; as they are where nothing is. The rows are named `t`. */
export function withJoined(rows: Sql, { joins, columns }: Joined): Sql {
  if (columns.length === 0) return rows;
  // A lateral join takes the rows one by one, as they come.
  return sql`select t.*, ${join([...columns])} from (${rows}) t${joins}`;
}

/** Whose rows lists are joined to: those of the statement itself, or the runs that were joined to them. */
export type OwnerAlias = "t" | "r";

/** @param owner the alias of the owners' rows, which have the columns of their key; it also tells their lists from another's */
export function joinLists<List extends string>(
  open: OpenStore,
  json: JsonValues,
  owner: OwnerAlias,
  tables: Tables<List>,
  lists: readonly ListAhead<List>[],
): Joined {
  const joins = lists.map((list, at) => {
    const table = tables[list.list];
    const isOwned = ownerColumns(open, table).map(({ column, name }) => sql`${column} = ${raw(`${owner}.${name}`)}`);
    const rows = printedOfOne(open, json, table, allOf(isOwned), { ...list, after: null });
    return sql` cross join lateral (${rows}) ${raw(`${owner}l${at}`)}`;
  });
  return {
    joins: joins.reduce((all, one) => sql`${all}${one}`, sql``),
    columns: lists.map((list, at) => prefixed(`${owner}l${at}`, printedColumnNames(list), `${owner}${at}_`)),
  };
}

/** The lists that a row brought; one that the database could not print exactly is left out. */
export function listsOf<List extends string>(
  row: object,
  owner: OwnerAlias,
  tables: Tables<List>,
  lists: readonly ListAhead<List>[],
): ReadonlyMap<string, ListRead> {
  const cells = row as Readonly<Record<string, unknown>>;
  const read = new Map<string, ListRead>();
  for (const [at, { key, list, first }] of lists.entries()) {
    const cell = (name: string) => cells[`${owner}${at}_${name}`];
    const nodes = cell("nodes");
    if (typeof nodes !== "string") continue;
    const keys = { first_key: keyOf(cell("first_key")), last_key: keyOf(cell("last_key")) };
    const printed = toPrinted(nodes, { listed: cell("listed") ?? 0, ...keys }, first);
    read.set(key, { ...printed, cursors: tables[list].cursors });
  }
  return read;
}

/** Null of no rows, and where nobody asked. */
function keyOf(cell: unknown): string | null {
  return typeof cell === "string" ? cell : null;
}

/**
 * Reads rows with what belongs to them, or where that fails, the rows alone: then each part fails, or not, in its own field.
 *
 * @param rows selects the rows alone, `ahead` with their parts; the same where nothing is wanted of them
 */
export async function readAhead<Row>(open: OpenStore, rows: Sql, ahead: Sql): Promise<Row[]> {
  if (ahead === rows) return open.rows<Row>(rows);
  try {
    return await open.rows<Row>(ahead);
  } catch (error) {
    const isOver = error instanceof Failure && (error.code === "LIMIT" || error.reason === "STORE_UNREACHABLE");
    if (isOver) throw error;
    return open.rows<Row>(rows);
  }
}
