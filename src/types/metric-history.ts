import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import type { MetricSample } from "../rules/enums.js";
import { PageInfo } from "./connection.js";
import { MetricSampleEnum } from "./enums.js";
import { BigIntScalar, DateTime, MetricValueScalar } from "./scalars.js";

@InputType({ description: "A range of steps, both ends included." })
export class StepRange {
  @Field(() => BigIntScalar, { nullable: true, description: "Lowest step; open when left out." })
  from?: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: "Highest step; open when left out." })
  to?: bigint | null;
}

@InputType({ description: "A range of times, both ends included." })
export class TimeRange {
  @Field(() => DateTime, { nullable: true, description: "Earliest time; open when left out." })
  from?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "Latest time; open when left out." })
  to?: bigint | null;
}

@ArgsType()
export class MetricHistoryArgs {
  @Field(() => [String], {
    description: "Which metrics, compared exactly. A key that the run never logged gives no series.",
  })
  keys!: string[];

  @Field(() => StepRange, { nullable: true, description: "Only points in this range of steps." })
  steps?: StepRange | null;

  @Field(() => TimeRange, { nullable: true, description: "Only points in this range of times." })
  times?: TimeRange | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Sample each series down to this many points (at least 2), in the way that `sample` says. Left out, the series is complete, a page at a time.",
  })
  maxPoints?: number | null;

  @Field(() => MetricSampleEnum, {
    defaultValue: "GRID",
    description: "Which points to keep of a series with more than `maxPoints`; without `maxPoints` it says nothing.",
  })
  sample!: MetricSample;

  @Field(() => Int, {
    nullable: true,
    description:
      "Points of a complete series to return: at most, and by default, the server's limit (100,000 unless configured).",
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Go on after this cursor, an endCursor of the same series; takes a single key and no maxPoints.",
  })
  after?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "One logged value (a row of MLflow's metrics)." })
export class MetricPoint {
  @Field(() => BigIntScalar, {
    description: "The step, chosen by the client; may repeat and be negative (metrics.step).",
  })
  step!: bigint | number | string;

  @Field(() => DateTime, { nullable: true, description: "When, by the client's clock (metrics.timestamp)." })
  timestamp!: bigint | number | string;

  @Field(() => MetricValueScalar, { description: "The value (metrics.value, metrics.is_nan)." })
  value!: unknown;
}

@ObjectType({
  simpleResolvers: true,
  description: "A series' points as columns, for charts: the i-th entries belong together.",
})
export class MetricColumns {
  @Field(() => [BigIntScalar], { description: "Steps (metrics.step)." })
  steps!: readonly unknown[];

  @Field(() => [BigIntScalar], { description: "Times as Unix epoch milliseconds (metrics.timestamp)." })
  timestamps!: readonly unknown[];

  @Field(() => [MetricValueScalar], { description: "Values (metrics.value, metrics.is_nan)." })
  values!: readonly unknown[];
}

@ObjectType({
  simpleResolvers: true,
  description: "The history of one metric of one run, ordered by step, then time, then value.",
})
export class MetricSeries {
  @Field(() => String, { description: "The metric's key (metrics.key)." })
  key!: string;

  @Field(() => Boolean, { description: "True when points were left out to keep to `maxPoints`." })
  isSampled!: boolean;

  @Field(() => MetricSampleEnum, {
    nullable: true,
    description:
      "How these points were chosen: GRID for a series of nothing but NaN, else as asked for. Null when the series is complete, or a page of it.",
  })
  sample!: MetricSample | null;

  @Field(() => MetricColumns, { description: "The points as columns: much the quicker form for many points." })
  columns!: MetricColumns;

  @Field(() => PageInfo, { description: "Whether the complete series goes on behind these points." })
  pageInfo!: PageInfo;
}
