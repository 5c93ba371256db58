import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { ExperimentRow } from "../../loaders/experiment.js";
import { invalid } from "../../rules/failure.js";
import { experimentVocabulary, runVocabulary } from "../../rules/filter-string-vocabulary.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { listOrder } from "../../rules/list-order.js";
import { experimentList } from "../../rules/ordered-lists.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { DatasetConnection } from "../../types/dataset.js";
import { Experiment, ExperimentConnection } from "../../types/experiment.js";
import { experimentCondition } from "../../types/experiment-filter.js";
import { TagConnection } from "../../types/key-value.js";
import { idField } from "../../types/node.js";
import { orderTerms } from "../../types/order.js";
import { RunConnection } from "../../types/run.js";
import { runCondition } from "../../types/run-filter.js";
import { ExperimentRunsArgs, ExperimentsArgs } from "../../types/search-arguments.js";
import { Store, Workspace } from "../../types/store.js";
import { found, mergedList, pageOf, storesOf } from "../arguments.js";
import { experimentPlace } from "../governance/place.js";
import { keyValues } from "../key-values.js";
import { aheadOfRuns } from "../read-ahead.js";
import { conditionOf } from "../search.js";
import type { StoreName } from "./store.js";

@Resolver(() => Experiment)
export class ExperimentResolver {
  @Query(() => ExperimentConnection, {
    nullable: true,
    description: "Experiments of all stores, newest first unless ordered.",
  })
  async experiments(
    @Args(() => ExperimentsArgs) args: ExperimentsArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return experimentsOf(await storesOf(args.stores, ctx), args, ctx, info);
  }

  @Query(() => Experiment, {
    nullable: true,
    description: "An experiment by MLflow's id or by its exact name; give one of the two. NOT_FOUND otherwise.",
  })
  async experiment(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("mlflowId", () => String, { nullable: true, description: "MLflow's id, decimal text." }) mlflowId:
      | string
      | null,
    @Arg("name", () => String, { nullable: true, description: "The experiment's name." }) name: string | null,
    @Arg("workspace", () => String, { nullable: true, defaultValue: "default", description: "The name's workspace." })
    workspace: string | null,
    @Ctx() ctx: Context,
  ): Promise<ExperimentRow> {
    if ((mlflowId ?? null) === null ? (name ?? null) === null : (name ?? null) !== null) {
      throw invalid("ONE_OF_MLFLOW_ID_AND_NAME", "Give either mlflowId or name.");
    }
    const byName = { parent: { store, workspace: workspace ?? "default", name: name ?? "" }, args: undefined };
    const id = mlflowId ?? (await ctx.loaders.experimentIdByName.load(byName));
    const row =
      id === null ? null : await ctx.loaders.experiment.load({ parent: { store, mlflowId: id }, args: undefined });
    return found(row, "such experiment");
  }

  @FieldResolver(() => ID, idField)
  id(@Root() experiment: ExperimentRow): string {
    return formatGlobalId(experiment.store, "Experiment", experiment.mlflowId);
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() experiment: ExperimentRow): StoreName {
    return { name: experiment.store };
  }

  @FieldResolver(() => Workspace, { nullable: true, description: "The workspace it is in (experiments.workspace)." })
  workspace(@Root() experiment: ExperimentRow, @Ctx() ctx: Context) {
    return ctx.loaders.workspace.load({
      parent: { store: experiment.store, name: experiment.workspace },
      args: undefined,
    });
  }

  @FieldResolver(() => String, { nullable: true, description: "What it is for (tag mlflow.note.content)." })
  async description(@Root() experiment: ExperimentRow, @Ctx() ctx: Context): Promise<string | null> {
    const args = { keys: ["mlflow.note.content"], first: 1, after: null };
    const tags = await ctx.loaders.experimentTags.rows.load({ parent: ownerOf(experiment), args });
    return tags.nodes[0]?.value ?? null;
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may change its tags and description (EXPERIMENT_UPDATE).",
  })
  viewerCanUpdate(@Root() experiment: ExperimentRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(experiment.store, "EXPERIMENT_UPDATE", experimentPlace(experiment));
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may delete or restore it (EXPERIMENT_DELETE).",
  })
  viewerCanDelete(@Root() experiment: ExperimentRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(experiment.store, "EXPERIMENT_DELETE", experimentPlace(experiment));
  }

  @FieldResolver(() => TagConnection, { nullable: true, description: "Its tags by key (experiment_tags)." })
  tags(
    @Root() experiment: ExperimentRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.experimentTags, ownerOf(experiment), args, ctx, info);
  }

  @FieldResolver(() => RunConnection, { nullable: true, description: "Its runs, latest start first unless ordered." })
  async runs(
    @Root() parent: ExperimentRow,
    @Args(() => ExperimentRunsArgs) args: ExperimentRunsArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const condition = conditionOf(args, ctx, runCondition, runVocabulary);
    const search = { viewType: args.viewType ?? ("ACTIVE_ONLY" as const), condition };
    const ahead = aheadOfRuns(ctx, info);
    const page = { ...pageOf(args, ctx), ...search, orderBy: orderTerms(args.orderBy), ahead };
    const runs = await ctx.loaders.experimentRuns.load({ parent, args: page });
    return { ...runs, totalCount: () => ctx.loaders.experimentRunCount.load({ parent, args: search }) };
  }

  @FieldResolver(() => DatasetConnection, {
    nullable: true,
    description: "Datasets that its runs read, by name and digest.",
  })
  datasets(@Root() experiment: ExperimentRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.experimentDatasets.load({ parent: experiment, args: pageOf(args, ctx) });
  }
}

/** Experiments of some stores as one list. */
export async function experimentsOf(
  stores: readonly string[],
  args: ExperimentsArgs,
  ctx: Context,
  info: GraphQLResolveInfo,
) {
  const condition = conditionOf(args, ctx, experimentCondition, experimentVocabulary);
  const viewType = args.viewType ?? ("ACTIVE_ONLY" as const);
  const filter = { workspace: args.workspace ?? null, viewType, condition };
  const order = listOrder<ExperimentRow>(experimentList, orderTerms(args.orderBy));
  const connection = await ctx.loaders.experiments(stores, filter, pageOf(args, ctx), order);
  const count = (store: string) => ctx.loaders.experimentCount.load({ parent: { store }, args: filter });
  return mergedList(connection, stores, count, ctx, info);
}

function ownerOf(experiment: ExperimentRow) {
  return { store: experiment.store, key: [experiment.mlflowId] };
}
