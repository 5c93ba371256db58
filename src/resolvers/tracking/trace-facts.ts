import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { RunRow } from "../../loaders/run.js";
import type { TraceRow } from "../../loaders/trace.js";
import { costFrom, costKey, tokensFrom, tokenUsageKey, traceNameTag } from "../../rules/trace-facts.js";
import { Run } from "../../types/run.js";
import { Trace, TraceCost, TraceTokens } from "../../types/trace.js";
import { ownerOf } from "./trace.js";

/** What MLflow keeps among a trace's tags and metadata: some of it always, some only before it got columns in 3.17. */
@Resolver(() => Trace)
export class TraceFactsResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: "Its name, that of its first span (trace_info.trace_name; tag mlflow.traceName before MLflow 3.17).",
  })
  async name(@Root() trace: TraceRow, @Ctx() ctx: Context): Promise<string | null> {
    if (trace.columns) return trace.columns.name;
    const args = { keys: [traceNameTag], first: 1, after: null };
    return (await ctx.loaders.traceTags.rows.load({ parent: ownerOf(trace), args })).nodes[0]?.value ?? null;
  }

  @FieldResolver(() => TraceTokens, {
    nullable: true,
    description:
      "Tokens it took; null when its client said nothing of them (trace_info; metadata mlflow.trace.tokenUsage before MLflow 3.17).",
  })
  async tokens(@Root() trace: TraceRow, @Ctx() ctx: Context): Promise<TraceTokens | null> {
    return trace.columns ? trace.columns.tokens : tokensFrom((await factsOf(trace, ctx))[tokenUsageKey] ?? null);
  }

  @FieldResolver(() => TraceCost, {
    nullable: true,
    description:
      "What it cost; null when its client said nothing of it (trace_info; metadata mlflow.trace.cost before MLflow 3.17).",
  })
  async cost(@Root() trace: TraceRow, @Ctx() ctx: Context): Promise<TraceCost | null> {
    return trace.columns ? trace.columns.cost : costFrom((await factsOf(trace, ctx))[costKey] ?? null);
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description:
      "The run it was made in, or else the one it was linked to first; null for none, or one that is gone (metadata mlflow.sourceRun, entity_associations).",
  })
  async run(@Root() trace: TraceRow, @Ctx() ctx: Context): Promise<RunRow | null> {
    const mlflowId = await ctx.loaders.runIdOfTrace.load({ parent: trace, args: undefined });
    return mlflowId === null
      ? null
      : ctx.loaders.run.load({ parent: { store: trace.store, mlflowId }, args: undefined });
  }
}

const metadataKeys = [tokenUsageKey, costKey] as const;

type Facts = { readonly [key in (typeof metadataKeys)[number]]?: string | null };

/** One statement for both facts of all traces of a page, whichever are asked for. */
async function factsOf(trace: TraceRow, ctx: Context): Promise<Facts> {
  const args = { keys: metadataKeys, first: metadataKeys.length, after: null };
  const metadata = await ctx.loaders.traceMetadata.rows.load({ parent: ownerOf(trace), args });
  return Object.fromEntries(metadata.nodes.map(({ key, value }) => [key, value]));
}
