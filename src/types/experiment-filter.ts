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

@Logical
@InputType({ description: "Which experiments to show. What is given must all hold; an empty filter lets all through." })
export class ExperimentFilter implements Logic<ExperimentFilter> {
  and?: ExperimentFilter[] | null;
  or?: ExperimentFilter[] | null;
  not?: ExperimentFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "The experiment's name (experiments.name)." })
  name?: TextFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "Where new runs put their artifacts (experiments.artifact_location).",
  })
  artifactLocation?: TextFilter | null;

  @Field(() => DateTimeFilter, { nullable: true, description: "When it was created (experiments.creation_time)." })
  createdAt?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: "When it was last created, renamed, deleted or restored (experiments.last_update_time).",
  })
  lastUpdatedAt?: DateTimeFilter | null;

  @Field(() => [KeyedTextFilter], { nullable: true, description: "Its tags: each of these holds (experiment_tags)." })
  tags?: KeyedTextFilter[] | null;
}

export function experimentCondition(filter: ExperimentFilter): Condition {
  const comparisons = [
    ...textConditions(attribute("name"), filter.name),
    ...textConditions(attribute("artifact_location"), filter.artifactLocation),
    ...timeConditions(attribute("creation_time"), filter.createdAt),
    ...timeConditions(attribute("last_update_time"), filter.lastUpdatedAt),
    ...keyedTextConditions("tag", filter.tags),
  ];
  return withLogic(filter, comparisons, experimentCondition);
}
