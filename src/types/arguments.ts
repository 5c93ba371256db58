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
