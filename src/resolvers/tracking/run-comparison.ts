import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { MergedConnection } from "../../loaders/connection.js";
import type { KeyValueRow, LatestMetricRow } from "../../loaders/key-value.js";
import type { RunKey, RunRow } from "../../loaders/run.js";
import type { ComparedPage, RunWithFacts } from "../../loaders/run-comparison.js";
import { type ComparedRow, compareColumns } from "../../rules/comparison.js";
import { Failure, invalid } from "../../rules/failure.js";
import { parseGlobalId } from "../../rules/global-id.js";
import { checkListLength, checkPage } from "../../rules/page.js";
import { attributesOf, comparedAttributes } from "../../rules/run-attributes.js";
import { Run } from "../../types/run.js";
import {
  ComparedAttributeRow,
  ComparedKeysArgs,
  ComparedMetricConnection,
  ComparedParamConnection,
  ComparedTagConnection,
  ComparedTagsArgs,
  RunComparison,
  RunComparisonArgs,
} from "../../types/run-comparison.js";
import { notFound } from "../arguments.js";

/** The runs that were found, in the order asked for, each of the others as the reason why it is not there. */
interface Comparison {
  readonly found: readonly (RunWithFacts | Error)[];
  readonly onlyDifferences: boolean;
}

@Resolver(() => RunComparison)
export class RunComparisonResolver {
  @Query(() => RunComparison, {
    nullable: true,
    description:
      "Runs of any stores side by side. A run that does not exist, is not visible, or lies in a store that is down is null in `runs`, with an error, and null in every row.",
  })
  async runComparison(
    @Args(() => RunComparisonArgs) args: RunComparisonArgs,
    @Ctx() ctx: Context,
  ): Promise<Comparison> {
    const keys = runKeysOf(args.runs, ctx);
    const found = await Promise.all(
      keys.map((parent) =>
        ctx.loaders.runWithFacts.load({ parent, args: undefined }).then(
          (run) => run ?? notFound("run with this id"),
          (error: Error) => error,
        ),
      ),
    );
    return { found, onlyDifferences: args.onlyDifferences ?? false };
  }

  @FieldResolver(() => [Run], { nullable: "items", description: "The runs, in the order asked for." })
  runs(@Root() { found }: Comparison): (RunRow | Error)[] {
    // An Error in a list becomes null and an error of its own.
    return found.map((one) => (one instanceof Error ? one : one.run));
  }

  @FieldResolver(() => [ComparedAttributeRow], { description: "What the runs have beside params, tags and metrics." })
  attributes(@Root() { found, onlyDifferences }: Comparison) {
    const columns = found.map((one) => (one instanceof Error ? null : attributesOf(one.run, one.facts)));
    const rows = new Map(compareColumns(columns, (text) => text).map((row) => [row.key, row]));
    return comparedAttributes.flatMap((attribute) => {
      const row = rows.get(attribute);
      return row && (row.differs || !onlyDifferences) ? [{ ...row, attribute }] : [];
    });
  }

  @FieldResolver(() => ComparedParamConnection, { nullable: true, description: "Their params by key (params)." })
  async params(
    @Root() comparison: Comparison,
    @Args(() => ComparedKeysArgs) args: ComparedKeysArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const rows = await ctx.loaders.comparedParams(readable(comparison), pageOf(comparison, args, ctx));
    return told(comparison, rows, withTexts, ctx, info);
  }

  @FieldResolver(() => ComparedTagConnection, { nullable: true, description: "Their tags by key (tags)." })
  async tags(
    @Root() comparison: Comparison,
    @Args(() => ComparedTagsArgs) args: ComparedTagsArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const withoutPrefix = args.mlflowTags === false ? "mlflow." : null;
    const page = { ...pageOf(comparison, args, ctx), withoutPrefix };
    return told(comparison, await ctx.loaders.comparedTags(readable(comparison), page), withTexts, ctx, info);
  }

  @FieldResolver(() => ComparedMetricConnection, {
    nullable: true,
    description: "The latest values of their metrics by key (latest_metrics).",
  })
  async metrics(
    @Root() comparison: Comparison,
    @Args(() => ComparedKeysArgs) args: ComparedKeysArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const rows = await ctx.loaders.comparedMetrics(readable(comparison), pageOf(comparison, args, ctx));
    return told(comparison, rows, (row: ComparedRow<LatestMetricRow>) => row, ctx, info);
  }
}

/** @throws Failure INVALID for an id of something else, or one given twice */
function runKeysOf(ids: readonly string[], { limits }: Context): RunKey[] {
  checkListLength("runs", ids, limits.idsMax);
  if (new Set(ids).size < ids.length) throw invalid("DUPLICATE_RUN", "runs takes each run once.");
  return ids.map((id) => {
    const { store, type, key } = parseGlobalId(id);
    if (type !== "Run") throw invalid("NOT_A_RUN", "runs takes ids of runs.");
    return { store, mlflowId: key[0] ?? "" };
  });
}

function readable({ found }: Comparison): (RunKey | null)[] {
  return found.map((one) => (one instanceof Error ? null : one.run));
}

function pageOf({ onlyDifferences }: Comparison, { keys, first, after }: ComparedKeysArgs, { limits }: Context) {
  if (keys) checkListLength("keys", keys, limits.idsMax);
  const { keyValuePageSizeMax } = limits;
  const page = checkPage(first ?? keyValuePageSizeMax, after, keyValuePageSizeMax);
  return { ...page, keys: keys ?? null, withoutPrefix: null, onlyDifferences } satisfies ComparedPage;
}

/** The rows as the graph shows them; stores whose runs are null in them are told among the errors. */
function told<Row, Shown>(
  { found }: Comparison,
  { failures, nodes, edges, pageInfo }: MergedConnection<Row>,
  show: (row: Row) => Shown,
  { partialFailures }: Context,
  info: GraphQLResolveInfo,
) {
  const down = found.filter((one) => one instanceof Failure).filter(({ code }) => code === "UNAVAILABLE");
  const all = new Set([...down, ...failures]);
  partialFailures.push(...[...all].map((failure) => ({ failure, info })));
  return {
    nodes: nodes.map(show),
    edges: () => edges().map(({ cursor, node }) => ({ cursor, node: show(node) })),
    pageInfo,
  };
}

function withTexts({ key, values, differs }: ComparedRow<KeyValueRow>) {
  return { key, values: values.map((row) => row?.value ?? null), differs };
}
