import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { RunRow } from "../../loaders/run.js";
import { ViewPageArgs } from "../../types/arguments.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { DatasetInputConnection } from "../../types/dataset.js";
import { Experiment } from "../../types/experiment.js";
import { MetricConnection, ParamConnection, TagConnection } from "../../types/key-value.js";
import { ModelVersionConnection } from "../../types/model-version.js";
import { idField } from "../../types/node.js";
import { Run, RunConnection } from "../../types/run.js";
import { RunsArgs } from "../../types/search-arguments.js";
import { Store } from "../../types/store.js";
import { found, mergedList, pageOf } from "../arguments.js";
import { keyValues } from "../key-values.js";
import { aheadOfRun, aheadOfRuns } from "../read-ahead.js";
import { runId } from "../row-ids.js";
import { runsSearchOf } from "./run-search.js";
import type { StoreName } from "./store.js";

@Resolver(() => Run)
export class RunResolver {
  @Query(() => Run, { nullable: true, description: "A run by MLflow's id; NOT_FOUND otherwise." })
  async run(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("mlflowId", () => String, { description: "MLflow's id, 32 hexadecimal digits." }) mlflowId: string,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RunRow> {
    return found(await ctx.loaders.run.load({ parent: { store, mlflowId }, args: aheadOfRun(ctx, info) }), "such run");
  }

  @Query(() => RunConnection, { nullable: true, description: "Runs of all stores, latest start first unless ordered." })
  async runs(@Args(() => RunsArgs) args: RunsArgs, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo) {
    const { stores, searchIn, order } = await runsSearchOf(args, ctx);
    const connection = await ctx.loaders.runs(stores, searchIn, pageOf(args, ctx), order, aheadOfRuns(ctx, info));
    const count = (store: string) => ctx.loaders.runCount.load({ parent: { store }, args: searchIn(store) });
    return mergedList(connection, stores, count, ctx, info);
  }

  @FieldResolver(() => ID, idField)
  id(@Root() run: RunRow): string {
    return runId(run);
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() run: RunRow): StoreName {
    return { name: run.store };
  }

  @FieldResolver(() => Experiment, {
    nullable: true,
    description: "The experiment it belongs to (runs.experiment_id).",
  })
  experiment(@Root() run: RunRow, @Ctx() ctx: Context) {
    if (run.experimentId === null) return null;
    return ctx.loaders.experiment.load({ parent: { store: run.store, mlflowId: run.experimentId }, args: undefined });
  }

  @FieldResolver(() => ParamConnection, { nullable: true, description: "Its params by key (params)." })
  params(
    @Root() run: RunRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.runParams, ownerOf(run), args, ctx, info);
  }

  @FieldResolver(() => TagConnection, { nullable: true, description: "Its tags by key (tags)." })
  tags(
    @Root() run: RunRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.runTags, ownerOf(run), args, ctx, info);
  }

  @FieldResolver(() => MetricConnection, {
    nullable: true,
    description: "The latest value of each of its metrics by key (latest_metrics).",
  })
  metrics(
    @Root() run: RunRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.runMetrics, ownerOf(run), args, ctx, info);
  }

  @FieldResolver(() => DatasetInputConnection, {
    nullable: true,
    description: "Datasets it read (inputs), by name and digest.",
  })
  datasets(@Root() run: RunRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.runDatasets.load({ parent: run, args: pageOf(args, ctx) });
  }

  @FieldResolver(() => ModelVersionConnection, {
    nullable: true,
    description: "Model versions registered from it, by model name and number (model_versions.run_id).",
  })
  modelVersions(@Root() run: RunRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.runModelVersions.load({ parent: run, args: pageOf(args, ctx) });
  }

  @FieldResolver(() => RunConnection, {
    nullable: true,
    description: "Runs nested in it, latest start first (tag mlflow.parentRunId).",
  })
  children(@Root() run: RunRow, @Args(() => ViewPageArgs) args: ViewPageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.runChildren.load({
      parent: run,
      args: { ...pageOf(args, ctx), viewType: args.viewType ?? "ACTIVE_ONLY" },
    });
  }
}

export function ownerOf(run: RunRow) {
  return { store: run.store, key: [run.mlflowId] };
}
