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

/** Gives a list over all stores the arguments that narrow it: `stores` and `workspace`. */
export const AcrossStores: ClassDecorator = (target) => {
  const stores = { nullable: true, description: "Only these stores, by name; all when left out." };
  Field(() => [String], stores)(target.prototype, "stores");
  const workspace = { nullable: true, description: "Only this workspace; all when left out." };
  Field(() => String, workspace)(target.prototype, "workspace");
};
