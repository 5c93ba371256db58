import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { PromptRow, PromptVersionRow } from "../../loaders/prompt.js";
import type { ModelAliasRow } from "../../loaders/registered-model.js";
import { withExperimentTag } from "../../rules/filter-prompt.js";
import { promptVocabulary } from "../../rules/filter-string-vocabulary.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { listOrder } from "../../rules/list-order.js";
import { promptList } from "../../rules/ordered-lists.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { TagConnection } from "../../types/key-value.js";
import { idField } from "../../types/node.js";
import { orderTerms } from "../../types/order.js";
import {
  Prompt,
  PromptAlias,
  PromptAliasConnection,
  PromptConnection,
  PromptVersion,
  PromptVersionConnection,
} from "../../types/prompt.js";
import { PromptsArgs, promptCondition } from "../../types/prompt-filter.js";
import { Store, Workspace } from "../../types/store.js";
import { found, mergedList, pageOf, storesOf } from "../arguments.js";
import { keyValues } from "../key-values.js";
import { conditionOf } from "../search.js";
import type { StoreName } from "../tracking/store.js";

@Resolver(() => Prompt)
export class PromptResolver {
  @Query(() => PromptConnection, { nullable: true, description: "Prompts of all stores, by name unless ordered." })
  async prompts(@Args(() => PromptsArgs) args: PromptsArgs, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo) {
    const stores = await storesOf(args.stores, ctx);
    const condition = conditionOf(args, ctx, promptCondition, promptVocabulary, withExperimentTag);
    const search = { workspace: args.workspace ?? null, condition };
    const order = listOrder<PromptRow>(promptList, orderTerms(args.orderBy));
    const connection = await ctx.loaders.prompts(stores, search, pageOf(args, ctx), order);
    const count = (store: string) => ctx.loaders.promptCount.load({ parent: { store }, args: search });
    return mergedList(connection, stores, count, ctx, info);
  }

  @Query(() => Prompt, { nullable: true, description: "A prompt by its exact name; NOT_FOUND otherwise." })
  async prompt(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("name", () => String, { description: "The prompt's name." }) name: string,
    @Arg("workspace", () => String, { nullable: true, defaultValue: "default", description: "The name's workspace." })
    workspace: string | null,
    @Ctx() ctx: Context,
  ): Promise<PromptRow> {
    const parent = { store, workspace: workspace ?? "default", name };
    return found(await ctx.loaders.prompt.load({ parent, args: undefined }), "such prompt");
  }

  @FieldResolver(() => ID, idField)
  id(@Root() prompt: PromptRow): string {
    return formatGlobalId(prompt.store, "Prompt", prompt.workspace, prompt.name, String(prompt.createdAt ?? ""));
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() prompt: PromptRow): StoreName {
    return { name: prompt.store };
  }

  @FieldResolver(() => Workspace, {
    nullable: true,
    description: "The workspace it is in (registered_models.workspace).",
  })
  workspace(@Root() prompt: PromptRow, @Ctx() ctx: Context) {
    return ctx.loaders.workspace.load({ parent: { store: prompt.store, name: prompt.workspace }, args: undefined });
  }

  @FieldResolver(() => TagConnection, {
    nullable: true,
    description: "Its tags by key, without the one that makes it a prompt (registered_model_tags).",
  })
  tags(
    @Root() prompt: PromptRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const parent = { store: prompt.store, key: [prompt.workspace, prompt.name] };
    return keyValues(ctx.loaders.promptTags, parent, args, ctx, info);
  }

  @FieldResolver(() => PromptVersionConnection, { nullable: true, description: "Its versions, highest number first." })
  versions(@Root() prompt: PromptRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.versionsOfPrompt.load({ parent: prompt, args: pageOf(args, ctx) });
  }

  @FieldResolver(() => PromptVersion, {
    nullable: true,
    description: "Its version with the highest number, which MLflow calls `latest`; null for a prompt without any.",
  })
  async latest(@Root() prompt: PromptRow, @Ctx() ctx: Context): Promise<PromptVersionRow | null> {
    const page = await ctx.loaders.versionsOfPrompt.load({ parent: prompt, args: { first: 1, after: null } });
    return page.nodes[0] ?? null;
  }

  @FieldResolver(() => PromptAliasConnection, { nullable: true, description: "Its aliases by name." })
  aliases(@Root() prompt: PromptRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.aliasesOfModel.load({ parent: prompt, args: pageOf(args, ctx) });
  }
}

@Resolver(() => PromptAlias)
export class PromptAliasResolver {
  @FieldResolver(() => PromptVersion, {
    nullable: true,
    description: "The version it points at; null when that does not exist.",
  })
  promptVersion(@Root() alias: ModelAliasRow, @Ctx() ctx: Context) {
    return ctx.loaders.promptVersion.load({ parent: alias, args: undefined });
  }
}
