import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.js";
import type { MergedConnection } from "../loaders/connection.js";
import { Failure } from "../rules/failure.js";
import { checkPage, type Page, pageSizeDefault } from "../rules/page.js";
import type { PageArgs } from "../types/connection.js";

/** Arguments of a connection, checked against the limits. */
export function pageOf({ first, after }: PageArgs, { limits }: Context): Page {
  return checkPage(first ?? pageSizeDefault, after, limits.pageSizeMax);
}

/** Names of the stores to ask: those given, else all that the viewer may see anything of. */
export async function storesOf(given: readonly string[] | null | undefined, { loaders }: Context): Promise<string[]> {
  if (!given) return loaders.visibleStores();
  for (const name of given) if (!(await loaders.isStoreVisible(name))) throw notFound(`store "${name}"`);
  return [...new Set(given)];
}

/**
 * A list over several stores as its type wants it. A store that has no part in it is told among the errors; the count is
 * of all stores or of none.
 */
export function mergedList<Row>(
  { failures, ...connection }: MergedConnection<Row>,
  stores: readonly string[],
  count: (store: string) => Promise<number>,
  { partialFailures }: Context,
  info: GraphQLResolveInfo,
) {
  partialFailures.push(...failures.map((failure) => ({ failure, info })));
  const totalCount = async () => (await Promise.all(stores.map(count))).reduce((total, one) => total + one, 0);
  return { ...connection, totalCount };
}

/** @throws Failure NOT_FOUND, the same for what is hidden and what does not exist */
export function found<Row>(row: Row | null | undefined, what: string): Row {
  if (row === null || row === undefined) throw notFound(what);
  return row;
}

export function notFound(what: string): Failure {
  return new Failure("NOT_FOUND", "NOT_FOUND", `There is no ${what}, or it is not visible to you.`);
}
