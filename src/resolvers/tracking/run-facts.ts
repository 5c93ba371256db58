import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { RunRow } from "../../loaders/run.js";
import { factTags, gitOf, type RunFacts, sourceOf, userOf } from "../../rules/run-facts.js";
import { GitSource, Run, RunSource } from "../../types/run.js";
import { ownerOf } from "./run.js";

@Resolver(() => Run)
export class RunFactsResolver {
  @FieldResolver(() => String, { nullable: true, description: "What it is for (tag mlflow.note.content)." })
  async description(@Root() run: RunRow, @Ctx() ctx: Context): Promise<string | null> {
    return (await factsOf(run, ctx))["mlflow.note.content"] ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Who ran it, as the client claims: anybody may write any name here (tag mlflow.user, else runs.user_id).",
  })
  async user(@Root() run: RunRow, @Ctx() ctx: Context): Promise<string | null> {
    return userOf(run, await factsOf(run, ctx));
  }

  @FieldResolver(() => RunSource, {
    nullable: true,
    description: "What program it executed; null when its client said nothing of it.",
  })
  async source(@Root() run: RunRow, @Ctx() ctx: Context): Promise<RunSource | null> {
    const source = sourceOf(await factsOf(run, ctx));
    return source.name === null && source.type === null ? null : source;
  }

  @FieldResolver(() => GitSource, {
    nullable: true,
    description: "What code it executed; null when its client said nothing of it.",
  })
  async git(@Root() run: RunRow, @Ctx() ctx: Context): Promise<GitSource | null> {
    const git = gitOf(await factsOf(run, ctx));
    return Object.values(git).every((fact) => fact === null) ? null : git;
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: "The run it is nested in; null for none, or one that is gone (tag mlflow.parentRunId).",
  })
  async parent(@Root() run: RunRow, @Ctx() ctx: Context): Promise<RunRow | null> {
    const mlflowId = (await factsOf(run, ctx))["mlflow.parentRunId"] ?? null;
    return mlflowId === null ? null : ctx.loaders.run.load({ parent: { store: run.store, mlflowId }, args: undefined });
  }
}

/** One statement for all facts of all runs of a page, whichever are asked for. */
async function factsOf(run: RunRow, ctx: Context): Promise<RunFacts> {
  const args = { keys: factTags, first: factTags.length, after: null };
  const tags = await ctx.loaders.runTags.rows.load({ parent: ownerOf(run), args });
  return Object.fromEntries(tags.nodes.map(({ key, value }) => [key, value]));
}
