import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { DatasetRow } from "../loaders/dataset.js";
import type { LoggedModelRow } from "../loaders/logged-model.js";
import type { ModelVersionRow } from "../loaders/model-version.js";
import type { RunRow } from "../loaders/run.js";
import { invalid } from "../rules/failure.js";
import { parseGlobalId } from "../rules/global-id.js";
import { Dataset } from "../types/dataset.js";
import { Lineage, LineageArgs } from "../types/lineage.js";
import { LoggedModel } from "../types/logged-model.js";
import { ModelVersion } from "../types/model-version.js";
import { Run } from "../types/run.js";
import { found } from "./arguments.js";
import { type LineageRow, lineageOf } from "./lineage-nodes.js";
import { load } from "./node.js";

const field = {
  nullable: true,
  description: "What it came from and what came of it, by MLflow's own edges. See Lineage.",
};

@Resolver()
export class LineageResolver {
  @Query(() => Lineage, {
    nullable: true,
    description: "What something came from and what came of it; NOT_FOUND when there is no such thing.",
  })
  async lineage(
    @Arg("of", () => ID, { description: "The id of a dataset, run, logged model or model version." }) of: string,
    @Args(() => LineageArgs) args: LineageArgs,
    @Ctx() ctx: Context,
  ) {
    const id = parseGlobalId(of);
    if (!hasLineage(id.type)) throw invalid("NO_LINEAGE", `A ${id.type} has no lineage of its own.`);
    const row = found(await load(id, ctx), "object with this id") as LineageRow["row"];
    return lineageOf({ type: id.type, row } as LineageRow, args, ctx);
  }
}

function hasLineage(type: string): type is LineageRow["type"] {
  return ["Dataset", "Run", "LoggedModel", "ModelVersion"].includes(type);
}

@Resolver(() => Dataset)
export class DatasetLineageResolver {
  @FieldResolver(() => Lineage, field)
  lineage(@Root() row: DatasetRow, @Args(() => LineageArgs) args: LineageArgs, @Ctx() ctx: Context) {
    return lineageOf({ type: "Dataset", row }, args, ctx);
  }
}

@Resolver(() => Run)
export class RunLineageResolver {
  @FieldResolver(() => Lineage, field)
  lineage(@Root() row: RunRow, @Args(() => LineageArgs) args: LineageArgs, @Ctx() ctx: Context) {
    return lineageOf({ type: "Run", row }, args, ctx);
  }
}

@Resolver(() => LoggedModel)
export class LoggedModelLineageResolver {
  @FieldResolver(() => Lineage, field)
  lineage(@Root() row: LoggedModelRow, @Args(() => LineageArgs) args: LineageArgs, @Ctx() ctx: Context) {
    return lineageOf({ type: "LoggedModel", row }, args, ctx);
  }
}

@Resolver(() => ModelVersion)
export class ModelVersionLineageResolver {
  @FieldResolver(() => Lineage, field)
  lineage(@Root() row: ModelVersionRow, @Args(() => LineageArgs) args: LineageArgs, @Ctx() ctx: Context) {
    return lineageOf({ type: "ModelVersion", row }, args, ctx);
  }
}
