import type { Context } from "../context.js";
import type { DatasetRow } from "../loaders/dataset.js";
import type { LineageOfStart } from "../loaders/lineage.js";
import type { LoggedModelRow } from "../loaders/logged-model.js";
import type { ModelVersionRow } from "../loaders/model-version.js";
import type { RunRow } from "../loaders/run.js";
import { type LineageRef, lineageRef } from "../rules/lineage.js";
import { checkLineageBounds, depthDefault, fanOutDefault, nodesDefault } from "../rules/lineage-bounds.js";
import type { Lineage, LineageArgs } from "../types/lineage.js";
import { found } from "./arguments.js";
import { ShownNode } from "./lineage-node.js";

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

function refOf({ type, row }: LineageRow): LineageRef {
  switch (type) {
    case "Dataset":
      return lineageRef("DATASET", row.mlflowId);
    case "Run":
      return lineageRef("RUN", row.mlflowId);
    case "LoggedModel":
      return lineageRef("LOGGED_MODEL", row.mlflowId);
    case "ModelVersion":
      return lineageRef("MODEL_VERSION", row.workspace, row.name, String(row.version));
  }
}

async function shape(answer: LineageOfStart, { row: startRow }: LineageRow, ctx: Context): Promise<Lineage> {
  const { store } = startRow;
  const nodes = answer.nodes.map(({ ref, depth }) => {
    const row = depth === 0 ? startRow : (answer.rowOf(ref.text) ?? null);
    return new ShownNode({ store, ref, depth, row, isDeleted: answer.deleted.has(ref.text) });
  });
  return {
    nodes,
    edges: answer.edges,
    complete: answer.cutBy.length === 0,
    filteredByPermission: !(await ctx.loaders.isStoreSeenWhole(store)),
    cutBy: answer.cutBy,
    frontier: answer.frontier.flatMap((place) => nodes[place] ?? []),
    cycles: answer.cycles.map((places) => ({ nodes: places })),
  };
}
