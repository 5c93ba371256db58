import { Failure } from "./failure.js";

/**
 * What a list's rows must satisfy: data only, the same for typed filters and for MLflow's filter strings. Logic is
 * two-valued: a comparison on something the row does not have is false, `!=` too, and `not` turns it into true.
 */
export type Condition =
  | { readonly and: readonly Condition[] }
  | { readonly or: readonly Condition[] }
  | { readonly not: Condition }
  /** One dataset that the run read satisfies all of it; its comparisons are on dataset fields. */
  | { readonly someDataset: Condition }
  | Comparison;

/** What a comparison looks at. Attributes are named as in MLflow's searches, keys are compared exactly. */
export type Field =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "param" | "tag" | "metric"; readonly key: string }
  | { readonly kind: "dataset"; readonly name: DatasetField };

export const datasetFields = ["name", "digest", "context"] as const;
export type DatasetField = (typeof datasetFields)[number];

export type Comparison = TextComparison | NumberComparison | ListComparison | PresenceComparison;

/** Byte by byte, but for ILIKE. LIKE and ILIKE take the database's own pattern, as MLflow does; the last three plain text. */
export interface TextComparison {
  readonly field: Field;
  readonly operator: "=" | "!=" | "LIKE" | "ILIKE" | "CONTAINS" | "STARTS WITH" | "ENDS WITH";
  readonly text: string;
}

/** Integers of attributes as bigint, metrics as number. A NaN metric satisfies `!=` only. */
export interface NumberComparison {
  readonly field: Field;
  readonly operator: NumberOperator;
  readonly number: number | bigint;
}

export type NumberOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export interface ListComparison {
  readonly field: Field;
  readonly operator: "IN" | "NOT IN";
  readonly texts: readonly string[];
}

/**
 * EXISTS: the row has a value there, keys compared exactly. IS NULL and IS NOT NULL are MLflow's: they compare keys as
 * the column's collation does.
 */
export interface PresenceComparison {
  readonly field: Field;
  readonly operator: "EXISTS" | "IS NULL" | "IS NOT NULL" | "IS NAN";
}

export const never: Condition = { or: [] };

/** All of some conditions, as flat as can be. */
export function every(conditions: readonly Condition[]): Condition {
  const parts = conditions.flatMap((part) => ("and" in part ? part.and : [part]));
  const [only, ...more] = parts;
  return only && more.length === 0 ? only : { and: parts };
}

/** How large a filter may be. Both are configurable under `limits:`. */
export interface FilterLimits {
  /** How deep `and`, `or`, `not` may nest. */
  readonly filterDepthMax: number;
  /** Comparisons in one filter; each value of a list counts. */
  readonly filterConditionsMax: number;
}

/** @throws Failure LIMIT when the condition is deeper or larger than allowed */
export function checkFilter(condition: Condition, { filterDepthMax, filterConditionsMax }: FilterLimits): void {
  const { depth, size } = measure(condition);
  if (depth > filterDepthMax) {
    throw new Failure("LIMIT", "FILTER_TOO_DEEP", `A filter nests at most ${filterDepthMax} levels, not ${depth}.`);
  }
  if (size > filterConditionsMax) {
    throw new Failure(
      "LIMIT",
      "FILTER_TOO_LARGE",
      `A filter has at most ${filterConditionsMax} comparisons, not ${size}.`,
    );
  }
}

function measure(condition: Condition): { depth: number; size: number } {
  if ("operator" in condition) return { depth: 0, size: "texts" in condition ? condition.texts.length : 1 };
  const parts = partsOf(condition).map(measure);
  return {
    depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
    size: parts.reduce((sum, { size }) => sum + size, 0),
  };
}

function partsOf(condition: Exclude<Condition, Comparison>): readonly Condition[] {
  if ("and" in condition) return condition.and;
  if ("or" in condition) return condition.or;
  return ["not" in condition ? condition.not : condition.someDataset];
}
