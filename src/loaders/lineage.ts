import {
  type EachWay,
  eachWay,
  type FoundEdges,
  type LineageBounds,
  type LineageRef,
  type LineageResult,
  LineageWalk,
  lineageEdgesMax,
  lineageKey,
} from "../rules/lineage.js";
import type { Scope } from "../rules/scope.js";
import { type DatasetRow, datasetsByUuids } from "../stores/mlflow/datasets.js";
import { deletedVersions, versionKey } from "../stores/mlflow/model-versions.js";
import { withinTime } from "../stores/request-scope.js";
import type { OpenStore } from "../stores/store.js";
import { groupedLoader, type InStore } from "./grouped-loader.js";
import { KnownEdges } from "./known-edges.js";
import type { VersionInStore } from "./model-version.js";
import type { LoaderScope } from "./read-store.js";

export interface LineageStart extends InStore {
  readonly ref: LineageRef;
}

export interface LineageArgs extends LineageBounds {
  /** What walks may take together; then they end where they are. */
  readonly timeMs: number;
}

export function lineageLoaders(env: LoaderScope) {
  return {
    lineage: groupedLoader<LineageStart, LineageArgs, LineageResult | null>(
      env,
      ({ ref }) => lineageKey(ref),
      (open, scope, starts, args) => walkTogether(open, scope, starts, args),
      () => null,
    ),
    datasetByUuid: groupedLoader<InStore & { readonly mlflowId: string }, undefined, DatasetRow | null>(
      env,
      ({ mlflowId }) => mlflowId,
      (open, scope, keys) =>
        datasetsByUuids(
          open,
          scope,
          keys.map(({ mlflowId }) => mlflowId),
        ),
      () => null,
    ),
    isDeletedVersion: groupedLoader<VersionInStore, undefined, boolean>(env, versionKey, deletedVersions, () => false),
  };
}

/** Walks from several starts a level at a time, so that a page of lineages takes no more statements than one. */
async function walkTogether(
  open: OpenStore,
  scope: Scope,
  starts: readonly LineageStart[],
  args: LineageArgs,
): Promise<Map<string, LineageResult>> {
  const known = new KnownEdges(open, scope, { limit: args.fanOut + 1, rowsMax: lineageEdgesMax(args) });
  const begin = () => starts.map(({ ref }) => ({ key: lineageKey(ref), walk: new LineageWalk(ref, args) }));
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
  return new Map(walks.map(({ key, walk }) => [key, walk.result()]));
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
  return eachWay((way) => [
    ...new Map(walks.flatMap(({ wanted }) => wanted[way].map((ref) => [lineageKey(ref), ref]))).values(),
  ]);
}
