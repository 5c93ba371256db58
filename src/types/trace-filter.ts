import { ArgsType, Field, InputType } from "type-graphql";
import { storedTraceStates } from "../rules/enums.js";
import type { Condition } from "../rules/filter.js";
import { PageArgs } from "./connection.js";
import { TraceStateEnum } from "./enums.js";
import {
  attribute,
  keyedTextConditions,
  type Logic,
  Logical,
  textConditions,
  timeConditions,
  withLogic,
  wordConditions,
} from "./filter-conditions.js";
import { DateTimeFilter, KeyedTextFilter, TextFilter, type WordFilter, wordFilterType } from "./value-filter.js";

const TraceStateFilter = wordFilterType(() => TraceStateEnum, "TraceStateFilter", "a trace's state");

@Logical
@InputType({ description: "Which traces to show. What is given must all hold; an empty filter lets all through." })
export class TraceFilter implements Logic<TraceFilter> {
  and?: TraceFilter[] | null;
  or?: TraceFilter[] | null;
  not?: TraceFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "Its name (trace_info.trace_name; tag mlflow.traceName before MLflow 3.17).",
  })
  name?: TextFilter | null;

  @Field(() => TraceStateFilter, { nullable: true, description: "How it ended (trace_info.status)." })
  state?: WordFilter | null;

  @Field(() => DateTimeFilter, { nullable: true, description: "When it began (trace_info.timestamp_ms)." })
  requestTime?: DateTimeFilter | null;

  @Field(() => [KeyedTextFilter], { nullable: true, description: "Its tags: each of these holds (trace_tags)." })
  tags?: KeyedTextFilter[] | null;
}

@ArgsType()
export class TracesArgs extends PageArgs {
  @Field(() => TraceFilter, { nullable: true, description: "Only traces that this lets through." })
  filter?: TraceFilter | null;
}

export function traceCondition(filter: TraceFilter): Condition {
  const comparisons = [
    ...textConditions(attribute("name"), filter.name),
    ...wordConditions(attribute("state"), filter.state, storedTraceStates),
    ...timeConditions(attribute("request_time"), filter.requestTime),
    ...keyedTextConditions("tag", filter.tags),
  ];
  return withLogic(filter, comparisons, traceCondition);
}
