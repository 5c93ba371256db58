import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { DatasetInputRow, DatasetRow } from "../../loaders/dataset.js";
import { datasetVocabulary } from "../../rules/filter-string-vocabulary.js";
import { listOrder } from "../../rules/list-order.js";
import { datasetList } from "../../rules/ordered-lists.js";
import { KeyValueArgs, PageArgs } from "../../types/connection.js";
import { Dataset, DatasetConnection, DatasetInput } from "../../types/dataset.js";
import { datasetCondition } from "../../types/dataset-filter.js";
import { Experiment } from "../../types/experiment.js";
import { TagConnection } from "../../types/key-value.js";
import { idField } from "../../types/node.js";
import { orderTerms } from "../../types/order.js";
import { RunConnection } from "../../types/run.js";
import { DatasetsArgs } from "../../types/search-arguments.js";
import { Store } from "../../types/store.js";
import { mergedList, pageOf, storesOf } from "../arguments.js";
import { keyValues } from "../key-values.js";
import { datasetId } from "../row-ids.js";
import { conditionOf } from "../search.js";
import type { StoreName } from "./store.js";

@Resolver(() => Dataset)
export class DatasetResolver {
  @Query(() => DatasetConnection, {
    nullable: true,
    description: "Datasets of all stores, by name and digest unless ordered.",
  })
  async datasets(@Args(() => DatasetsArgs) args: DatasetsArgs, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo) {
    const stores = await storesOf(args.stores, ctx);
    const search = {
      workspace: args.workspace ?? null,
      condition: conditionOf(args, ctx, datasetCondition, datasetVocabulary),
    };
    const order = listOrder<DatasetRow>(datasetList, orderTerms(args.orderBy));
    const connection = await ctx.loaders.datasets(stores, search, pageOf(args, ctx), order);
    const count = (store: string) => ctx.loaders.datasetCount.load({ parent: { store }, args: search });
    return mergedList(connection, stores, count, ctx, info);
  }

  @FieldResolver(() => ID, idField)
  id(@Root() dataset: DatasetRow): string {
    return datasetId(dataset);
  }

  @FieldResolver(() => Store, { description: "The store it is in." })
  store(@Root() dataset: DatasetRow): StoreName {
    return { name: dataset.store };
  }

  @FieldResolver(() => Experiment, {
    nullable: true,
    description: "The experiment it belongs to (datasets.experiment_id).",
  })
  experiment(@Root() dataset: DatasetRow, @Ctx() ctx: Context) {
    return ctx.loaders.experiment.load({
      parent: { store: dataset.store, mlflowId: dataset.experimentId },
      args: undefined,
    });
  }

  @FieldResolver(() => RunConnection, {
    nullable: true,
    description: "Runs that read it, deleted ones too, latest start first (inputs).",
  })
  usedBy(@Root() dataset: DatasetRow, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.datasetRuns.load({ parent: dataset, args: pageOf(args, ctx) });
  }
}

@Resolver(() => DatasetInput)
export class DatasetInputResolver {
  @FieldResolver(() => TagConnection, { nullable: true, description: "Tags of this use by key (input_tags)." })
  tags(
    @Root() input: DatasetInputRow,
    @Args(() => KeyValueArgs) args: KeyValueArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return keyValues(ctx.loaders.inputTags, ownerOf(input), args, ctx, info);
  }
}

function ownerOf(input: DatasetInputRow) {
  return { store: input.store, key: [input.inputUuid] };
}
