import { Field, InputType } from "type-graphql";
import type { Condition } from "../rules/filter.js";
import { ModelStageEnum, VersionStatusEnum } from "./enums.js";
import {
  attribute,
  integerConditions,
  keyedTextConditions,
  type Logic,
  Logical,
  textConditions,
  timeConditions,
  withLogic,
  wordConditions,
} from "./filter-conditions.js";
import {
  DateTimeFilter,
  IntFilter,
  KeyedTextFilter,
  TextFilter,
  type WordFilter,
  wordFilterType,
} from "./value-filter.js";

export const ModelStageFilter = wordFilterType(() => ModelStageEnum, "ModelStageFilter", "a model version's stage");
export const ModelVersionStatusFilter = wordFilterType(
  () => VersionStatusEnum,
  "ModelVersionStatusFilter",
  "a model version's status",
);

@Logical
@InputType({
  description: "Which model versions to show. What is given must all hold; an empty filter lets all through.",
})
export class ModelVersionFilter implements Logic<ModelVersionFilter> {
  and?: ModelVersionFilter[] | null;
  or?: ModelVersionFilter[] | null;
  not?: ModelVersionFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Its model's name (model_versions.name)." })
  name?: TextFilter | null;

  @Field(() => IntFilter, { nullable: true, description: "Its number (model_versions.version)." })
  version?: IntFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "MLflow's id of the run that made it (model_versions.run_id).",
  })
  runMlflowId?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "Where it was registered from (model_versions.source)." })
  source?: TextFilter | null;

  @Field(() => ModelStageFilter, { nullable: true, description: "Its stage (model_versions.current_stage)." })
  stage?: WordFilter | null;

  @Field(() => ModelVersionStatusFilter, {
    nullable: true,
    description: "Whether its registration is complete (model_versions.status).",
  })
  status?: WordFilter | null;

  @Field(() => TextFilter, { nullable: true, description: "What it is (model_versions.description)." })
  description?: TextFilter | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: "When it was registered (model_versions.creation_time).",
  })
  createdAt?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: "When it last changed; tags and aliases do not move it (model_versions.last_updated_time).",
  })
  lastUpdatedAt?: DateTimeFilter | null;

  @Field(() => [KeyedTextFilter], {
    nullable: true,
    description: "Its tags: each of these holds (model_version_tags).",
  })
  tags?: KeyedTextFilter[] | null;
}

const storedStages = { NONE: "None", STAGING: "Staging", PRODUCTION: "Production", ARCHIVED: "Archived" };
const storedStatuses = {
  PENDING_REGISTRATION: "PENDING_REGISTRATION",
  FAILED_REGISTRATION: "FAILED_REGISTRATION",
  READY: "READY",
};

export function modelVersionCondition(filter: ModelVersionFilter): Condition {
  const comparisons = [
    ...textConditions(attribute("name"), filter.name),
    ...integerConditions(attribute("version_number"), filter.version),
    ...textConditions(attribute("run_id"), filter.runMlflowId),
    ...textConditions(attribute("source_path"), filter.source),
    ...wordConditions(attribute("current_stage"), filter.stage, storedStages),
    ...wordConditions(attribute("status"), filter.status, storedStatuses),
    ...textConditions(attribute("description"), filter.description),
    ...timeConditions(attribute("creation_time"), filter.createdAt),
    ...timeConditions(attribute("last_updated_time"), filter.lastUpdatedAt),
    ...keyedTextConditions("tag", filter.tags),
  ];
  return withLogic(filter, comparisons, modelVersionCondition);
}
