import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { KeyValueLoader } from "../../loaders/key-value.js";
import type { PromptVersionRow } from "../../loaders/prompt.js";
import type { RunRow } from "../../loaders/run.js";
import type { TraceRow } from "../../loaders/trace.js";
import { linkedPrompts, linkedPromptsTag } from "../../rules/linked-prompts.js";
import { PromptVersion } from "../../types/prompt.js";
import { Run } from "../../types/run.js";
import { Trace } from "../../types/trace.js";

const field = {
  nullable: true,
  description:
    "Prompt versions it used, as its client says, at most 100; those that are gone are left out (tag mlflow.linkedPrompts).",
};

@Resolver(() => Run)
export class LinkedPromptsOfRunResolver {
  @FieldResolver(() => [PromptVersion], field)
  promptVersions(@Root() run: RunRow, @Ctx() ctx: Context) {
    return promptsOf(run, ctx.loaders.runTags, ctx);
  }
}

@Resolver(() => Trace)
export class LinkedPromptsOfTraceResolver {
  @FieldResolver(() => [PromptVersion], field)
  promptVersions(@Root() trace: TraceRow, @Ctx() ctx: Context) {
    return promptsOf(trace, ctx.loaders.traceTags, ctx);
  }
}

/** The tag names prompts of the workspace that the run or trace is in. */
async function promptsOf(
  { store, mlflowId, experimentId }: RunRow | TraceRow,
  tags: KeyValueLoader<{ readonly value: string | null }>,
  { loaders }: Context,
): Promise<readonly PromptVersionRow[]> {
  const args = { keys: [linkedPromptsTag], first: 1, after: null };
  const tag = (await tags.rows.load({ parent: { store, key: [mlflowId] }, args })).nodes[0]?.value ?? null;
  const links = linkedPrompts(tag);
  if (links.length === 0 || experimentId === null) return [];
  const experiment = await loaders.experiment.load({ parent: { store, mlflowId: experimentId }, args: undefined });
  if (!experiment) return [];
  const parents = links.map((link) => ({ store, workspace: experiment.workspace, ...link }));
  const rows = await Promise.all(parents.map((parent) => loaders.promptVersion.load({ parent, args: undefined })));
  return rows.filter((row) => row !== null);
}
