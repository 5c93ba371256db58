import type { MetricPoint } from "../support/metric-points.js";
import { inOrder } from "./series-points.js";

/** What a sample of extremes holds of a series with more than `maxPoints` points; null where no value is a number. */
export function extremesOf(points: readonly MetricPoint[], maxPoints: number): MetricPoint[] | null {
  const count = Math.floor(maxPoints / 2);
  const isFlat = new Set(points.map(({ step }) => step)).size === 1;
  const axis = ({ step, timestamp }: MetricPoint) => Number(isFlat ? timestamp : step);
  const places = points.map(axis);
  const low = Math.min(...places);
  const high = Math.max(...places);
  const buckets = new Map<number, MetricPoint[]>();
  for (const one of inOrder(points)) {
    if (one.isNan) continue;
    const bucket = Math.min(Math.floor(((axis(one) - low) * count) / (high - low + 1)), count - 1);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), one]);
  }
  if (buckets.size === 0) return null;
  const kept = [...buckets.values()].flatMap((own) => {
    const values = own.map(({ value }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return [own.find(({ value }) => value === least), own.find(({ value }) => value === most)];
  });
  return inOrder([...new Set(kept)].filter((one) => one !== undefined));
}
