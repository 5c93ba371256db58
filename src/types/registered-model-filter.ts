import { Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import {
  attribute,
  keyedTextConditions,
  type Logic,
  Logical,
  textConditions,
  timeConditions,
  withLogic,
} from "./filter-conditions.js";
import { DateTimeFilter, KeyedTextFilter, TextFilter } from "./value-filter.js";

/** What registered models and prompts, which share their tables, are both asked by. */
@InputType()
export abstract class RegistryFields {
  @Field(() => TextFilter, { nullable: true, description: "Its name (registered_models.name)." })
  name?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "What it is for (registered_models.description)." })
  description?: TextFilter | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: "When it was created (registered_models.creation_time).",
  })
  createdAt?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: "When it last changed; tags and aliases do not move it (registered_models.last_updated_time).",
  })
  lastUpdatedAt?: DateTimeFilter | null;

  @Field(() => [KeyedTextFilter], {
    nullable: true,
    description: "Its tags: each of these holds (registered_model_tags).",
  })
  tags?: KeyedTextFilter[] | null;
}

@Logical
@InputType({
  description: "Which registered models to show. What is given must all hold; an empty filter lets all through.",
})
export class RegisteredModelFilter extends RegistryFields implements Logic<RegisteredModelFilter> {
  and?: RegisteredModelFilter[] | null;
  or?: RegisteredModelFilter[] | null;
  not?: RegisteredModelFilter | null;
}

export function registeredModelCondition(filter: RegisteredModelFilter): Condition {
  return withLogic(filter, registryComparisons(filter), registeredModelCondition);
}

export function registryComparisons(filter: RegistryFields): Condition[] {
  return [
    ...textConditions(attribute("name"), filter.name),
    ...textConditions(attribute("description"), filter.description),
    ...timeConditions(attribute("creation_time"), filter.createdAt),
    ...timeConditions(attribute("last_updated_time"), filter.lastUpdatedAt),
    ...keyedTextConditions("tag", filter.tags),
  ];
}
