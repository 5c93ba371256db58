import { ArgsType, Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import { AcrossStores } from "./arguments.js";
import { PageArgs } from "./connection.js";
import { type Logic, Logical, withLogic } from "./filter-conditions.js";
import { type ListOrderInput, PromptOrder } from "./order.js";
import { RegistryFields, registryComparisons } from "./registered-model-filter.js";

@Logical
@InputType({ description: "Which prompts to show. What is given must all hold; an empty filter lets all through." })
export class PromptFilter extends RegistryFields implements Logic<PromptFilter> {
  and?: PromptFilter[] | null;
  or?: PromptFilter[] | null;
  not?: PromptFilter | null;
}

@AcrossStores
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

  stores?: string[] | null;
  workspace?: string | null;
}

export function promptCondition(filter: PromptFilter): Condition {
  return withLogic(filter, registryComparisons(filter), promptCondition);
}
