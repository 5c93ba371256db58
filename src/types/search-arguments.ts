import { ArgsType, Field, ID } from "type-graphql";
import { AcrossStores, ViewPageArgs } from "./arguments.js";
import { PageArgs } from "./connection.js";
import { DatasetFilter } from "./dataset-filter.js";
import { ExperimentFilter } from "./experiment-filter.js";
import { ModelVersionFilter } from "./model-version-filter.js";
import {
  DatasetOrder,
  ExperimentOrder,
  type ListOrderInput,
  ModelVersionOrder,
  RegisteredModelOrder,
  RunOrder,
} from "./order.js";
import { RegisteredModelFilter } from "./registered-model-filter.js";
import { RunFilter } from "./run-filter.js";

@ArgsType()
export class ExperimentRunsArgs extends ViewPageArgs {
  @Field(() => RunFilter, { nullable: true, description: "Only runs that this lets through." })
  filter?: RunFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A filter of MLflow's run search, with MLflow's answers on the same database: `metrics.auc > 0.9 and params.C = '1'`. With `filter` too, both must hold.",
  })
  filterString?: string | null;

  @Field(() => [RunOrder], {
    nullable: true,
    description: "What to order by first; at most five. Then the latest start comes first, then the lowest id.",
  })
  orderBy?: ListOrderInput[] | null;
}

@AcrossStores
@ArgsType()
export class RunsArgs extends ExperimentRunsArgs {
  @Field(() => [ID], {
    nullable: true,
    description: "Only runs of these experiments, by their ids; all when left out.",
  })
  experiments?: string[] | null;

  stores?: string[] | null;
  workspace?: string | null;
}

@AcrossStores
@ArgsType()
export class ExperimentsArgs extends ViewPageArgs {
  @Field(() => ExperimentFilter, { nullable: true, description: "Only experiments that this lets through." })
  filter?: ExperimentFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A filter of MLflow's experiment search, with MLflow's answers on the same database: `name LIKE 'fraud%' AND tags.team = 'risk'`. With `filter` too, both must hold.",
  })
  filterString?: string | null;

  @Field(() => [ExperimentOrder], {
    nullable: true,
    description: "What to order by first; at most five. Then the newest comes first.",
  })
  orderBy?: ListOrderInput[] | null;

  stores?: string[] | null;
  workspace?: string | null;
}

@AcrossStores
@ArgsType()
export class RegisteredModelsArgs extends PageArgs {
  @Field(() => RegisteredModelFilter, { nullable: true, description: "Only registered models that this lets through." })
  filter?: RegisteredModelFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A filter of MLflow's registered model search, with MLflow's answers on the same database: `name ILIKE '%fraud%' AND tags.team = 'risk'`. With `filter` too, both must hold.",
  })
  filterString?: string | null;

  @Field(() => [RegisteredModelOrder], {
    nullable: true,
    description: "What to order by first; at most five. Then by name.",
  })
  orderBy?: ListOrderInput[] | null;

  stores?: string[] | null;
  workspace?: string | null;
}

@AcrossStores
@ArgsType()
export class ModelVersionsArgs extends PageArgs {
  @Field(() => ModelVersionFilter, { nullable: true, description: "Only model versions that this lets through." })
  filter?: ModelVersionFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A filter of MLflow's model version search, with MLflow's answers on the same database: `name = 'fraud' AND version_number > 3`. With `filter` too, both must hold.",
  })
  filterString?: string | null;

  @Field(() => [ModelVersionOrder], {
    nullable: true,
    description: "What to order by first; at most five. Then the last updated comes first.",
  })
  orderBy?: ListOrderInput[] | null;

  stores?: string[] | null;
  workspace?: string | null;
}

@AcrossStores
@ArgsType()
export class DatasetsArgs extends PageArgs {
  @Field(() => DatasetFilter, { nullable: true, description: "Only datasets that this lets through." })
  filter?: DatasetFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A filter in MLflow's grammar, by the words with which its run search asks for datasets: `name LIKE 'iris%' AND context = 'training'`. With `filter` too, both must hold.",
  })
  filterString?: string | null;

  @Field(() => [DatasetOrder], {
    nullable: true,
    description: "What to order by first; at most five. Then by name and digest.",
  })
  orderBy?: ListOrderInput[] | null;

  stores?: string[] | null;
  workspace?: string | null;
}
