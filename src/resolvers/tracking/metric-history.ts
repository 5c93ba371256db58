import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, Info, Int, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { HistoryArgs, MetricSeries as Series, SeriesColumns } from "../../loaders/metric-history.js";
import type { RunRow } from "../../loaders/run.js";
import { Failure, invalid } from "../../rules/failure.js";
import { checkListLength, checkPage } from "../../rules/page.js";
import { RawJson } from "../../rules/raw-json.js";
import { MetricColumns, MetricHistoryArgs, MetricPoint, MetricSeries } from "../../types/metric-history.js";
import { type PassThroughInfo, plainSelection } from "../../types/plain-selection.js";
import { Run } from "../../types/run.js";
import { printedPoints } from "./printed-points.js";

@Resolver(() => Run)
export class RunMetricHistoryResolver {
  @FieldResolver(() => [MetricSeries], {
    nullable: true,
    description: "Histories of metrics, in the order of the keys; complete a page at a time, or sampled.",
  })
  metricHistory(@Root() run: RunRow, @Args(() => MetricHistoryArgs) args: MetricHistoryArgs, @Ctx() ctx: Context) {
    return ctx.loaders.metricHistory.load({ parent: run, args: historyArgs(args, ctx) });
  }
}

@Resolver(() => MetricSeries)
export class MetricSeriesResolver {
  @FieldResolver(() => [MetricPoint], { description: "The points as objects; `columns` is the quicker form." })
  points(@Root() { columns }: Series, @Info() info: GraphQLResolveInfo) {
    const shape = plainSelection(info);
    return (shape && printedPoints(columns, shape)) ?? pointsOf(columns);
  }

  @FieldResolver(() => MetricColumns, { description: "The points as columns: much the quicker form for many points." })
  columns(@Root() { columns }: Series, @Info() { takesRawJson }: PassThroughInfo) {
    const { printed } = columns;
    if (takesRawJson !== true || printed === undefined) return columns;
    const { steps, timestamps, values } = printed;
    return { steps: new RawJson(steps), timestamps: new RawJson(timestamps), values: new RawJson(values) };
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "How many points the run has of this metric in the ranges asked for; counted only when asked for.",
  })
  totalPoints(@Root() { run, key, ranges }: Series, @Ctx() ctx: Context): Promise<number> {
    return ctx.loaders.seriesTotal.load({ parent: { ...run, key }, args: ranges });
  }
}

function pointsOf({ steps, timestamps, values }: SeriesColumns): MetricPoint[] {
  return steps.map((step, at) => ({ step, timestamp: timestamps[at] ?? 0, value: values[at] }));
}

function historyArgs(args: MetricHistoryArgs, { limits }: Context): HistoryArgs {
  checkListLength("keys", args.keys, limits.idsMax);
  const after = args.after ?? null;
  const maxPoints = checkMaxPoints(args.maxPoints ?? null, limits.historyPointsMax);
  if (after !== null && (args.keys.length !== 1 || maxPoints !== null)) {
    throw invalid(
      "CURSOR_OF_ONE_SERIES",
      "after takes a single key and no maxPoints: it is a place in one complete series.",
    );
  }
  return {
    keys: [...new Set(args.keys)],
    ...rangesOf(args),
    maxPoints,
    sample: args.sample,
    ...checkPage(args.first ?? limits.historyPointsMax, after, limits.historyPointsMax),
  };
}

function checkMaxPoints(maxPoints: number | null, limit: number): number | null {
  if (maxPoints === null) return null;
  if (maxPoints < 2) throw invalid("MAX_POINTS_TOO_SMALL", "maxPoints must be at least 2.");
  if (maxPoints > limit) throw new Failure("LIMIT", "PAGE_TOO_LARGE", `maxPoints must be at most ${limit}.`);
  return maxPoints;
}

/** The ranges of steps and times, as loaders take them. */
export function rangesOf({ steps, times }: MetricHistoryArgs) {
  const stepMin = steps?.from ?? null;
  const stepMax = steps?.to ?? null;
  return { stepMin, stepMax, timeMin: times?.from ?? null, timeMax: times?.to ?? null };
}
