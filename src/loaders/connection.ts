import { formatCursor, type Ordering, parseCursor, wrongCursor } from "../rules/cursor.js";
import { Failure } from "../rules/failure.js";
import { type MergedOrdering, type MergedPlace, mergePages, type Position, positionIn } from "../rules/merged-list.js";
import { type Page, sliceOf } from "../rules/page.js";
import type { Scope } from "../rules/scope.js";
import type { OpenStore } from "../stores/store.js";
import { type GroupedLoader, groupedLoader, type InStore } from "./grouped-loader.js";
import { type LoaderScope, readStore } from "./read-store.js";

/** A page of a list by Relay's Cursor Connections specification. `nodes` is the edges' nodes. */
export interface Connection<Row> {
  readonly nodes: readonly Row[];
  /** Functions, so that cursors are made only when asked for. */
  readonly edges: () => Edge<Row>[];
  readonly pageInfo: () => PageInfo;
}

export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export function pageInfoOf(
  { after }: Pick<Page, "after">,
  hasNextPage: boolean,
  startCursor: string | null,
  endCursor: string | null,
): PageInfo {
  // Paging forward, Relay asks hasPreviousPage only where it is known: behind a cursor there is at least its own row.
  return { hasNextPage, hasPreviousPage: after !== null, startCursor, endCursor };
}

/** @param rows up to `first + 1`, in order */
export function connectionOf<Row>(rows: readonly Row[], page: Page, cursorOf: (row: Row) => string): Connection<Row> {
  const slice = sliceOf(rows, page.first);
  const nodes = slice.rows;
  const [start, end] = [nodes.at(0), nodes.at(-1)];
  return {
    nodes,
    edges: () => nodes.map((node) => ({ cursor: cursorOf(node), node })),
    pageInfo: () => pageInfoOf(page, slice.hasNextPage, start ? cursorOf(start) : null, end ? cursorOf(end) : null),
  };
}

/** What a child list may be asked for beside its page. */
export type PageOf<Filter> = Page & Filter;

/**
 * Loads a page of children for each of many parents.
 *
 * @param ordering of the list, or of the list as the arguments order it
 * @param load returns up to `first + 1` rows for each parent, after the values of a cursor of this ordering
 */
export function connectionLoader<Parent extends InStore, Row, Filter extends object = object>(
  env: LoaderScope,
  ordering: Ordering<Row> | ((args: Filter) => Ordering<Row>),
  keyOf: (parent: Parent, open?: OpenStore) => string,
  load: (
    open: OpenStore,
    scope: Scope,
    parents: readonly Parent[],
    page: Omit<PageOf<Filter>, "after"> & { after: ReturnType<typeof parseCursor> | null },
  ) => Promise<ReadonlyMap<string, readonly Row[]>>,
): GroupedLoader<Parent, PageOf<Filter>, Connection<Row>> {
  const orderingOf = typeof ordering === "function" ? ordering : () => ordering;
  const cursorsOf = ({ name, place }: Ordering<Row>) => {
    return (row: Row) => formatCursor(name, place(row));
  };
  return groupedLoader<Parent, PageOf<Filter>, Connection<Row>>(
    env,
    keyOf,
    async (open, scope, parents, args) => {
      const order = orderingOf(args);
      const after = args.after === null ? null : parseCursor(args.after, order.name, order.kinds);
      const found = await load(open, scope, parents, { ...args, after });
      return new Map([...found].map(([key, rows]) => [key, connectionOf(rows, args, cursorsOf(order))]));
    },
    (args) => connectionOf<Row>([], args, cursorsOf(orderingOf(args))),
  );
}

/** A page of one list over several stores, and the failures of those that have no part in it. */
export interface MergedConnection<Row> extends Connection<Row> {
  readonly failures: readonly Failure[];
}

/**
 * A page of one list over several stores; see rules/merged-list.ts. A store that is unavailable is left out, unless none
 * is left.
 */
export async function mergedConnection<Row extends InStore>(
  env: LoaderScope,
  ordering: MergedOrdering<Row>,
  storeNames: readonly string[],
  page: Page,
  load: (open: OpenStore, scope: Scope, position: Position, limit: number) => Promise<readonly Row[]>,
): Promise<MergedConnection<Row>> {
  const place = page.after === null ? null : parseMerged(page.after, ordering, storeNames);
  const parts = await Promise.all(
    storeNames.map((name) =>
      partOf<readonly Row[]>(env, name, [], (open, scope) =>
        load(open, scope, positionIn(name, place, ordering.directions.length), page.first + 1),
      ),
    ),
  );
  const failures = parts.flatMap((part) => (part instanceof Failure ? part : []));
  if (failures[0] && failures.length === parts.length) throw failures[0];
  const pages = parts.flatMap((part) => (part instanceof Failure ? [] : [part]));
  const connection = connectionOf(mergePages(pages, ordering), page, (row) =>
    formatCursor(ordering.name, [row.store, ...ordering.place(row)]),
  );
  return { ...connection, failures };
}

/** What one store has of an answer from several, or why it has no part in it; `none` where the viewer may see nothing of the store. */
export async function partOf<Part>(
  env: LoaderScope,
  name: string,
  none: Part,
  read: (open: OpenStore, scope: Scope) => Promise<Part>,
): Promise<Part | Failure> {
  try {
    return (await readStore(env, name, read)) ?? none;
  } catch (error) {
    if (error instanceof Failure && error.code === "UNAVAILABLE") return error;
    throw error;
  }
}

/** @throws Failure INVALID when the cursor is not one of this list, or points into a store that it does not span */
function parseMerged<Row>(cursor: string, ordering: MergedOrdering<Row>, storeNames: readonly string[]): MergedPlace {
  const [store, ...values] = parseCursor(cursor, ordering.name, ["text", ...ordering.kinds]);
  if (!storeNames.includes(String(store))) throw wrongCursor();
  return { store: String(store), values };
}
