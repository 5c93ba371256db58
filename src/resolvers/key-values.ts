import { type GraphQLResolveInfo, getArgumentValues } from "graphql";
import type { Context } from "../context.js";
import type { Connection } from "../loaders/connection.js";
import type { KeyValueLoader, Owner, PrintedConnection, RunList, RunListName } from "../loaders/key-value.js";
import { checkListLength, checkPage, keyValuePageSizeDefault } from "../rules/page.js";
import type { KeyValueArgs } from "../types/connection.js";
import { type PlainList, plainListsOfNodes, plainNodes } from "../types/plain-selection.js";

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

const runLists: ReadonlySet<string> = new Set<RunListName>(["params", "tags", "metrics"]);

/** The lists of a connection's runs that may be read together with the runs; every other asks for itself. */
export function listsOfRuns(ctx: Context, info: GraphQLResolveInfo): RunList[] {
  const lists = plainListsOfNodes(info) ?? [];
  return lists.filter(({ field }) => runLists.has(field.name)).flatMap((list) => listAhead(list, ctx, info) ?? []);
}

/** Null where the field itself must say what is wrong with its arguments, or go on behind a cursor. */
function listAhead({ key, field, node, shape }: PlainList, ctx: Context, { variableValues }: GraphQLResolveInfo) {
  try {
    const { after, ...page } = keyValuePageOf(
      getArgumentValues(field, node, variableValues) as unknown as KeyValueArgs,
      ctx,
    );
    return after === null ? { key, list: field.name as RunListName, ...page, shape } : null;
  } catch {
    return null;
  }
}
