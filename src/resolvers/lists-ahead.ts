import { type GraphQLResolveInfo, getArgumentValues } from "graphql";
import type { Context } from "../context.js";
import type { ListAhead, RunList, VersionList } from "../loaders/key-value.js";
import type { KeyValueArgs, PageArgs } from "../types/connection.js";
import { type PlainList, plainLists, plainListsOfNodes } from "../types/plain-selection.js";
import { pageOf } from "./arguments.js";
import { keyValuePageOf } from "./key-values.js";

const runLists: ReadonlySet<string> = new Set<RunList>(["params", "tags", "metrics"]);
const versionLists: ReadonlySet<string> = new Set<VersionList>(["aliases", "tags"]);

/** The lists of a connection's runs that may be read together with the runs; every other asks for itself. */
export function listsOfRuns(ctx: Context, info: GraphQLResolveInfo): ListAhead<RunList>[] {
  return listsAhead<RunList>(plainListsOfNodes(info), runLists, ctx, info);
}

/** Those of the one run that a field answers. */
export function listsOfRun(ctx: Context, info: GraphQLResolveInfo): ListAhead<RunList>[] | undefined {
  const lists = listsAhead<RunList>(plainLists(info), runLists, ctx, info);
  return lists.length === 0 ? undefined : lists;
}

/** Those of a connection's model versions. */
export function listsOfVersions(ctx: Context, info: GraphQLResolveInfo): ListAhead<VersionList>[] {
  return listsAhead<VersionList>(plainListsOfNodes(info), versionLists, ctx, info);
}

function listsAhead<List extends string>(
  lists: readonly PlainList[] | null,
  names: ReadonlySet<string>,
  ctx: Context,
  info: GraphQLResolveInfo,
): ListAhead<List>[] {
  const known = (lists ?? []).filter(({ field }) => names.has(field.name));
  return known.flatMap((list) => listAhead<List>(list, ctx, info) ?? []);
}

/** Null where the field itself must say what is wrong with its arguments, or go on behind a cursor. */
function listAhead<List extends string>(
  { key, field, node, shape }: PlainList,
  ctx: Context,
  { variableValues }: GraphQLResolveInfo,
): ListAhead<List> | null {
  try {
    const args: unknown = getArgumentValues(field, node, variableValues);
    const takesKeys = field.args.some(({ name }) => name === "keys");
    const page = takesKeys
      ? keyValuePageOf(args as KeyValueArgs, ctx)
      : { ...pageOf(args as PageArgs, ctx), keys: null };
    if (page.after !== null) return null;
    return { key, list: field.name as List, keys: page.keys, first: page.first, shape };
  } catch {
    return null;
  }
}
