import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { encodeInteger, encodeMetricValue } from "../../src/rules/metric-value.js";
import { check, finiteDouble, int64 } from "./arbitraries.js";

describe("a metric's value", () => {
  test.each([
    [0, true, "NaN"],
    [1.5, true, "NaN"],
    [null, true, "NaN"],
    [null, false, "NaN"],
    [Number.NaN, false, "NaN"],
    [Number.MAX_VALUE, false, "Infinity"],
    [-Number.MAX_VALUE, false, "-Infinity"],
    [Number.POSITIVE_INFINITY, false, "Infinity"],
    [Number.NEGATIVE_INFINITY, false, "-Infinity"],
    [-0, false, "-0"],
    [0, false, 0],
    [1.7976931348623155e308, false, 1.7976931348623155e308],
    [-1.7976931348623155e308, false, -1.7976931348623155e308],
    [5e-324, false, 5e-324],
    [0.1 + 0.2, false, 0.30000000000000004],
  ])("stored as %p with the NaN flag %p reads %p", (value, isNan, expected) => {
    expect(encodeMetricValue(value, isNan)).toBe(expected);
  });

  test("goes through JSON with every bit, whatever double is stored", () => {
    check(
      fc.property(finiteDouble, (stored) => {
        const read: unknown = JSON.parse(JSON.stringify(encodeMetricValue(stored, false)));
        const value = Number(read);
        if (Math.abs(stored) === Number.MAX_VALUE) expect(value).toBe(stored * 2);
        else expect(Object.is(value, stored)).toBe(true);
      }),
    );
  });
});

describe("a 64-bit integer", () => {
  test.each([
    [0n, 0],
    [-1n, -1],
    [2n ** 53n - 1n, 9_007_199_254_740_991],
    [2n ** 53n, "9007199254740992"],
    [2n ** 53n + 1n, "9007199254740993"],
    [-(2n ** 53n) + 1n, -9_007_199_254_740_991],
    [-(2n ** 53n), "-9007199254740992"],
    [2n ** 63n - 1n, "9223372036854775807"],
    [-(2n ** 63n), "-9223372036854775808"],
    [7, 7],
    [2 ** 53, "9007199254740992"],
  ])("%p reads %p", (stored, expected) => {
    expect(encodeInteger(stored)).toBe(expected);
  });

  test("goes through JSON with every digit", () => {
    check(
      fc.property(int64, (stored) => {
        const read = JSON.parse(JSON.stringify(encodeInteger(stored))) as number | string;
        expect(BigInt(read)).toBe(stored);
        expect(typeof read).toBe(Number.isSafeInteger(Number(stored)) ? "number" : "string");
      }),
    );
  });
});
