import { type GraphQLResolveInfo, getArgumentValues } from "graphql";
import type { Context } from "../context.js";
import type { ListAhead, RunAhead, RunList, VersionAhead, VersionList } from "../loaders/key-value.js";
import type { KeyValueArgs, PageArgs } from "../types/connection.js";
import { type ObjectPart, type Parts, type PlainList, partsOf, partsOfNodes } from "../types/plain-selection.js";
import { pageOf } from "./arguments.js";
import { keyValuePageOf } from "./key-values.js";

const runLists: ReadonlySet<string> = new Set<RunList>(["params", "tags", "metrics"]);
const versionLists: ReadonlySet<string> = new Set<VersionList>(["aliases", "tags"]);

/** What of a connection's runs may be read together with them; everything else asks for itself. */
export function aheadOfRuns(ctx: Context, info: GraphQLResolveInfo): RunAhead {
  return runAhead(partsOfNodes(info), ctx, info);
}

/** The same of the one run that a field answers; undefined for nothing. */
export function aheadOfRun(ctx: Context, info: GraphQLResolveInfo): RunAhead | undefined {
  const ahead = runAhead(partsOf(info), ctx, info);
  return ahead.lists.length === 0 && ahead.experiment === null ? undefined : ahead;
}

/** The same of a connection's model versions, with the runs that made them. */
export function aheadOfVersions(ctx: Context, info: GraphQLResolveInfo): VersionAhead {
  const parts = partsOfNodes(info);
  const run = onlyObject(parts, "run");
  return {
    lists: listsAhead<VersionList>(parts, versionLists, ctx, info),
    run: run && { key: run.key, ahead: runAhead(run.parts, ctx, info) },
  };
}

function runAhead(parts: Parts | null, ctx: Context, info: GraphQLResolveInfo): RunAhead {
  const experiment = onlyObject(parts, "experiment")?.key ?? null;
  return { lists: listsAhead<RunList>(parts, runLists, ctx, info), experiment };
}

/** Null where several keys ask for it: each would be a join of its own. */
function onlyObject(parts: Parts | null, name: string): ObjectPart | null {
  const [object, ...more] = (parts?.objects ?? []).filter((each) => each.name === name);
  return object === undefined || more.length > 0 ? null : object;
}

function listsAhead<List extends string>(
  parts: Parts | null,
  names: ReadonlySet<string>,
  ctx: Context,
  info: GraphQLResolveInfo,
): ListAhead<List>[] {
  const known = (parts?.lists ?? []).filter(({ field }) => names.has(field.name));
  return known.flatMap((list) => listAhead<List>(list, ctx, info) ?? []);
}

/** Null where the field itself must say what is wrong with its arguments, or go on behind a cursor. */
function listAhead<List extends string>(
  { key, field, node, shape, hasPageInfo }: PlainList,
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
    return { key, list: field.name as List, keys: page.keys, first: page.first, shape, hasPageInfo };
  } catch {
    return null;
  }
}
