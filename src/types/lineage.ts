import { ArgsType, createUnionType, Field, ID, Int, ObjectType } from "type-graphql";
import type { LineageDirection } from "../rules/lineage.js";
import { depthDefault, fanOutDefault, nodesDefault } from "../rules/lineage-bounds.js";
import { Dataset } from "./dataset.js";
import {
  LifecycleStageEnum,
  LineageCutEnum,
  LineageDirectionEnum,
  LineageEdgeKindEnum,
  LineageKindEnum,
} from "./enums.js";
import { LoggedModel } from "./logged-model.js";
import { ModelVersion } from "./model-version.js";
import { ModelAlias } from "./registered-model.js";
import { Run } from "./run.js";

@ArgsType()
export class LineageArgs {
  @Field(() => LineageDirectionEnum, { nullable: true, defaultValue: "BOTH", description: "Which way to go." })
  direction!: LineageDirection | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: depthDefault,
    description: "How many edges to go from the start: 1 to 20.",
  })
  depth!: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: fanOutDefault,
    description: "How many edges of one node to follow one way: 1 to 1,000.",
  })
  fanOut!: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: nodesDefault,
    description: "How many nodes to show: 1 to 5,000.",
  })
  nodes!: number | null;
}

export const LineageSubject = createUnionType({
  name: "LineageSubject",
  description: "What a node of lineage stands for.",
  types: () => [Dataset, Run, LoggedModel, ModelVersion, ModelAlias] as const,
});

@ObjectType({ simpleResolvers: true, description: "One thing in a lineage, shown once however many ways lead to it." })
export class LineageNode {
  @Field(() => ID, {
    nullable: true,
    description:
      "Its own id, for `lineage(of:)` and `node(id:)`; null for what is missing and for aliases, which have none.",
  })
  id!: string | null;

  @Field(() => LineageKindEnum, { description: "What it is." })
  kind!: string;

  @Field(() => Int, { description: "Edges between it and the start, on the shortest way." })
  depth!: number;

  @Field(() => Boolean, {
    description:
      "Whether an edge leads to it and it does not exist, or is not visible to you: MLflow's edges may dangle.",
  })
  isMissing!: boolean;

  @Field(() => LifecycleStageEnum, {
    nullable: true,
    description:
      "Whether it is deleted, for runs and logged models; a model version that MLflow deleted is missing and DELETED. Null for all else.",
  })
  lifecycleStage!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "MLflow's id (datasets.dataset_uuid, runs.run_uuid, logged_models.model_id); null for model versions and aliases.",
  })
  mlflowId!: string | null;

  @Field(() => String, { nullable: true, description: "The registered model's workspace; null outside the registry." })
  workspace!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Its name; of a model version or an alias, the registered model's. Null for no name, and outside the registry for what is missing.",
  })
  name!: string | null;

  @Field(() => Int, { nullable: true, description: "The model version's number; null outside the registry." })
  version!: number | null;

  @Field(() => String, { nullable: true, description: "The alias; null for all else." })
  alias!: string | null;

  @Field(() => LineageSubject, { nullable: true, description: "The thing itself; null for what is missing." })
  node!: typeof LineageSubject | null;
}

@ObjectType({ simpleResolvers: true, description: "One thing came from another." })
export class LineageEdge {
  @Field(() => Int, { description: "What was there first: its place in `nodes`, from 0." })
  from!: number;

  @Field(() => Int, { description: "What came of it: its place in `nodes`, from 0." })
  to!: number;

  @Field(() => LineageEdgeKindEnum, { description: "How it came of it." })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description: "What a run read a dataset for, such as `training` (input tag mlflow.data.context); null elsewhere.",
  })
  context!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Nodes that each come from one another." })
export class LineageCycle {
  @Field(() => [Int], { description: "Their places in `nodes`, from 0." })
  nodes!: readonly number[];
}

@ObjectType({
  simpleResolvers: true,
  description:
    "What something came from and what came of it. It is bounded, and says what cut it: to go on, ask for the lineage of a node of `frontier`; the rest of a hub is paged through the hub's own fields, such as Dataset.usedBy.",
})
export class Lineage {
  @Field(() => [LineageNode], { description: "The start, then all that was found, nearest first." })
  nodes!: readonly LineageNode[];

  @Field(() => [LineageEdge], { description: "Edges between the nodes." })
  edges!: readonly LineageEdge[];

  @Field(() => Boolean, { description: "Whether this is all there is for the viewer." })
  complete!: boolean;

  @Field(() => Boolean, {
    description:
      "True for everyone who may not see the whole store, whether or not something is hidden here; `complete` and `cutBy` tell of limits only.",
  })
  filteredByPermission!: boolean;

  @Field(() => [LineageCutEnum], { description: "What cut it; empty when it is complete." })
  cutBy!: readonly string[];

  @Field(() => [LineageNode], { description: "Nodes from which not every edge was followed." })
  frontier!: readonly LineageNode[];

  @Field(() => [LineageCycle], { description: "The cycles among the nodes." })
  cycles!: readonly LineageCycle[];
}
