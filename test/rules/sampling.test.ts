import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { gridSteps, isThin } from "../../src/rules/sampling.js";
import { check, int64 } from "./arbitraries.js";

const range = fc.tuple(int64, int64).map(([a, b]) => (a < b ? { low: a, high: b } : { low: b, high: a }));
const count = fc.integer({ min: 1, max: 500 });

describe("the steps of a grid", () => {
  test("begin at the low end, rise strictly, stay below the high end and are at most as many as asked for", () => {
    check(
      fc.property(range, count, ({ low, high }, wanted) => {
        const steps = gridSteps(low, high, wanted);
        expect(steps[0]).toBe(low);
        expect(steps.length).toBeLessThanOrEqual(wanted);
        expect(steps.every((step, at) => at === 0 || step > (steps[at - 1] ?? step))).toBe(true);
        expect(steps.every((step) => step < high || low === high)).toBe(true);
      }),
    );
  });

  test("are as many as asked for where the range has room, and lie evenly: no two gaps differ by more than one", () => {
    check(
      fc.property(range, count, ({ low, high }, wanted) => {
        fc.pre(high - low >= BigInt(wanted));
        const steps = [...gridSteps(low, high, wanted), high];
        expect(steps.length).toBe(wanted + 1);
        const [gap, gaps] = [
          (high - low) / BigInt(wanted),
          steps.slice(1).map((step, at) => step - (steps[at] ?? step)),
        ];
        expect(gaps.every((one) => one === gap || one === gap + 1n)).toBe(true);
      }),
    );
  });

  test("are every step where the range is no wider than the count", () => {
    check(
      fc.property(int64, fc.integer({ min: 1, max: 300 }), fc.nat({ max: 300 }), (low, width, more) => {
        const expected = Array.from({ length: width }, (_, at) => low + BigInt(at));
        expect(gridSteps(low, low + BigInt(width), width + more)).toEqual(expected);
      }),
    );
  });

  test.each([
    [-(2n ** 63n), 2n ** 63n - 1n, 2, [-(2n ** 63n), -1n]],
    [-(2n ** 63n), 2n ** 63n - 1n, 3, [-(2n ** 63n), -3074457345618258603n, 3074457345618258602n]],
    [2n ** 53n, 2n ** 53n + 3n, 3, [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n]],
    [0n, 10n, 4, [0n, 2n, 5n, 7n]],
    [5n, 5n, 7, [5n]],
    [-3n, 3n, 1, [-3n]],
  ])("from %p to %p by %p are exact", (low, high, wanted, expected) => {
    expect(gridSteps(low, high, wanted)).toEqual(expected);
  });
});

test.each([
  [0, 2, true],
  [1, 2, false],
  [49, 100, true],
  [50, 100, false],
  [100, 100, false],
  [1, 3, true],
  [2, 3, false],
])("%p points found of %p asked for: too thin is %p", (found, maxPoints, expected) => {
  expect(isThin(found, maxPoints)).toBe(expected);
});
