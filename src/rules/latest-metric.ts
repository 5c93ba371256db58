import type { MetricPoint } from "./metric-input.js";

/**
 * Whether a point replaces another in `latest_metrics`, as MLflow decides it: by step, then timestamp, then value, and only if it is
 * strictly greater. A NaN is compared as the 0 that is stored for it: a NaN and a 0 of one step and time never replace each other.
 */
export function isLater(point: MetricPoint, other: MetricPoint): boolean {
  if (point.step !== other.step) return point.step > other.step;
  if (point.timestamp !== other.timestamp) return point.timestamp > other.timestamp;
  return point.value > other.value;
}

/**
 * What logging a batch changes in `latest_metrics`: the rows to insert or to update, by key. The order within the batch matters only
 * for points that are equal in step, time and value: the first of them stays.
 *
 * @param latest the run's rows of the batch's keys, locked
 * @param logged new points only: what was in `metrics` before has been weighed before
 */
export function latestAfter(
  latest: ReadonlyMap<string, MetricPoint>,
  logged: readonly MetricPoint[],
): ReadonlyMap<string, MetricPoint> {
  const changed = new Map<string, MetricPoint>();
  for (const point of logged) {
    const current = changed.get(point.key) ?? latest.get(point.key);
    if (current === undefined || isLater(point, current)) changed.set(point.key, point);
  }
  return changed;
}
