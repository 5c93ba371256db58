import { Field, Float, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { TraceStateEnum } from "./enums.js";
import { Node } from "./node.js";
import { BigIntScalar, DateTime } from "./scalars.js";

@Entity("store { name } mlflowId")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "One request that an application answered, in outline (MLflow's trace, since 2.13).",
})
export class Trace extends Node {
  @Field(() => String, { description: "MLflow's own id (trace_info.request_id)." })
  mlflowId!: string;

  @Field(() => TraceStateEnum, { description: "How it ended, or that it goes on (trace_info.status)." })
  state!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it began, by the client's clock (trace_info.timestamp_ms).",
  })
  requestTime!: bigint;

  @Field(() => BigIntScalar, {
    nullable: true,
    description: "How long it took, in milliseconds; null while it goes on (trace_info.execution_time_ms).",
  })
  executionDurationMs!: bigint | null;

  @Field(() => String, {
    nullable: true,
    description: "The application's own id of the request, since MLflow 3.2 (trace_info.client_request_id).",
  })
  clientRequestId!: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      "The beginning of what was asked, at most 1,000 characters, since MLflow 3.2 (trace_info.request_preview).",
  })
  requestPreview!: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      "The beginning of the answer, at most 1,000 characters, since MLflow 3.2 (trace_info.response_preview).",
  })
  responsePreview!: unknown;
}

export const TraceConnection = connectionTypes(() => Trace, "Trace", "traces, newest first");

@ObjectType({
  simpleResolvers: true,
  description: "Tokens that a trace's calls of language models took (MLflow's token usage). What is not known is null.",
})
export class TraceTokens {
  @Field(() => BigIntScalar, { nullable: true, description: "Tokens that went in." })
  input!: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: "Tokens that came out." })
  output!: bigint | null;

  @Field(() => BigIntScalar, { nullable: true, description: "Both, as counted by the client." })
  total!: bigint | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "What a trace's calls of language models cost, in US dollars as MLflow reckons them. What is not known is null.",
})
export class TraceCost {
  @Field(() => Float, { nullable: true, description: "Cost of the tokens that went in." })
  input!: number | null;

  @Field(() => Float, { nullable: true, description: "Cost of the tokens that came out." })
  output!: number | null;

  @Field(() => Float, { nullable: true, description: "Both, as reckoned by the client." })
  total!: number | null;
}
