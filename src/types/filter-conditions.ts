import { Field as InputField } from "type-graphql";
import { invalid } from "../rules/failure.js";
import { type Condition, every, type Field, type NumberOperator, type TextComparison } from "../rules/filter.js";
import { integerComparison, metricComparison } from "../rules/filter-number.js";
import { storedInfinity } from "../rules/metric-value.js";
import type {
  DateTimeFilter,
  IntFilter,
  KeyedTextFilter,
  MetricFilter,
  TextFilter,
  WordFilter,
} from "./value-filter.js";

/** The parts of a filter that every list has. */
export interface Logic<Filter> {
  readonly and?: readonly Filter[] | null;
  readonly or?: readonly Filter[] | null;
  readonly not?: Filter | null;
}

/** Gives a filter the fields of `Logic`. */
export const Logical: ClassDecorator = (target) => {
  const { prototype } = target;
  const some = "At least one of these holds; none does of an empty list.";
  const none = "This does not hold. It lets through what lacks the thing asked about.";
  InputField(() => [target], { nullable: true, description: "All of these hold." })(prototype, "and");
  InputField(() => [target], { nullable: true, description: some })(prototype, "or");
  InputField(() => target, { nullable: true, description: none })(prototype, "not");
};

/** @param comparisons what the filter's own fields ask */
export function withLogic<Filter extends Logic<Filter>>(
  filter: Filter,
  comparisons: readonly Condition[],
  conditionOf: (part: Filter) => Condition,
): Condition {
  return every([
    ...comparisons,
    ...(filter.and ?? []).map(conditionOf),
    ...(filter.or ? [{ or: filter.or.map(conditionOf) }] : []),
    ...(filter.not ? [{ not: conditionOf(filter.not) }] : []),
  ]);
}

export function attribute(name: string): Field {
  return { kind: "attribute", name };
}

const textOperators = {
  equals: "=",
  notEquals: "!=",
  contains: "CONTAINS",
  startsWith: "STARTS WITH",
  endsWith: "ENDS WITH",
  like: "LIKE",
  ilike: "ILIKE",
} as const satisfies Readonly<Record<string, TextComparison["operator"]>>;

const listOperators = { in: "IN", notIn: "NOT IN" } as const;

export function textConditions(field: Field, filter: TextFilter | null | undefined): Condition[] {
  if (!filter) return [];
  const texts = given(filter, textOperators).map(([operator, text]): Condition => ({ field, operator, text }));
  const lists = given(filter, listOperators).map(([operator, list]): Condition => ({ field, operator, texts: list }));
  return [...texts, ...lists, ...presence(field, filter)];
}

export function keyedTextConditions(kind: "param" | "tag", filters: readonly KeyedTextFilter[] | null | undefined) {
  return (filters ?? []).flatMap((filter) => {
    const field: Field = { kind, key: filter.key };
    return orExists(field, textConditions(field, filter));
  });
}

const timeOperators = {
  equals: "=",
  notEquals: "!=",
  after: ">",
  notBefore: ">=",
  before: "<",
  notAfter: "<=",
} as const satisfies Readonly<Record<string, NumberOperator>>;

export function timeConditions(field: Field, filter: DateTimeFilter | null | undefined): Condition[] {
  if (!filter) return [];
  const times = given(filter, timeOperators).map(([operator, time]) => integerComparison(field, operator, time));
  return [...times, ...presence(field, filter)];
}

const numberOperators = {
  equals: "=",
  notEquals: "!=",
  greaterThan: ">",
  atLeast: ">=",
  lessThan: "<",
  atMost: "<=",
} as const satisfies Readonly<Record<string, NumberOperator>>;

export function integerConditions(field: Field, filter: IntFilter | null | undefined): Condition[] {
  if (!filter) return [];
  return given(filter, numberOperators).map(([operator, number]) => integerComparison(field, operator, number));
}

export function metricConditions(filters: readonly MetricFilter[] | null | undefined): Condition[] {
  return (filters ?? []).flatMap((filter) => {
    const field: Field = { kind: "metric", key: filter.key };
    const numbers = given(filter, numberOperators).map(([operator, number]) =>
      metricComparison(field, operator, toStored(number)),
    );
    const isNan: Condition = { field, operator: "IS NAN" };
    const nan = given(filter, { isNan: true }).map(
      ([, wanted]): Condition => (wanted ? isNan : { and: [{ field, operator: "EXISTS" }, { not: isNan }] }),
    );
    return orExists(field, [...numbers, ...nan, ...presence(field, filter)]);
  });
}

/** MLflow stores the infinities as the largest doubles. */
function toStored(value: number): number {
  return Math.max(-storedInfinity, Math.min(storedInfinity, value));
}

/**
 * @param stored what MLflow writes for each word but UNKNOWN, which stands for all others
 */
export function wordConditions(
  field: Field,
  filter: WordFilter | null | undefined,
  stored: Readonly<Record<string, string | readonly string[]>>,
): Condition[] {
  if (!filter) return [];
  const isAnyOf = (words: readonly string[]): Condition => {
    const texts = words.flatMap((word) => stored[word] ?? []);
    const known: Condition = { field, operator: "IN", texts };
    if (!words.includes("UNKNOWN")) return known;
    return { or: [known, { not: { field, operator: "IN", texts: Object.values(stored).flat() } }] };
  };
  return [
    ...given(filter, { equals: true }).map(([, word]) => isAnyOf([word])),
    ...given(filter, { in: true }).map(([, words]) => isAnyOf(words)),
    ...given(filter, { notEquals: true }).map(([, word]) => ({ not: isAnyOf([word]) })),
    ...given(filter, { notIn: true }).map(([, words]) => ({ not: isAnyOf(words) })),
  ];
}

function presence(field: Field, filter: { readonly exists?: boolean | null }): Condition[] {
  const exists: Condition = { field, operator: "EXISTS" };
  return given(filter, { exists: true }).map(([, wanted]) => (wanted ? exists : { not: exists }));
}

function orExists(field: Field, conditions: readonly Condition[]): readonly Condition[] {
  return conditions.length === 0 ? [{ field, operator: "EXISTS" }] : conditions;
}

/**
 * The comparisons that a filter gives, with their operators.
 *
 * @throws Failure INVALID for a null: a variable left empty must not make a filter that lets everything through
 */
function given<Filter extends object, Operators extends Readonly<Partial<Record<keyof Filter & string, unknown>>>>(
  filter: Filter,
  operators: Operators,
): [Operators[keyof Operators], NonNullable<Filter[keyof Operators & keyof Filter]>][] {
  const names = (Object.keys(operators) as (keyof Operators & keyof Filter)[]).filter(
    (name) => filter[name] !== undefined,
  );
  return names.map((name) => {
    const value = filter[name];
    if (value === null || value === undefined) {
      throw invalid("FILTER_NULL", `${String(name)} must not be null: leave it out, or ask with exists.`);
    }
    return [operators[name], value];
  });
}
