import { Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import { attribute, type Logic, Logical, textConditions, withLogic } from "./filter-conditions.js";
import { TextFilter } from "./value-filter.js";

@Logical
@InputType({ description: "Which datasets to show. What is given must all hold; an empty filter lets all through." })
export class DatasetFilter implements Logic<DatasetFilter> {
  and?: DatasetFilter[] | null;
  or?: DatasetFilter[] | null;
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
