import { Field, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { LifecycleStageEnum } from "./enums.js";
import { Node } from "./node.js";
import { DateTime } from "./scalars.js";

@Entity("store { name } mlflowId")
@ObjectType({ implements: Node, simpleResolvers: true, description: "A named group of runs (MLflow's experiment)." })
export class Experiment extends Node {
  @Field(() => String, { description: "MLflow's own id within the store, decimal text (experiments.experiment_id)." })
  mlflowId!: string;

  @Field(() => String, { description: "Unique within its workspace (experiments.name)." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Where new runs put their artifacts, a URI (experiments.artifact_location).",
  })
  artifactLocation!: string | null;

  @Field(() => LifecycleStageEnum, { description: "Whether it is deleted (experiments.lifecycle_stage)." })
  lifecycleStage!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was created (experiments.creation_time)." })
  createdAt!: bigint | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When it was last created, renamed, deleted or restored; tags and runs do not move it (experiments.last_update_time).",
  })
  lastUpdatedAt!: bigint | null;
}

export const ExperimentConnection = connectionTypes(
  () => Experiment,
  "Experiment",
  "experiments, newest first unless ordered",
  {
    counted: true,
  },
);
