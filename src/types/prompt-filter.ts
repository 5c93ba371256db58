import { ArgsType, Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import { PageArgs } from "./connection.js";
import { type Logic, withLogic } from "./filter-conditions.js";
import { type ListOrderInput, PromptOrder } from "./order.js";
import { RegistryFields, registryComparisons } from "./registered-model-filter.js";

@InputType({ description: "Which prompts to show. What is given must all hold; an empty filter lets all through." })
export class PromptFilter extends RegistryFields implements Logic<PromptFilter> {
  @Field(() => [PromptFilter], { nullable: true, description: "All of these hold." })
  and?: PromptFilter[] | null;

  @Field(() => [PromptFilter], {
    nullable: true,
    description: "At least one of these holds; none does of an empty list.",
  })
  or?: PromptFilter[] | null;

  @Field(() => PromptFilter, {
    nullable: true,
    description: "This does not hold. It lets through what lacks the thing asked about.",
  })
  not?: PromptFilter | null;
}

@ArgsType()
export class PromptsArgs extends PageArgs {
  @Field(() => PromptFilter, { nullable: true, description: "Only prompts that this lets through." })
  filter?: PromptFilter | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A filter of MLflow's prompt search, with MLflow's answers on the same database: `name LIKE 'support%' AND tags.task = 'answer'`. With `filter` too, both must hold.",
  })
  filterString?: string | null;

  @Field(() => [PromptOrder], {
    nullable: true,
    description: "What to order by first; at most five. Then by name.",
  })
  orderBy?: ListOrderInput[] | null;

  @Field(() => [String], { nullable: true, description: "Only these stores, by name; all when left out." })
  stores?: string[] | null;

  @Field(() => String, { nullable: true, description: "Only this workspace; all when left out." })
  workspace?: string | null;
}

export function promptCondition(filter: PromptFilter): Condition {
  return withLogic(filter, registryComparisons(filter), promptCondition);
}
