import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { ModelVersionRow } from "../../loaders/model-version.js";
import { withoutPromptSwitch } from "../../rules/filter-prompt.js";
import { modelVersionVocabulary } from "../../rules/filter-string-vocabulary.js";
import { listOrder } from "../../rules/list-order.js";
import { modelVersionList } from "../../rules/ordered-lists.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { TagConnection } from "../../types/key-value.js";
import { ModelVersion, ModelVersionConnection } from "../../types/model-version.js";
import { modelVersionCondition } from "../../types/model-version-filter.js";
import { idField } from "../../types/node.js";
import { orderTerms } from "../../types/order.js";
import { ModelAliasConnection, RegisteredModel } from "../../types/registered-model.js";
import { Run } from "../../types/run.js";
import { ModelVersionsArgs } from "../../types/search-arguments.js";
import { Store } from "../../types/store.js";
import { found, mergedList, pageOf, storesOf } from "../arguments.js";
import { modelPlace } from "../governance/place.js";
import { keyValues } from "../key-values.js";
import { aheadOfRun } from "../read-ahead.js";
import { modelVersionId } from "../row-ids.js";
import { conditionOf } from "../search.js";
import type { StoreName } from "../tracking/store.js";

@Resolver(() => ModelVersion)
export class ModelVersionResolver {
  @Query(() => ModelVersion, {
    nullable: true,
    description: "A version by its model's exact name and its number; NOT_FOUND otherwise.",
  })
  async modelVersion(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("name", () => String, { description: "The registered model's name." }) name: string,
    @Arg("version", () => Int, { description: "The version's number." }) version: number,
    @Arg("workspace", () => String, { nullable: true, defaultValue: "default", description: "The name's workspace." })
    workspace: string | null,
    @Ctx() ctx: Context,
  ): Promise<ModelVersionRow> {
    const parent = { store, workspace: workspace ?? "default", name, version };
    return found(await ctx.loaders.modelVersion.load({ parent, args: undefined }), "such model version");
  }

  @Query(() => ModelVersionConnection, {
    nullable: true,
    description: "Model versions of all stores, last updated first unless ordered.",
  })
  async modelVersions(
    @Args(() => ModelVersionsArgs) args: ModelVersionsArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const stores = await storesOf(args.stores, ctx);
    const condition = conditionOf(args, ctx, modelVersionCondition, modelVersionVocabulary, withoutPromptSwitch);
    const search = { workspace: args.workspace ?? null, condition };
    const order = listOrder<ModelVersionRow>(modelVersionList, orderTerms(args.orderBy));
    const connection = await ctx.loaders.modelVersions(stores, search, pageOf(args, ctx), order);
    const count = (store: string) => ctx.loaders.modelVersionCount.load({ parent: { store }, args: search });
    return mergedList(connection, stores, count, ctx, info);
  }

  @FieldResolver(() => ID, idField)
  id(@Root() row: ModelVersionRow): string {
    return modelVersionId(row);
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() row: ModelVersionRow): StoreName {
    return { name: row.store };
  }

  @FieldResolver(() => RegisteredModel, { nullable: true, description: "The registered model it is a version of." })
  registeredModel(@Root() row: ModelVersionRow, @Ctx() ctx: Context) {
    return ctx.loaders.registeredModel.load({ parent: row, args: undefined });
  }

  @FieldResolver(() => ModelAliasConnection, { nullable: true, description: "Aliases that point at it, by name." })
  aliases(@Root() row: ModelVersionRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.aliasesOfVersion.load({ parent: row, args: pageOf(args, ctx) });
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may ask for its promotion (PROMOTION_REQUEST).",
  })
  viewerCanRequestPromotion(@Root() row: ModelVersionRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(row.store, "PROMOTION_REQUEST", modelPlace(row));
  }

  @FieldResolver(() => TagConnection, { nullable: true, description: "Its tags by key (model_version_tags)." })
  tags(
    @Root() row: ModelVersionRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const parent = { store: row.store, key: [row.workspace, row.name, String(row.version)] };
    return keyValues(ctx.loaders.modelVersionTags, parent, args, ctx, info);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "MLflow's id of the run that made it (model_versions.run_id); the run itself may be gone.",
  })
  runMlflowId(@Root() row: ModelVersionRow): string | null {
    return row.runId;
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: "The run that made it; null for none, or one that is gone.",
  })
  run(@Root() row: ModelVersionRow, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo) {
    if (row.runId === null) return null;
    return ctx.loaders.run.load({ parent: { store: row.store, mlflowId: row.runId }, args: aheadOfRun(ctx, info) });
  }
}
