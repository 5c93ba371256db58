import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { ModelAliasRow, RegisteredModelRow } from "../../loaders/registered-model.js";
import { withoutPromptSwitch } from "../../rules/filter-prompt.js";
import { registeredModelVocabulary } from "../../rules/filter-string-vocabulary.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { listOrder } from "../../rules/list-order.js";
import { registeredModelList } from "../../rules/ordered-lists.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { TagConnection } from "../../types/key-value.js";
import { ModelVersion, ModelVersionConnection } from "../../types/model-version.js";
import { idField } from "../../types/node.js";
import { orderTerms } from "../../types/order.js";
import {
  ModelAlias,
  ModelAliasConnection,
  RegisteredModel,
  RegisteredModelConnection,
} from "../../types/registered-model.js";
import { registeredModelCondition } from "../../types/registered-model-filter.js";
import { RegisteredModelsArgs } from "../../types/search-arguments.js";
import { Store, Workspace } from "../../types/store.js";
import { found, mergedList, pageOf, storesOf } from "../arguments.js";
import { modelPlace } from "../governance/place.js";
import { keyValues } from "../key-values.js";
import { aheadOfVersions } from "../read-ahead.js";
import { conditionOf } from "../search.js";
import type { StoreName } from "../tracking/store.js";

@Resolver(() => RegisteredModel)
export class RegisteredModelResolver {
  @Query(() => RegisteredModelConnection, {
    nullable: true,
    description: "Registered models of all stores, by name unless ordered.",
  })
  async registeredModels(
    @Args(() => RegisteredModelsArgs) args: RegisteredModelsArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return registeredModelsOf(await storesOf(args.stores, ctx), args, ctx, info);
  }

  @Query(() => RegisteredModel, {
    nullable: true,
    description: "A registered model by its exact name; NOT_FOUND otherwise.",
  })
  async registeredModel(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("name", () => String, { description: "The model's name." }) name: string,
    @Arg("workspace", () => String, { nullable: true, defaultValue: "default", description: "The name's workspace." })
    workspace: string | null,
    @Ctx() ctx: Context,
  ): Promise<RegisteredModelRow> {
    const parent = { store, workspace: workspace ?? "default", name };
    return found(await ctx.loaders.registeredModel.load({ parent, args: undefined }), "such registered model");
  }

  @FieldResolver(() => ID, idField)
  id(@Root() model: RegisteredModelRow): string {
    return formatGlobalId(model.store, "RegisteredModel", model.workspace, model.name, String(model.createdAt ?? ""));
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() model: RegisteredModelRow): StoreName {
    return { name: model.store };
  }

  @FieldResolver(() => Workspace, {
    nullable: true,
    description: "The workspace it is in (registered_models.workspace).",
  })
  workspace(@Root() model: RegisteredModelRow, @Ctx() ctx: Context) {
    return ctx.loaders.workspace.load({ parent: { store: model.store, name: model.workspace }, args: undefined });
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may change its tags and description (REGISTERED_MODEL_UPDATE).",
  })
  viewerCanUpdate(@Root() model: RegisteredModelRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(model.store, "REGISTERED_MODEL_UPDATE", modelPlace(model));
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether the viewer may give it up under this name (REGISTERED_MODEL_RENAME); the new name needs the same right.",
  })
  viewerCanRename(@Root() model: RegisteredModelRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(model.store, "REGISTERED_MODEL_RENAME", modelPlace(model));
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may delete it (REGISTERED_MODEL_DELETE).",
  })
  viewerCanDelete(@Root() model: RegisteredModelRow, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(model.store, "REGISTERED_MODEL_DELETE", modelPlace(model));
  }

  @FieldResolver(() => TagConnection, { nullable: true, description: "Its tags by key (registered_model_tags)." })
  tags(
    @Root() model: RegisteredModelRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const parent = { store: model.store, key: [model.workspace, model.name] };
    return keyValues(ctx.loaders.registeredModelTags, parent, args, ctx, info);
  }

  @FieldResolver(() => ModelVersionConnection, { nullable: true, description: "Its versions, highest number first." })
  versions(
    @Root() model: RegisteredModelRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const page = { ...pageOf(args, ctx), ahead: aheadOfVersions(ctx, info) };
    return ctx.loaders.modelVersionsOfModel.load({ parent: model, args: page });
  }

  @FieldResolver(() => ModelAliasConnection, { nullable: true, description: "Its aliases by name." })
  aliases(@Root() model: RegisteredModelRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.aliasesOfModel.load({ parent: model, args: pageOf(args, ctx) });
  }
}

@Resolver(() => ModelAlias)
export class ModelAliasResolver {
  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: "The version it points at; null when that does not exist.",
  })
  modelVersion(@Root() alias: ModelAliasRow, @Ctx() ctx: Context) {
    return ctx.loaders.modelVersion.load({ parent: alias, args: undefined });
  }
}

/** Registered models of some stores as one list. */
export async function registeredModelsOf(
  stores: readonly string[],
  args: RegisteredModelsArgs,
  ctx: Context,
  info: GraphQLResolveInfo,
) {
  const vocabulary = registeredModelVocabulary;
  const condition = conditionOf(args, ctx, registeredModelCondition, vocabulary, withoutPromptSwitch);
  const search = { workspace: args.workspace ?? null, condition };
  const order = listOrder<RegisteredModelRow>(registeredModelList, orderTerms(args.orderBy));
  const connection = await ctx.loaders.registeredModels(stores, search, pageOf(args, ctx), order);
  const count = (store: string) => ctx.loaders.registeredModelCount.load({ parent: { store }, args: search });
  return mergedList(connection, stores, count, ctx, info);
}
