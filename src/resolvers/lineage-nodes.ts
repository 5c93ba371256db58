import type { Context } from "../context.js";
import type { DatasetRow } from "../loaders/dataset.js";
import type { LoggedModelRow } from "../loaders/logged-model.js";
import type { ModelVersionRow } from "../loaders/model-version.js";
import type { RunRow } from "../loaders/run.js";
import { type LineageKind, type LineageRef, type LineageResult, lineageKey } from "../rules/lineage.js";
import { checkLineageBounds, depthDefault, fanOutDefault, nodesDefault } from "../rules/lineage-bounds.js";
import type { Lineage, LineageArgs, LineageNode } from "../types/lineage.js";
import { found } from "./arguments.js";
import { datasetId, loggedModelId, modelVersionId, runId } from "./row-ids.js";

/** A row that has lineage. */
export type LineageRow =
  | { readonly type: "Dataset"; readonly row: DatasetRow }
  | { readonly type: "Run"; readonly row: RunRow }
  | { readonly type: "LoggedModel"; readonly row: LoggedModelRow }
  | { readonly type: "ModelVersion"; readonly row: ModelVersionRow };

/** The lineage of a row, in the shape of types/lineage.ts. */
export async function lineageOf(start: LineageRow, args: LineageArgs, ctx: Context): Promise<Lineage> {
  const { store } = start.row;
  const bounds = checkLineageBounds({
    direction: args.direction ?? "BOTH",
    depth: args.depth ?? depthDefault,
    fanOut: args.fanOut ?? fanOutDefault,
    nodesMax: args.nodes ?? nodesDefault,
  });
  const walked = await ctx.loaders.lineage.load({
    parent: { store, ref: refOf(start) },
    args: { ...bounds, timeMs: ctx.limits.lineageTimeMs },
  });
  return shape(found(walked, `store "${store}"`), start, ctx);
}

function refOf(start: LineageRow): LineageRef {
  switch (start.type) {
    case "Dataset":
      return { kind: "DATASET", key: [start.row.mlflowId] };
    case "Run":
      return { kind: "RUN", key: [start.row.mlflowId] };
    case "LoggedModel":
      return { kind: "LOGGED_MODEL", key: [start.row.mlflowId] };
    case "ModelVersion":
      return { kind: "MODEL_VERSION", key: [start.row.workspace, start.row.name, String(start.row.version)] };
  }
}

async function shape(result: LineageResult, start: LineageRow, ctx: Context): Promise<Lineage> {
  const nodes = await Promise.all(
    result.nodes.map(async ({ ref, depth }): Promise<LineageNode> => {
      // The start is known, and a dataset's uuid may be another's too.
      const facts = depth === 0 ? factsOfRow(start) : await factsBy[ref.kind](start.row.store, ref.key, ctx);
      return { kind: ref.kind, depth, ...nothing, ...facts } as LineageNode;
    }),
  );
  const places = new Map(result.nodes.map(({ ref }, at) => [lineageKey(ref), at]));
  const placeOf = (ref: LineageRef) => places.get(lineageKey(ref)) ?? 0;
  return {
    nodes,
    edges: result.edges.map(({ from, to, kind, context }) => ({ from: placeOf(from), to: placeOf(to), kind, context })),
    complete: result.cutBy.length === 0,
    filteredByPermission: !(await ctx.loaders.isStoreSeenWhole(start.row.store)),
    cutBy: result.cutBy,
    frontier: result.frontier.flatMap((ref) => nodes[placeOf(ref)] ?? []),
    cycles: result.cycles.map((refs) => ({ nodes: refs.map(placeOf) })),
  };
}

type Facts = Partial<Omit<LineageNode, "node">> & { readonly node?: object };

const nothing = {
  id: null,
  isMissing: true,
  lifecycleStage: null,
  mlflowId: null,
  workspace: null,
  name: null,
  version: null,
  alias: null,
  node: null,
} satisfies Omit<LineageNode, "kind" | "depth">;

type LoadFacts = (store: string, key: readonly string[], ctx: Context) => Promise<Facts>;

const factsBy: Readonly<Record<LineageKind, LoadFacts>> = {
  async DATASET(store, [mlflowId = ""], { loaders }) {
    const row = await loaders.datasetByUuid.load({ parent: { store, mlflowId }, args: undefined });
    return row ? factsOfRow({ type: "Dataset", row }) : { mlflowId };
  },
  async RUN(store, [mlflowId = ""], { loaders }) {
    const row = await loaders.run.load({ parent: { store, mlflowId }, args: undefined });
    return row ? factsOfRow({ type: "Run", row }) : { mlflowId };
  },
  async LOGGED_MODEL(store, [mlflowId = ""], { loaders }) {
    const facts = await loaders.storeFacts(store);
    if (!facts?.capabilities.loggedModels) return { mlflowId };
    const row = await loaders.loggedModel.load({ parent: { store, mlflowId }, args: undefined });
    return row ? factsOfRow({ type: "LoggedModel", row }) : { mlflowId };
  },
  async MODEL_VERSION(store, [workspace = "", name = "", number = ""], { loaders }) {
    const request = { parent: { store, workspace, name, version: Number(number) }, args: undefined };
    const row = await loaders.modelVersion.load(request);
    if (row) return factsOfRow({ type: "ModelVersion", row });
    const lifecycleStage = (await loaders.isDeletedVersion.load(request)) ? "DELETED" : null;
    return { workspace, name, version: request.parent.version, lifecycleStage };
  },
  async ALIAS(store, [workspace = "", name = "", alias = "", number = ""]) {
    const version = Number(number);
    const node = { __typename: "ModelAlias", store, workspace, name, alias, version };
    return { isMissing: false, workspace, name, version, alias, node };
  },
};

function factsOfRow(start: LineageRow): Facts {
  const node = { ...start.row, __typename: start.type };
  const shown = { isMissing: false, name: start.row.name, node };
  switch (start.type) {
    case "Dataset":
      return { ...shown, id: datasetId(start.row), mlflowId: start.row.mlflowId };
    case "Run":
      return { ...shown, ...lifecycleOf(start.row), id: runId(start.row) };
    case "LoggedModel":
      return { ...shown, ...lifecycleOf(start.row), id: loggedModelId(start.row) };
    case "ModelVersion": {
      const { workspace, version } = start.row;
      return { ...shown, id: modelVersionId(start.row), workspace, version };
    }
  }
}

function lifecycleOf({ mlflowId, lifecycleStage }: RunRow | LoggedModelRow) {
  return { mlflowId, lifecycleStage };
}
