import { Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import { attribute, type Logic, textConditions, withLogic } from "./filter-conditions.js";
import { TextFilter } from "./value-filter.js";

@InputType({ description: "Which datasets to show. What is given must all hold; an empty filter lets all through." })
export class DatasetFilter implements Logic<DatasetFilter> {
  @Field(() => [DatasetFilter], { nullable: true, description: "All of these hold." })
  and?: DatasetFilter[] | null;

  @Field(() => [DatasetFilter], {
    nullable: true,
    description: "At least one of these holds; none does of an empty list.",
  })
  or?: DatasetFilter[] | null;

  @Field(() => DatasetFilter, {
    nullable: true,
    description: "This does not hold. It lets through what lacks the thing asked about.",
  })
  not?: DatasetFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Its name (datasets.name)." })
  name?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Its digest (datasets.digest)." })
  digest?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Kind of source (datasets.dataset_source_type)." })
  sourceType?: TextFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "What some run used it for, such as `training` (input tag mlflow.data.context).",
  })
  context?: TextFilter | null;
}

export function datasetCondition(filter: DatasetFilter): Condition {
  const comparisons = [
    ...textConditions(attribute("name"), filter.name),
    ...textConditions(attribute("digest"), filter.digest),
    ...textConditions(attribute("source_type"), filter.sourceType),
    ...textConditions({ kind: "dataset", name: "context" }, filter.context),
  ];
  return withLogic(filter, comparisons, datasetCondition);
}
