import { Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import { RunStatusEnum } from "./enums.js";
import {
  attribute,
  keyedTextConditions,
  type Logic,
  Logical,
  metricConditions,
  textConditions,
  timeConditions,
  withLogic,
  wordConditions,
} from "./filter-conditions.js";
import {
  DateTimeFilter,
  KeyedTextFilter,
  MetricFilter,
  TextFilter,
  type WordFilter,
  wordFilterType,
} from "./value-filter.js";

export const RunStatusFilter = wordFilterType(() => RunStatusEnum, "RunStatusFilter", "a run's status");

@InputType({
  description: "What a dataset that the run read must be: all of it of one dataset, in one use. Empty: any dataset.",
})
export class DatasetUseFilter {
  @Field(() => TextFilter, { nullable: true, description: "Its name (datasets.name)." })
  name?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Its digest (datasets.digest)." })
  digest?: TextFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "What it was used for, such as `training` (input tag mlflow.data.context).",
  })
  context?: TextFilter | null;
}

@Logical
@InputType({ description: "Which runs to show. What is given must all hold; an empty filter lets all through." })
export class RunFilter implements Logic<RunFilter> {
  and?: RunFilter[] | null;
  or?: RunFilter[] | null;
  not?: RunFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "MLflow's id (runs.run_uuid)." })
  mlflowId?: TextFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "The run's name, as MLflow searches it (tag mlflow.runName).",
  })
  name?: TextFilter | null;

  @Field(() => RunStatusFilter, { nullable: true, description: "What the run is doing (runs.status)." })
  status?: WordFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "The user, as the client says (runs.user_id)." })
  userId?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Where its artifacts lie (runs.artifact_uri)." })
  artifactUri?: TextFilter | null;

  @Field(() => DateTimeFilter, { nullable: true, description: "When it started (runs.start_time)." })
  startTime?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, { nullable: true, description: "When it ended (runs.end_time)." })
  endTime?: DateTimeFilter | null;

  @Field(() => [KeyedTextFilter], { nullable: true, description: "Its params: each of these holds (params)." })
  params?: KeyedTextFilter[] | null;

  @Field(() => [KeyedTextFilter], { nullable: true, description: "Its tags: each of these holds (tags)." })
  tags?: KeyedTextFilter[] | null;

  @Field(() => [MetricFilter], {
    nullable: true,
    description: "The latest values of its metrics: each of these holds (latest_metrics).",
  })
  metrics?: MetricFilter[] | null;

  @Field(() => [DatasetUseFilter], {
    nullable: true,
    description: "Datasets it read: for each of these there is one (datasets, inputs).",
  })
  datasets?: DatasetUseFilter[] | null;
}

const storedStatuses = {
  RUNNING: "RUNNING",
  SCHEDULED: "SCHEDULED",
  FINISHED: "FINISHED",
  FAILED: "FAILED",
  KILLED: "KILLED",
};

export function runCondition(filter: RunFilter): Condition {
  const comparisons = [
    ...textConditions(attribute("run_id"), filter.mlflowId),
    ...textConditions(attribute("run_name"), filter.name),
    ...wordConditions(attribute("status"), filter.status, storedStatuses),
    ...textConditions(attribute("user_id"), filter.userId),
    ...textConditions(attribute("artifact_uri"), filter.artifactUri),
    ...timeConditions(attribute("start_time"), filter.startTime),
    ...timeConditions(attribute("end_time"), filter.endTime),
    ...keyedTextConditions("param", filter.params),
    ...keyedTextConditions("tag", filter.tags),
    ...metricConditions(filter.metrics),
    ...(filter.datasets ?? []).map(datasetUse),
  ];
  return withLogic(filter, comparisons, runCondition);
}

function datasetUse({ name, digest, context }: DatasetUseFilter): Condition {
  return {
    someDataset: {
      and: [
        ...textConditions({ kind: "dataset", name: "name" }, name),
        ...textConditions({ kind: "dataset", name: "digest" }, digest),
        ...textConditions({ kind: "dataset", name: "context" }, context),
      ],
    },
  };
}
