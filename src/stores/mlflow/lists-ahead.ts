import type { PlainField } from "../../types/plain-selection.js";
import { allOf, join, raw, type Sql, sql } from "../sql.js";
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
import { type PrintedRows, printedOfOne, toPrinted } from "./printed-key-values.js";

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
}

/** A row that may have brought lists, by their keys. */
export interface WithLists {
  readonly lists?: ReadonlyMap<string, ListRead>;
}

export interface ListRead extends PrintedRows {
  /** Names the list in cursors. */
  readonly cursors: OwnedTable<unknown>["cursors"];
}

/**
 * The rows that `owners` selects, the columns of their key among the others, each with its lists; without, where the database does
 * not print them.
 */
export function withLists<List extends string>(
  open: OpenStore,
  owners: Sql,
  tables: Tables<List>,
  lists: readonly ListAhead<List>[],
): Sql {
  const json = open.fragments.jsonValues;
  if (json === null || lists.length === 0) return owners;
  const joined = lists.map((list, at) => {
    const table = tables[list.list];
    const isOwned = ownerColumns(open, table).map(({ column, name }) => sql`${column} = t.${raw(name)}`);
    const rows = printedOfOne(open, json, table, allOf(isOwned), { ...list, after: null });
    return sql` cross join lateral (${rows}) ${raw(`l${at}`)}`;
  });
  const columns = lists.flatMap((_, at) => listColumns.map((name) => raw(`l${at}.${name} as ${name}_${at}`)));
  // A lateral join takes the rows one by one, as they come.
  return sql`select t.*, ${join(columns)} from (${owners}) t${joined.reduce((all, one) => sql`${all}${one}`)}`;
}

const listColumns = ["nodes", "listed", "first_key", "last_key", "is_printable"] as const;

/** The lists that a row of `withLists` brought; one that the database could not print exactly is left out. */
export function listsOf<List extends string>(
  row: object,
  tables: Tables<List>,
  lists: readonly ListAhead<List>[],
): WithLists {
  if (lists.length === 0 || !("nodes_0" in row)) return {};
  const cells = row as Readonly<Record<string, unknown>>;
  const read = new Map<string, ListRead>();
  for (const [at, { key, list, first }] of lists.entries()) {
    // Null of no rows at all.
    if (cells[`is_printable_${at}`] === false) continue;
    const printed = {
      nodes: cells[`nodes_${at}`] as string,
      listed: cells[`listed_${at}`],
      first_key: cells[`first_key_${at}`] as string | null,
      last_key: cells[`last_key_${at}`] as string | null,
    };
    read.set(key, { ...toPrinted(printed, first), cursors: tables[list].cursors });
  }
  return { lists: read };
}
