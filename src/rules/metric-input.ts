import { checkKey } from "./entity-key.js";
import { decodeMetricValue, type MetricValue, type StoredMetricValue } from "./metric-value.js";
import { checkInteger } from "./written-text.js";

/** A point of a metric as somebody logs it. */
export interface MetricInput {
  readonly key: string;
  readonly value: MetricValue;
  /** Epoch milliseconds, of the client's clock. */
  readonly timestamp: bigint;
  readonly step: bigint;
}

/** A point of a metric as MLflow stores it. */
export interface MetricPoint extends StoredMetricValue {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly timestamp: bigint;
  readonly step: bigint;
}

/**
 * @param path where the point is in the arguments
 * @throws InputFailure
 */
export function readMetric({ key, value, timestamp, step }: MetricInput, path: readonly string[]): MetricPoint {
  checkKey(key, [...path, "key"]);
  // MLflow refuses times before 1970; steps may be negative.
  checkInteger(timestamp, [...path, "timestamp"], 0n);
  checkInteger(step, [...path, "step"]);
  return { key, ...decodeMetricValue(value), timestamp, step };
}

/**
 * The points without the ones that say the same twice, the first of them kept: MLflow's table has each once. What is equal in SQL is
 * the same here: 0 and -0.
 */
export function distinctPoints(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const first = new Map<string, MetricPoint>();
  for (const point of points) {
    const identity = identityOfPoint(point);
    if (!first.has(identity)) first.set(identity, point);
  }
  return [...first.values()];
}

/** What the primary key of `metrics` tells the points of one run apart by. Text of a double is as exact as the double, and -0 prints as 0. */
export function identityOfPoint({ key, value, isNan, timestamp, step }: MetricPoint): string {
  return [timestamp, step, String(value), isNan, key].join(" ");
}
