import { Field, Int, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { Node } from "./node.js";
import { DateTime } from "./scalars.js";

@Entity("store { name } workspace { name } name")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "A named line of prompt versions (MLflow's prompt). MLflow keeps prompts in the registry's tables, but they are no registered models.",
})
export class Prompt extends Node {
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
      "When it last changed, a new version included; aliases and tags do not move it (registered_models.last_updated_time).",
  })
  lastUpdatedAt!: bigint | null;
}

export const PromptConnection = connectionTypes(() => Prompt, "Prompt", "prompts by name", { counted: true });

@Entity("prompt { store { name } workspace { name } name } version")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A numbered version of a prompt (MLflow's prompt version). Its template never changes.",
})
export class PromptVersion extends Node {
  @Field(() => String, { description: "The prompt's name (model_versions.name)." })
  name!: string;

  @Field(() => Int, { description: "Counts up from 1 within the prompt (model_versions.version)." })
  version!: number;

  @Field(() => DateTime, { nullable: true, description: "When it was registered (model_versions.creation_time)." })
  createdAt!: bigint | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When its commit message last changed (model_versions.last_updated_time).",
  })
  lastUpdatedAt!: bigint | null;
}

export const PromptVersionConnection = connectionTypes(
  () => PromptVersion,
  "PromptVersion",
  "prompt versions, highest number first",
);

@ObjectType({
  simpleResolvers: true,
  description: "One message of a chat's template.",
})
export class PromptMessage {
  @Field(() => String, { description: "Who speaks, such as `system` or `user`." })
  role!: string;

  @Field(() => String, {
    nullable: true,
    description: "The text, with `{{variables}}`; JSON text where the message is made of parts; null for none.",
  })
  content!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "A name that a prompt has for one of its versions, such as `production` (MLflow's prompt alias).",
})
export class PromptAlias {
  @Field(() => String, { description: "Unique within the prompt (registered_model_aliases.alias)." })
  alias!: string;

  @Field(() => Int, {
    description: "Number of the version it points at, which need not exist (registered_model_aliases.version).",
  })
  version!: number;
}

export const PromptAliasConnection = connectionTypes(() => PromptAlias, "PromptAlias", "aliases by name");
