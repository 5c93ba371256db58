import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { ExperimentRow } from "../../loaders/experiment.js";
import type { LoggedModelMetricRow, LoggedModelRow } from "../../loaders/logged-model.js";
import type { ModelVersionRow } from "../../loaders/model-version.js";
import type { RunRow } from "../../loaders/run.js";
import { parseModelSource } from "../../rules/model-source.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { Dataset } from "../../types/dataset.js";
import { Experiment } from "../../types/experiment.js";
import { ParamConnection, TagConnection } from "../../types/key-value.js";
import {
  LoggedModel,
  LoggedModelConnection,
  LoggedModelMetric,
  LoggedModelMetricConnection,
} from "../../types/logged-model.js";
import { ModelVersion, ModelVersionConnection } from "../../types/model-version.js";
import { idField } from "../../types/node.js";
import { Run } from "../../types/run.js";
import { Store } from "../../types/store.js";
import { found, pageOf } from "../arguments.js";
import { keyValuePageOf, keyValues } from "../key-values.js";
import { loggedModelId } from "../row-ids.js";
import type { StoreName } from "./store.js";

@Resolver(() => LoggedModel)
export class LoggedModelResolver {
  @Query(() => LoggedModel, { nullable: true, description: "A logged model by MLflow's id; NOT_FOUND otherwise." })
  async loggedModel(
    @Arg("store", () => String, { description: "The store's name." }) store: string,
    @Arg("mlflowId", () => String, { description: "MLflow's id, `m-` and 32 hexadecimal digits." }) mlflowId: string,
    @Ctx() ctx: Context,
  ): Promise<LoggedModelRow> {
    const row = await ctx.loaders.loggedModel.load({ parent: { store, mlflowId }, args: undefined });
    return found(row, "such logged model");
  }

  @FieldResolver(() => ID, idField)
  id(@Root() model: LoggedModelRow): string {
    return loggedModelId(model);
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() model: LoggedModelRow): StoreName {
    return { name: model.store };
  }

  @FieldResolver(() => Experiment, {
    nullable: true,
    description: "The experiment it belongs to (logged_models.experiment_id).",
  })
  experiment(@Root() { store, experimentId }: LoggedModelRow, @Ctx() ctx: Context) {
    return ctx.loaders.experiment.load({ parent: { store, mlflowId: experimentId }, args: undefined });
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: "The run that logged it; null for none, or one that is gone (logged_models.source_run_id).",
  })
  sourceRun(@Root() { store, sourceRunId }: LoggedModelRow, @Ctx() ctx: Context) {
    return sourceRunId === null
      ? null
      : ctx.loaders.run.load({ parent: { store, mlflowId: sourceRunId }, args: undefined });
  }

  @FieldResolver(() => ParamConnection, { nullable: true, description: "Its params by key (logged_model_params)." })
  params(
    @Root() model: LoggedModelRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.loggedModelParams, ownerOf(model), args, ctx, info);
  }

  @FieldResolver(() => TagConnection, { nullable: true, description: "Its tags by key (logged_model_tags)." })
  tags(
    @Root() model: LoggedModelRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.loggedModelTags, ownerOf(model), args, ctx, info);
  }

  @FieldResolver(() => LoggedModelMetricConnection, {
    nullable: true,
    description: "Values measured of it, by metric, time and step (logged_model_metrics).",
  })
  metrics(@Root() model: LoggedModelRow, @Args(() => KeyValueArgs) args: KeyValueArgs, @Ctx() ctx: Context) {
    return ctx.loaders.loggedModelMetrics.load({ parent: model, args: keyValuePageOf(args, ctx) });
  }

  @FieldResolver(() => ModelVersionConnection, {
    nullable: true,
    description: "Model versions registered from it, by model name and number (model_versions.source `models:/m-...`).",
  })
  modelVersions(@Root() model: LoggedModelRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.loggedModelVersions.load({ parent: model, args: pageOf(args, ctx) });
  }
}

@Resolver(() => LoggedModelMetric)
export class LoggedModelMetricResolver {
  @FieldResolver(() => Run, {
    nullable: true,
    description: "The run that measured it; null for one that is gone (logged_model_metrics.run_id).",
  })
  run(@Root() { store, runId }: LoggedModelMetricRow, @Ctx() ctx: Context) {
    return ctx.loaders.run.load({ parent: { store, mlflowId: runId }, args: undefined });
  }

  @FieldResolver(() => Dataset, {
    nullable: true,
    description: "The dataset it was measured on: the one of this name and digest in the model's experiment.",
  })
  dataset(@Root() { store, experimentId, datasetName, datasetDigest }: LoggedModelMetricRow, @Ctx() ctx: Context) {
    if (datasetName === null || datasetDigest === null) return null;
    const parent = { store, experimentId, name: datasetName, digest: datasetDigest };
    return ctx.loaders.dataset.load({ parent, args: undefined });
  }
}

@Resolver(() => Experiment)
export class ExperimentLoggedModelsResolver {
  @FieldResolver(() => LoggedModelConnection, {
    nullable: true,
    description: "Its logged models that are not deleted, newest first (since MLflow 3.0).",
  })
  loggedModels(@Root() experiment: ExperimentRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.experimentLoggedModels.load({ parent: experiment, args: pageOf(args, ctx) });
  }
}

@Resolver(() => Run)
export class RunLoggedModelsResolver {
  @FieldResolver(() => LoggedModelConnection, {
    nullable: true,
    description: "Logged models it made, newest first (inputs RUN_OUTPUT; since MLflow 3.0).",
  })
  outputModels(@Root() run: RunRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.runLoggedModels.load({ parent: run, args: { ...pageOf(args, ctx), edge: "RUN_OUTPUT" } });
  }

  @FieldResolver(() => LoggedModelConnection, {
    nullable: true,
    description: "Logged models it used, newest first (inputs RUN_INPUT; since MLflow 3.0).",
  })
  inputModels(@Root() run: RunRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.runLoggedModels.load({ parent: run, args: { ...pageOf(args, ctx), edge: "RUN_INPUT" } });
  }
}

@Resolver(() => ModelVersion)
export class ModelVersionLoggedModelResolver {
  @FieldResolver(() => LoggedModel, {
    nullable: true,
    description:
      "The logged model it was registered from; null for another kind of source, or one that is gone (model_versions.source).",
  })
  loggedModel(@Root() version: ModelVersionRow, @Ctx() ctx: Context) {
    const source = parseModelSource(version.source);
    if (source === null || !("loggedModel" in source)) return null;
    const parent = { store: version.store, mlflowId: source.loggedModel };
    return ctx.loaders.loggedModel.load({ parent, args: undefined });
  }
}

function ownerOf(model: LoggedModelRow) {
  return { store: model.store, key: [model.mlflowId] };
}
