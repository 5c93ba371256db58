import { ArgsType, Field } from "type-graphql";
import type { ViewType } from "../rules/enums.js";
import { PageArgs } from "./connection.js";
import { ViewTypeEnum } from "./enums.js";

@ArgsType()
export class ViewPageArgs extends PageArgs {
  @Field(() => ViewTypeEnum, {
    nullable: true,
    defaultValue: "ACTIVE_ONLY",
    description: "Which lifecycle stages to show.",
  })
  viewType!: ViewType | null;
}

@ArgsType()
export class ExperimentsArgs extends ViewPageArgs {
  @Field(() => [String], { nullable: true, description: "Only these stores, by name; all when left out." })
  stores?: string[] | null;

  @Field(() => String, { nullable: true, description: "Only this workspace; all when left out." })
  workspace?: string | null;
}

@ArgsType()
export class RegisteredModelsArgs extends PageArgs {
  @Field(() => [String], { nullable: true, description: "Only these stores, by name; all when left out." })
  stores?: string[] | null;

  @Field(() => String, { nullable: true, description: "Only this workspace; all when left out." })
  workspace?: string | null;
}
