import { Field, Int, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { ModelStageEnum, VersionStatusEnum } from "./enums.js";
import { Node } from "./node.js";
import { DateTime } from "./scalars.js";

@Entity("registeredModel { store { name } workspace { name } name } version")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "A numbered version of a registered model (MLflow's model version). Deleted versions are gone for every read.",
})
export class ModelVersion extends Node {
  @Field(() => String, { description: "The registered model's name (model_versions.name)." })
  name!: string;

  @Field(() => Int, { description: "Counts up from 1 within the model (model_versions.version)." })
  version!: number;

  @Field(() => ModelStageEnum, { description: "Its stage (model_versions.current_stage)." })
  stage!: string;

  @Field(() => VersionStatusEnum, { description: "Whether its registration is complete (model_versions.status)." })
  status!: string;

  @Field(() => String, { nullable: true, description: "Says more of the status (model_versions.status_message)." })
  statusMessage!: string | null;

  @Field(() => String, { nullable: true, description: "What it is (model_versions.description)." })
  description!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where its model came from: `runs:/...`, `models:/...` or another URI (model_versions.source).",
  })
  source!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where its files lie, where that differs from the source (model_versions.storage_location).",
  })
  storageLocation!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Link to a run of another tracking server (model_versions.run_link).",
  })
  runLink!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was registered (model_versions.creation_time)." })
  createdAt!: bigint | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When its stage or description last changed; aliases and tags do not move it (model_versions.last_updated_time).",
  })
  lastUpdatedAt!: bigint | null;
}

export const ModelVersionConnection = connectionTypes(() => ModelVersion, "ModelVersion", "model versions", {
  counted: true,
});
