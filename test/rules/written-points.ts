import fc from "fast-check";
import type { MetricInput } from "../../src/rules/metric-input.js";

/** Three times of four the first. */
function mostly(first: bigint, ...others: bigint[]): fc.Arbitrary<bigint> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(first) }, fc.constantFrom(...others));
}

/** Batches whose points often meet: few keys, steps, times and values, so that ties, repeats and late points are common. */
export const fewPoints: fc.Arbitrary<MetricInput[]> = fc.array(
  fc.record({
    key: fc.constantFrom("loss", "auc", "Loss"),
    value: fc.constantFrom<MetricInput["value"]>(
      0,
      0,
      "NaN",
      "-0",
      1,
      -1,
      "NaN",
      "Infinity",
      "-Infinity",
      Number.MAX_VALUE,
    ),
    timestamp: mostly(0n, 1n, 2n ** 63n - 1n, 2n ** 53n, 2n ** 53n + 1n),
    step: mostly(0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 53n + 1n),
  }),
  { maxLength: 6 },
);
