import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Comparison, type Condition, checkFilter, type NumberOperator, never } from "../../src/rules/filter.js";
import { beyondColumn, integerComparison } from "../../src/rules/filter-number.js";
import { check, int64 } from "./arbitraries.js";
import { failureOf } from "./fails-with.js";

const one: Comparison = { field: { kind: "tag", key: "a" }, operator: "=", text: "b" };
const limits = { filterDepthMax: 2, filterConditionsMax: 3 };

describe("the size of a filter", () => {
  test.each<[string, Condition, string]>([
    ["nothing", { and: [] }, "nothing"],
    ["a comparison", one, "nothing"],
    ["as deep as allowed", { not: { not: one } }, "nothing"],
    ["too deep", { and: [{ or: [{ not: one }] }] }, "LIMIT FILTER_TOO_DEEP"],
    ["too deep in its last part", { and: [one, { not: { someDataset: one } }] }, "LIMIT FILTER_TOO_DEEP"],
    ["as large as allowed", { and: [one, { or: [one, one] }] }, "nothing"],
    ["too large", { and: [one, { or: [one, one, one] }] }, "LIMIT FILTER_TOO_LARGE"],
    [
      "a list's values count",
      { field: one.field, operator: "IN", texts: ["a", "b", "c", "d"] },
      "LIMIT FILTER_TOO_LARGE",
    ],
  ])("%s", (_, condition, expected) => {
    expect(failureOf(() => checkFilter(condition, limits))).toBe(expected);
  });
});

const operators: readonly NumberOperator[] = ["=", "!=", "<", "<=", ">", ">="];
const anyOperator = fc.constantFrom(...operators);

describe("an integer column compared with any number", () => {
  const smallNumber = fc.oneof(
    fc.double({ min: -40, max: 40, noNaN: true }),
    fc.integer({ min: -20, max: 20 }).map((twice) => twice / 2),
    fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300),
  );

  test("means what the comparison means", () => {
    check(
      fc.property(fc.integer({ min: -20, max: 20 }), anyOperator, smallNumber, (x, operator, y) => {
        const condition = integerComparison({ kind: "attribute", name: "x" }, operator, y);
        expect([operator, y, x, holds(condition, BigInt(x))]).toEqual([operator, y, x, compare(x, operator, y)]);
      }),
      5_000,
    );
  });

  test("keeps a whole number to the last digit", () => {
    const field = { kind: "attribute", name: "x" } as const;
    expect(integerComparison(field, "=", 9007199254740993n)).toEqual({
      field,
      operator: "=",
      number: 9007199254740993n,
    });
    expect(integerComparison(field, "<", 2 ** 60)).toEqual({ field, operator: "<", number: 2n ** 60n });
  });
});

describe("a number that a column cannot hold", () => {
  test("compares as if it could", () => {
    const beyond = fc.oneof(int64, fc.constantFrom(2n ** 31n - 1n, 2n ** 31n, -(2n ** 31n), -(2n ** 31n) - 1n));
    check(
      fc.property(anyOperator, beyond, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (operator, value, x) => {
        const verdict = beyondColumn(operator, value, 2n ** 31n - 1n);
        const fits = value >= -(2n ** 31n) && value < 2n ** 31n;
        expect(verdict).toBe(fits ? null : compare(BigInt(x), operator, value));
      }),
    );
  });
});

function holds(condition: Condition, x: bigint): boolean {
  if (condition === never) return false;
  if ("operator" in condition && condition.operator === "EXISTS") return true;
  if (!("number" in condition)) throw new Error(JSON.stringify(condition));
  return compare(x, condition.operator, condition.number);
}

function compare(x: number | bigint, operator: NumberOperator, y: number | bigint): boolean {
  const [isLess, isGreater] = [x < y, x > y];
  if (operator === "=") return !isLess && !isGreater;
  if (operator === "!=") return isLess || isGreater;
  return (operator.startsWith("<") ? isLess : isGreater) || (operator.endsWith("=") && !isLess && !isGreater);
}
