import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { ExperimentRow } from "../../loaders/experiment.js";
import type { RunRow } from "../../loaders/run.js";
import type { TraceRow } from "../../loaders/trace.js";
import { checkFilter } from "../../rules/filter.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { KeyValueArgs } from "../../types/connection.js";
import { Experiment } from "../../types/experiment.js";
import { TagConnection } from "../../types/key-value.js";
import { idField } from "../../types/node.js";
import { Run } from "../../types/run.js";
import { Store } from "../../types/store.js";
import { Trace, TraceConnection } from "../../types/trace.js";
import { TracesArgs, traceCondition } from "../../types/trace-filter.js";
import { found, pageOf } from "../arguments.js";
import { keyValues } from "../key-values.js";
import type { StoreName } from "./store.js";

@Resolver(() => Trace)
export class TraceResolver {
  @Query(() => Trace, { nullable: true, description: "A trace by MLflow's id; NOT_FOUND otherwise." })
  async trace(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("mlflowId", () => String, {
      description: "MLflow's id, such as `tr-` and 32 hexadecimal digits.",
    })
    mlflowId: string,
    @Ctx() ctx: Context,
  ): Promise<TraceRow> {
    return found(await ctx.loaders.trace.load({ parent: { store, mlflowId }, args: undefined }), "such trace");
  }

  @FieldResolver(() => ID, idField)
  id(@Root() trace: TraceRow): string {
    return formatGlobalId(trace.store, "Trace", trace.mlflowId);
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() trace: TraceRow): StoreName {
    return { name: trace.store };
  }

  @FieldResolver(() => Experiment, {
    nullable: true,
    description: "The experiment it belongs to (trace_info.experiment_id).",
  })
  experiment(@Root() { store, experimentId }: TraceRow, @Ctx() ctx: Context) {
    return ctx.loaders.experiment.load({ parent: { store, mlflowId: experimentId }, args: undefined });
  }

  @FieldResolver(() => TagConnection, { nullable: true, description: "Its tags by key (trace_tags)." })
  tags(
    @Root() trace: TraceRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.traceTags, ownerOf(trace), args, ctx, info);
  }
}

@Resolver(() => Experiment)
export class ExperimentTracesResolver {
  @FieldResolver(() => TraceConnection, {
    nullable: true,
    description: "Its traces, newest first (since MLflow 2.13).",
  })
  traces(@Root() parent: ExperimentRow, @Args(() => TracesArgs) args: TracesArgs, @Ctx() ctx: Context) {
    return ctx.loaders.experimentTraces.load({ parent, args: searchOf(args, ctx) });
  }
}

@Resolver(() => Run)
export class RunTracesResolver {
  @FieldResolver(() => TraceConnection, {
    nullable: true,
    description:
      "Traces made in it or linked to it, newest first (since MLflow 2.13; metadata mlflow.sourceRun, entity_associations).",
  })
  traces(@Root() parent: RunRow, @Args(() => TracesArgs) args: TracesArgs, @Ctx() ctx: Context) {
    return ctx.loaders.runTraces.load({ parent, args: searchOf(args, ctx) });
  }
}

function searchOf(args: TracesArgs, ctx: Context) {
  const condition = args.filter ? traceCondition(args.filter) : null;
  if (condition) checkFilter(condition, ctx.limits);
  return { ...pageOf(args, ctx), condition };
}

export function ownerOf(trace: TraceRow) {
  return { store: trace.store, key: [trace.mlflowId] };
}
