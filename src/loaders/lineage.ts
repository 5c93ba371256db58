import {
  type EachWay,
  eachWay,
  type FoundEdges,
  type LineageBounds,
  type LineageRef,
  type LineageResult,
  LineageWalk,
  lineageEdgesMax,
} from "../rules/lineage.js";
import type { Scope } from "../rules/scope.js";
import { deletedVersionNodes, type NodeRow, nodeRows } from "../stores/mlflow/lineage-nodes.js";
import { withinTime } from "../stores/request-scope.js";
import type { OpenStore } from "../stores/store.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import { KnownEdges } from "./known-edges.js";
import type { LoaderScope } from "./read-store.js";

export type { NodeRow } from "../stores/mlflow/lineage-nodes.js";

export interface LineageStart extends InStore {
  readonly ref: LineageRef;
}

export interface LineageArgs extends LineageBounds {
  /** What walks may take together; then they end where they are. */
  readonly timeMs: number;
}

export interface LineageOfStart extends LineageResult {
  /** The row of a node, by its text; of a start, an alias, and what is missing there is none. */
  rowOf(text: string): NodeRow | undefined;
  /** Texts of the missing model versions that MLflow has deleted. */
  readonly deleted: ReadonlySet<string>;
}

export function lineageLoaders(env: LoaderScope) {
  return {
    lineage: groupedLoader<LineageStart, LineageArgs, LineageOfStart | null>(
      env,
      ({ ref }) => ref.text,
      (open, scope, starts, args) => walkTogether(open, scope, starts, args),
      () => null,
    ),
  };
}

/** Walks from several starts a level at a time, so that a page of lineages takes no more statements than one. */
async function walkTogether(
  open: OpenStore,
  scope: Scope,
  starts: readonly LineageStart[],
  args: LineageArgs,
): Promise<Map<string, LineageOfStart>> {
  const known = new KnownEdges(open, scope, { limit: args.fanOut + 1, rowsMax: lineageEdgesMax(args) });
  const begin = () => starts.map(({ ref }) => ({ key: ref.text, walk: new LineageWalk(ref, args) }));
  let walks = begin();
  const { isOver } = await withinTime(args.timeMs, async () => {
    await walkAll(walks, (wanted) => known.read(wanted));
    if (!(await known.readRepetitions())) return;
    // They were more than repetitions: once again, with them at each level. What was read is not read again.
    walks = begin();
    await walkAll(walks, async (wanted) => {
      await known.read(wanted);
      await known.readRepetitions();
      return known.found;
    });
  });
  if (!isOver) for (const { walk } of walks) walk.stop("TIME", known.unfinished);
  const results = walks.map(({ key, walk }) => ({ key, result: walk.result() }));
  const nodes = await readNodes(
    open,
    scope,
    results.map(({ result }) => result),
    known.rows,
  );
  return new Map(results.map(({ key, result }) => [key, { ...result, ...nodes }]));
}

/** What the nodes are, but for the starts: those are known, and a dataset's uuid may be another's too. */
async function readNodes(
  open: OpenStore,
  scope: Scope,
  results: readonly LineageResult[],
  known: ReadonlyMap<string, NodeRow>,
): Promise<Pick<LineageOfStart, "rowOf" | "deleted">> {
  const unknown = new Map<string, LineageRef>();
  for (const { nodes } of results) {
    for (const { ref, depth } of nodes) if (depth > 0 && !known.has(ref.text)) unknown.set(ref.text, ref);
  }
  const read = await nodeRows(open, scope, [...unknown.values()]);
  const missing = [...unknown.values()].filter(({ text }) => !read.has(text));
  return {
    rowOf: (text) => known.get(text) ?? read.get(text),
    deleted: await deletedVersionNodes(open, scope, missing),
  };
}

type Found = EachWay<ReadonlyMap<string, FoundEdges>>;

async function walkAll(
  walks: readonly { readonly walk: LineageWalk }[],
  read: (wanted: EachWay<readonly LineageRef[]>) => Promise<Found>,
): Promise<void> {
  for (let going = walks; going.length > 0; going = going.filter(({ walk }) => !walk.isOver)) {
    const found = await read(wantedBy(going.map(({ walk }) => walk)));
    for (const { walk } of going) walk.accept(found);
  }
}

function wantedBy(walks: readonly LineageWalk[]): EachWay<readonly LineageRef[]> {
  const [first, ...others] = walks.map(({ wanted }) => wanted);
  if (first !== undefined && others.length === 0) return first;
  return eachWay((way) => [
    ...new Map(walks.flatMap(({ wanted }) => wanted[way].map((ref) => [ref.text, ref]))).values(),
  ]);
}
