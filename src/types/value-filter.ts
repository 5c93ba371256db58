import { type ClassType, Field, InputType, Int } from "type-graphql";
import { DateTime, MetricValueScalar } from "./scalars.js";

const allMustHold = "What is given must all hold; a row without a value satisfies only `exists: false`.";

@InputType({ description: `Compares a text exactly, capitals and accents included. ${allMustHold}` })
export class TextFilter {
  @Field(() => String, { nullable: true, description: "It is this text." })
  equals?: string | null;

  @Field(() => String, { nullable: true, description: "It is there and another text." })
  notEquals?: string | null;

  @Field(() => [String], { nullable: true, description: "It is one of these texts." })
  in?: string[] | null;

  @Field(() => [String], { nullable: true, description: "It is there and none of these texts." })
  notIn?: string[] | null;

  @Field(() => String, { nullable: true, description: "It has this text somewhere in it; nothing is wild." })
  contains?: string | null;

  @Field(() => String, { nullable: true, description: "It begins with this text; nothing is wild." })
  startsWith?: string | null;

  @Field(() => String, { nullable: true, description: "It ends with this text; nothing is wild." })
  endsWith?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "It matches this pattern of MLflow's LIKE: `%` for any text, `_` for one character. Only some databases know an escape for the two: prefer `contains`, `startsWith`, `endsWith`.",
  })
  like?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "As `like`, but capitals do not matter, in the way of the store's database (MLflow's ILIKE).",
  })
  ilike?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Whether there is a value at all." })
  exists?: boolean | null;
}

@InputType({ description: "Compares the param or tag with a key. With no more than the key: the row has it." })
export class KeyedTextFilter extends TextFilter {
  @Field(() => String, { description: "The key, compared exactly." })
  key!: string;
}

@InputType({ description: `Compares a time, to the millisecond. ${allMustHold}` })
export class DateTimeFilter {
  @Field(() => DateTime, { nullable: true, description: "It is this time." })
  equals?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "It is there and another time." })
  notEquals?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "It is later than this." })
  after?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "It is this time or later." })
  notBefore?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "It is earlier than this." })
  before?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "It is this time or earlier." })
  notAfter?: bigint | null;

  @Field(() => Boolean, { nullable: true, description: "Whether there is a time at all." })
  exists?: boolean | null;
}

@InputType({ description: "Compares a whole number. What is given must all hold." })
export class IntFilter {
  @Field(() => Int, { nullable: true, description: "It is this number." })
  equals?: number | null;

  @Field(() => Int, { nullable: true, description: "It is another number." })
  notEquals?: number | null;

  @Field(() => Int, { nullable: true, description: "It is greater than this." })
  greaterThan?: number | null;

  @Field(() => Int, { nullable: true, description: "It is this number or greater." })
  atLeast?: number | null;

  @Field(() => Int, { nullable: true, description: "It is less than this." })
  lessThan?: number | null;

  @Field(() => Int, { nullable: true, description: "It is this number or less." })
  atMost?: number | null;
}

@InputType({
  description:
    "Compares the latest value of the metric with a key. What is given must all hold; with no more than the key: the run has it. A NaN satisfies `notEquals` only.",
})
export class MetricFilter {
  @Field(() => String, { description: "The key, compared exactly." })
  key!: string;

  @Field(() => MetricValueScalar, { nullable: true, description: "It is this value." })
  equals?: number | null;

  @Field(() => MetricValueScalar, { nullable: true, description: "It is there and another value; NaN is one." })
  notEquals?: number | null;

  @Field(() => MetricValueScalar, { nullable: true, description: "It is greater than this." })
  greaterThan?: number | null;

  @Field(() => MetricValueScalar, { nullable: true, description: "It is this value or greater." })
  atLeast?: number | null;

  @Field(() => MetricValueScalar, { nullable: true, description: "It is less than this." })
  lessThan?: number | null;

  @Field(() => MetricValueScalar, { nullable: true, description: "It is this value or less." })
  atMost?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Whether it is NaN." })
  isNan?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Whether the run has it at all." })
  exists?: boolean | null;
}

/** What is written for a word of an enum, in any of the inputs of `wordFilterType`. */
export interface WordFilter {
  readonly equals?: string | null;
  readonly notEquals?: string | null;
  readonly in?: readonly string[] | null;
  readonly notIn?: readonly string[] | null;
}

/** @param what the enum's values stand for, in the plural */
export function wordFilterType(enumType: () => object, name: string, what: string): ClassType<WordFilter> {
  @InputType(name, { description: `Compares ${what}. What is given must all hold.` })
  class Filter implements WordFilter {
    @Field(enumType, { nullable: true, description: "It is this one." })
    equals?: string | null;

    @Field(enumType, { nullable: true, description: "It is another one." })
    notEquals?: string | null;

    @Field(() => [enumType()], { nullable: true, description: "It is one of these." })
    in?: string[] | null;

    @Field(() => [enumType()], { nullable: true, description: "It is none of these." })
    notIn?: string[] | null;
  }
  return Filter;
}
