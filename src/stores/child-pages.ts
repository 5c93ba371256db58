import type { CursorValue } from "../rules/cursor.js";
import { type OrderColumn, orderBy, rowsAfter } from "./keyset.js";
import { allOf, join, type Sql, sql } from "./sql.js";
import type { OpenStore } from "./store.js";

/** The first rows of each of several parents, as one statement. */
export interface ChildPages {
  /** Named columns, the parent's among them. */
  readonly select: Sql;
  readonly from: Sql;
  /** Which parents, and what else must hold. */
  readonly where: readonly Sql[];
  /** The parent's columns, exact where a collation could merge two parents. */
  readonly parent: readonly Sql[];
  readonly parentCount: number;
  readonly order: readonly OrderColumn[];
  readonly first: number;
  /** Ordering columns of the row to go on after; only sensible for parents that share it. */
  readonly after: readonly CursorValue[] | null;
}

/** @returns up to `first + 1` rows of each parent, in order */
export function childPages<Row>(open: OpenStore, pages: ChildPages): Promise<Row[]> {
  return open.rows<Row>(childPagesSql(pages));
}

/** The statement of `childPages`. */
export function childPagesSql(pages: ChildPages): Sql {
  const where = allOf([...pages.where, ...(pages.after === null ? [] : [rowsAfter(pages.order, pages.after)])]);
  const order = orderBy(pages.order);
  const limit = pages.first + 1;
  // One parent can stop at the limit; for several the window cuts each at its own.
  if (pages.parentCount === 1) {
    return sql`select ${pages.select} from ${pages.from} where ${where} order by ${order} limit ${limit}`;
  }
  const place = sql`row_number() over (partition by ${join([...pages.parent])} order by ${order})`;
  return sql`select x.* from (select ${pages.select}, ${place} as place from ${pages.from} where ${where}) x where x.place <= ${limit} order by x.place`;
}

/** Rows of each parent, keyed as the caller keys parents. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
