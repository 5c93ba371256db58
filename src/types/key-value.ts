import { Field, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { BigIntScalar, DateTime, MetricValueScalar } from "./scalars.js";

@ObjectType({ simpleResolvers: true, description: "A parameter of a run; written once (MLflow's params)." })
export class Param {
  @Field(() => String, { description: "Unique within the run." })
  key!: string;

  @Field(() => String, { nullable: true, description: "Always text, also where it looks like a number." })
  value!: string | null;
}

export const ParamConnection = connectionTypes(() => Param, "Param", "params by key");

@ObjectType({
  simpleResolvers: true,
  description:
    "A tag of a run, experiment, dataset input, registered model or model version; its value may change at any time.",
})
export class Tag {
  @Field(() => String, { description: "Unique within its owner. Keys that begin with `mlflow.` are MLflow's own." })
  key!: string;

  @Field(() => String, { nullable: true, description: "Any text." })
  value!: string | null;
}

export const TagConnection = connectionTypes(() => Tag, "Tag", "tags by key");

@ObjectType({
  simpleResolvers: true,
  description:
    "The latest value of a metric of a run: the one with the highest step, then time, then value (MLflow's latest_metrics).",
})
export class Metric {
  @Field(() => String, { description: "Unique within the run." })
  key!: string;

  @Field(() => MetricValueScalar, { description: "The value (latest_metrics.value, latest_metrics.is_nan)." })
  value!: unknown;

  @Field(() => BigIntScalar, { description: "The step it was logged at, chosen by the client; may be negative." })
  step!: bigint;

  @Field(() => DateTime, { nullable: true, description: "When it was logged, by the client's clock." })
  timestamp!: bigint | null;
}

export const MetricConnection = connectionTypes(() => Metric, "Metric", "latest metrics by key");
