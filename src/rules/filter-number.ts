import { type Condition, type Field, type NumberOperator, never } from "./filter.js";

/**
 * An integer column compared with any number: `x > 1.5` is `x > 1`, `x = 1.5` is never true. The whole number stays as
 * it is, however large; `beyondColumn` says what to do with one that the column cannot hold.
 */
export function integerComparison(field: Field, operator: NumberOperator, value: number | bigint): Condition {
  if (typeof value === "bigint") return { field, operator, number: value };
  if (Number.isInteger(value)) return { field, operator, number: BigInt(value) };
  if (operator === "=") return never;
  if (operator === "!=") return { field, operator: "EXISTS" };
  if (!Number.isFinite(value)) return holdsForAll(operator, value > 0) ? { field, operator: "EXISTS" } : never;
  // Between two integers `<` and `<=` are the same, and so are `>` and `>=`.
  return operator === "<" || operator === "<="
    ? { field, operator: "<=", number: BigInt(Math.floor(value)) }
    : { field, operator: ">=", number: BigInt(Math.ceil(value)) };
}

/**
 * Whether comparing with a number outside `[-max - 1, max]` holds for every value in that range, or for none; null when
 * the number is inside and must be compared.
 */
export function beyondColumn(operator: NumberOperator, value: bigint, max: bigint): boolean | null {
  if (value <= max && value >= -max - 1n) return null;
  return holdsForAll(operator, value > max);
}

/** What `x operator y` is for every x when y lies above, or below, all of them. */
export function holdsForAll(operator: NumberOperator, isAbove: boolean): boolean {
  if (operator === "=" || operator === "!=") return operator === "!=";
  return isAbove === operator.startsWith("<");
}

/** A metric compared with any number but NaN. The infinities that only a filter string can hold (`1e400`) become what they mean. */
export function metricComparison(field: Field, operator: NumberOperator, value: number): Condition {
  if (Number.isFinite(value)) return { field, operator, number: value };
  if (!holdsForAll(operator, value > 0)) return never;
  const exists: Condition = { field, operator: "EXISTS" };
  return operator === "!=" ? exists : { and: [exists, { not: { field, operator: "IS NAN" } }] };
}
