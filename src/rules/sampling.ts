/**
 * Steps to probe for a sample of a series: evenly spaced from `low` on, below `high` (the last point is read apart).
 * Exact over the whole 64-bit range.
 *
 * @param count how many probes, at least 1
 */
export function gridSteps(low: bigint, high: bigint, count: number): bigint[] {
  const span = high - low;
  const steps = Array.from({ length: count }, (_, index) => low + (span * BigInt(index)) / BigInt(count));
  return steps.filter((step, index) => index === 0 || step !== steps[index - 1]);
}

/**
 * Whether a grid's answer is too thin to stand for the series: its steps lie so unevenly (all equal, or in clumps)
 * that probing by step found few points although there are more than were asked for.
 */
export function isThin(found: number, maxPoints: number): boolean {
  return found * 2 < maxPoints;
}
