/** A metric's value as the graph spells it: a JSON number, or a string where JSON has no number for it. */
export type MetricValue = number | "NaN" | "Infinity" | "-Infinity" | "-0";

/** A 64-bit integer as the graph spells it: a JSON number within +-(2^53-1), else its decimal text. */
export type SafeInteger = number | string;

/** MLflow stores +-Infinity as the largest double, since MySQL has no infinity. */
export const storedInfinity = Number.MAX_VALUE;

/** From the columns `metrics.value` and `metrics.is_nan`. SQLite turns a NaN into NULL. */
export function encodeMetricValue(value: number | null, isNan: boolean): MetricValue {
  if (isNan || value === null || Number.isNaN(value)) return "NaN";
  if (value >= storedInfinity) return "Infinity";
  if (value <= -storedInfinity) return "-Infinity";
  return Object.is(value, -0) ? "-0" : value;
}

export function encodeInteger(value: bigint | number): SafeInteger {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** A metric's value as MLflow's two columns hold it. */
export interface StoredMetricValue {
  readonly value: number;
  readonly isNan: boolean;
}

/** The inverse of `encodeMetricValue`: NaN is a flag beside 0, an infinity the largest double. Every other bit is kept, a -0 too. */
export function decodeMetricValue(value: MetricValue): StoredMetricValue {
  const number = Number(value);
  if (Number.isNaN(number)) return { value: 0, isNan: true };
  return { value: Math.max(-storedInfinity, Math.min(storedInfinity, number)), isNan: false };
}
