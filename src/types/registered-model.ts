import { Field, Int, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { Node } from "./node.js";
import { DateTime } from "./scalars.js";

@Entity("store { name } workspace { name } name")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A named line of model versions (MLflow's registered model). Prompts, which share its tables, are none.",
})
export class RegisteredModel extends Node {
  @Field(() => String, { description: "Unique within its workspace (registered_models.name)." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it is for (registered_models.description)." })
  description!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When it was created; part of its id, since MLflow lets a deleted name be used anew (registered_models.creation_time).",
  })
  createdAt!: bigint | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When it or a version's stage last changed; aliases and tags do not move it (registered_models.last_updated_time).",
  })
  lastUpdatedAt!: bigint | null;
}

export const RegisteredModelConnection = connectionTypes(
  () => RegisteredModel,
  "RegisteredModel",
  "registered models by name",
  { counted: true },
);

@ObjectType({
  simpleResolvers: true,
  description:
    "A name that a registered model has for one of its versions, such as `champion` (MLflow's registered model alias).",
})
export class ModelAlias {
  @Field(() => String, { description: "Unique within the model (registered_model_aliases.alias)." })
  alias!: string;

  @Field(() => Int, {
    description: "Number of the version it points at, which need not exist (registered_model_aliases.version).",
  })
  version!: number;
}

export const ModelAliasConnection = connectionTypes(() => ModelAlias, "ModelAlias", "aliases by name");
