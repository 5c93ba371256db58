import type { PlainField } from "../../types/plain-selection.js";
import { join, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { latestMetrics, type OwnedTable, runParams, runTags } from "./key-values.js";
import { type PrintedRows, printedOfOne, toPrinted } from "./printed-key-values.js";

/** Lists that are read together with the runs they belong to, where the database prints them. */
const listTables = { params: runParams, tags: runTags, metrics: latestMetrics } as const;

export type RunListName = keyof typeof listTables;

export interface RunList {
  /** Names the list among those of the run. */
  readonly key: string;
  readonly list: RunListName;
  /** Only these keys; null for all. */
  readonly keys: readonly string[] | null;
  readonly first: number;
  readonly shape: readonly PlainField[];
}

/** A run that may have brought lists, by their keys. */
export interface WithLists {
  readonly lists?: ReadonlyMap<string, PrintedRows>;
}

/** The runs that `runs` selects, `run_uuid` among their columns, each with its lists; without, where the database does not print them. */
export function runsWithLists(open: OpenStore, runs: Sql, lists: readonly RunList[]): Sql {
  const json = open.fragments.jsonValues;
  if (json === null || lists.length === 0) return runs;
  const joined = lists.map((list, at) => {
    const table: OwnedTable<unknown> = listTables[list.list];
    const rows = printedOfOne(open, json, table, sql`o.run_uuid = r.run_uuid`, { ...list, after: null });
    return sql` cross join lateral (${rows}) ${raw(`l${at}`)}`;
  });
  const columns = lists.flatMap((_, at) => listColumns.map((name) => raw(`l${at}.${name} as ${name}_${at}`)));
  // A lateral join takes the runs one by one, as they come.
  return sql`select r.*, ${join(columns)} from (${runs}) r${joined.reduce((all, one) => sql`${all}${one}`)}`;
}

const listColumns = ["nodes", "listed", "first_key", "last_key", "is_printable"] as const;

/** The lists that a row of `runsWithLists` brought; one that the database could not print exactly is left out. */
export function listsOfRun(row: object, lists: readonly RunList[]): WithLists {
  if (lists.length === 0 || !("nodes_0" in row)) return {};
  const cells = row as Readonly<Record<string, unknown>>;
  const printed = new Map<string, PrintedRows>();
  for (const [at, { key, first }] of lists.entries()) {
    // Null of no rows at all.
    if (cells[`is_printable_${at}`] === false) continue;
    const list = {
      nodes: cells[`nodes_${at}`] as string,
      listed: cells[`listed_${at}`],
      first_key: cells[`first_key_${at}`] as string | null,
      last_key: cells[`last_key_${at}`] as string | null,
    };
    printed.set(key, toPrinted(list, first));
  }
  return { lists: printed };
}
