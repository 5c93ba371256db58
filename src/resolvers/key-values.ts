import type { GraphQLResolveInfo } from "graphql";
import type { Context } from "../context.js";
import type { Connection } from "../loaders/connection.js";
import type { KeyValueLoader, Owner, PrintedConnection } from "../loaders/key-value.js";
import { checkListLength, checkPage, keyValuePageSizeDefault } from "../rules/page.js";
import type { KeyValueArgs } from "../types/connection.js";
import { plainNodes } from "../types/plain-selection.js";

/** Arguments of a connection of key-value rows, checked against the limits. */
export function keyValuePageOf({ first, after, keys }: KeyValueArgs, { limits }: Context) {
  if (keys) checkListLength("keys", keys, limits.idsMax);
  return { ...checkPage(first ?? keyValuePageSizeDefault, after, limits.keyValuePageSizeMax), keys: keys ?? null };
}

/** A page of an owner's key-value rows: as the database prints them where the selection allows. */
export async function keyValues<Row>(
  { rows, printed }: KeyValueLoader<Row>,
  parent: Owner,
  args: KeyValueArgs,
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<Connection<Row> | PrintedConnection> {
  const page = keyValuePageOf(args, ctx);
  const shape = plainNodes(info);
  const text = shape && (await printed.load({ parent, args: { ...page, shape } }));
  return text ?? rows.load({ parent, args: page });
}
