import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, ID, Info, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { PromptVersionRow } from "../../loaders/prompt.js";
import type { PromptType } from "../../rules/enums.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { contentTags, type PromptContent, promptContent } from "../../rules/prompt-template.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { PromptTypeEnum } from "../../types/enums.js";
import { TagConnection } from "../../types/key-value.js";
import { idField } from "../../types/node.js";
import { Prompt, PromptAliasConnection, PromptMessage, PromptVersion } from "../../types/prompt.js";
import { Store } from "../../types/store.js";
import { pageOf } from "../arguments.js";
import { keyValues } from "../key-values.js";
import type { StoreName } from "../tracking/store.js";

@Resolver(() => PromptVersion)
export class PromptVersionResolver {
  @FieldResolver(() => ID, idField)
  id(@Root() row: PromptVersionRow): string {
    const promptCreatedAt = String(row.modelCreatedAt ?? "");
    return formatGlobalId(row.store, "PromptVersion", row.workspace, row.name, promptCreatedAt, String(row.version));
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() row: PromptVersionRow): StoreName {
    return { name: row.store };
  }

  @FieldResolver(() => Prompt, { nullable: true, description: "The prompt it is a version of." })
  prompt(@Root() row: PromptVersionRow, @Ctx() ctx: Context) {
    return ctx.loaders.prompt.load({ parent: row, args: undefined });
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Why it was made, in its author's words (model_versions.description).",
  })
  commitMessage(@Root() row: PromptVersionRow): string | null {
    return row.description;
  }

  @FieldResolver(() => PromptTypeEnum, {
    nullable: true,
    description: "Whether its template is one text or a chat (model version tag _mlflow_prompt_type).",
  })
  async type(@Root() row: PromptVersionRow, @Ctx() ctx: Context): Promise<PromptType> {
    return (await contentOf(row, ctx)).type;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The template, with `{{variables}}`; a chat's as JSON text, see messages. Null for a version that was made without (model version tag mlflow.prompt.text).",
  })
  async template(@Root() row: PromptVersionRow, @Ctx() ctx: Context): Promise<string | null> {
    return (await contentOf(row, ctx)).template;
  }

  @FieldResolver(() => [PromptMessage], {
    nullable: true,
    description: "A chat's messages in their order; null for a text, and where they cannot be read.",
  })
  async messages(@Root() row: PromptVersionRow, @Ctx() ctx: Context): Promise<readonly PromptMessage[] | null> {
    return (await contentOf(row, ctx)).messages;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "What its answers must look like: JSON text, often a JSON schema (model version tag _mlflow_prompt_response_format).",
  })
  async responseFormat(@Root() row: PromptVersionRow, @Ctx() ctx: Context): Promise<string | null> {
    return (await contentOf(row, ctx)).responseFormat;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Which language model to ask, and its parameters: JSON text (model version tag _mlflow_prompt_model_config).",
  })
  async modelConfig(@Root() row: PromptVersionRow, @Ctx() ctx: Context): Promise<string | null> {
    return (await contentOf(row, ctx)).modelConfig;
  }

  @FieldResolver(() => PromptAliasConnection, { nullable: true, description: "Aliases that point at it, by name." })
  aliases(@Root() row: PromptVersionRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.aliasesOfVersion.load({ parent: row, args: pageOf(args, ctx) });
  }

  @FieldResolver(() => TagConnection, {
    nullable: true,
    description: "Its tags by key, without those that hold what it is (model_version_tags).",
  })
  tags(
    @Root() row: PromptVersionRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.promptVersionTags, ownerOf(row), args, ctx, info);
  }
}

/** One statement for what all versions of a page hold, whichever of it is asked for. */
async function contentOf(row: PromptVersionRow, ctx: Context): Promise<PromptContent> {
  const args = { keys: contentTags, first: contentTags.length, after: null };
  const tags = await ctx.loaders.modelVersionTags.rows.load({ parent: ownerOf(row), args });
  return promptContent(Object.fromEntries(tags.nodes.map(({ key, value }) => [key, value])));
}

function ownerOf(row: PromptVersionRow) {
  return { store: row.store, key: [row.workspace, row.name, String(row.version)] };
}
