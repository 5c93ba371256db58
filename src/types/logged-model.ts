import { Field, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { LifecycleStageEnum, LoggedModelStatusEnum } from "./enums.js";
import { Node } from "./node.js";
import { BigIntScalar, DateTime, MetricValueScalar } from "./scalars.js";

@Entity("store { name } mlflowId")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A model that a run logged, before or without being registered (MLflow's logged model, since 3.0).",
})
export class LoggedModel extends Node {
  @Field(() => String, { description: "MLflow's own id, `m-` and 32 hexadecimal digits (logged_models.model_id)." })
  mlflowId!: string;

  @Field(() => String, { description: "Its name, not unique (logged_models.name)." })
  name!: string;

  @Field(() => LoggedModelStatusEnum, { description: "Whether it is complete (logged_models.status)." })
  status!: string;

  @Field(() => String, { nullable: true, description: "Says more of the status (logged_models.status_message)." })
  statusMessage!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What kind of model its user calls it (logged_models.model_type).",
  })
  modelType!: string | null;

  @Field(() => LifecycleStageEnum, { description: "Whether it is deleted (logged_models.lifecycle_stage)." })
  lifecycleStage!: string;

  @Field(() => String, { description: "Where its files lie, a URI (logged_models.artifact_location)." })
  artifactLocation!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was created (logged_models.creation_timestamp_ms).",
  })
  createdAt!: bigint | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it last changed (logged_models.last_updated_timestamp_ms).",
  })
  lastUpdatedAt!: bigint | null;
}

export const LoggedModelConnection = connectionTypes(() => LoggedModel, "LoggedModel", "logged models, newest first");

@ObjectType({
  simpleResolvers: true,
  description: "One value measured of a logged model, perhaps on a dataset (MLflow's logged_model_metrics).",
})
export class LoggedModelMetric {
  @Field(() => String, { description: "The metric's key (logged_model_metrics.metric_name)." })
  key!: string;

  @Field(() => MetricValueScalar, {
    description:
      "The value (logged_model_metrics.metric_value). MLflow keeps no NaN flag here: a NaN cannot be told from 0.",
  })
  value!: unknown;

  @Field(() => BigIntScalar, { description: "The step (logged_model_metrics.metric_step)." })
  step!: bigint;

  @Field(() => DateTime, {
    nullable: true,
    description: "When, by the client's clock (logged_model_metrics.metric_timestamp_ms).",
  })
  timestamp!: bigint;

  @Field(() => String, {
    nullable: true,
    description: "Name of the dataset it was measured on; null for none (logged_model_metrics.dataset_name).",
  })
  datasetName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Digest of the dataset it was measured on; null for none (logged_model_metrics.dataset_digest).",
  })
  datasetDigest!: string | null;
}

export const LoggedModelMetricConnection = connectionTypes(
  () => LoggedModelMetric,
  "LoggedModelMetric",
  "values by metric, time and step",
);
