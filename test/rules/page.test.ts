import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkListLength, checkPage, sliceOf } from "../../src/rules/page.js";
import { check } from "./arbitraries.js";
import { failureOf } from "./fails-with.js";

describe("first", () => {
  test.each([
    [1, "nothing"],
    [100, "nothing"],
    [0, "INVALID FIRST_TOO_SMALL"],
    [-1, "INVALID FIRST_TOO_SMALL"],
    [-(2 ** 31), "INVALID FIRST_TOO_SMALL"],
    [101, "LIMIT PAGE_TOO_LARGE"],
    [10 ** 9, "LIMIT PAGE_TOO_LARGE"],
    [2 ** 31 - 1, "LIMIT PAGE_TOO_LARGE"],
  ])("%p of at most 100 fails with %p", (first, expected) => {
    expect(failureOf(() => checkPage(first, null, 100))).toBe(expected);
  });

  test("and after come back as they were given, no cursor as null", () => {
    expect(checkPage(7, "c", 7)).toEqual({ first: 7, after: "c" });
    expect(checkPage(7, "", 7)).toEqual({ first: 7, after: "" });
    expect(checkPage(7, undefined, 7)).toEqual({ first: 7, after: null });
    expect(checkPage(7, null, 7)).toEqual({ first: 7, after: null });
  });

  test("too large says the limit and what was asked for", () => {
    expect(() => checkPage(101, null, 100)).toThrow("first must be at most 100, not 101: ask for pages.");
    expect(() => checkPage(0, null, 100)).toThrow("first must be at least 1, not 0.");
  });
});

test("a slice has the first rows, and says whether the one row more was there", () => {
  check(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 100 }), (rows, first) => {
      expect(sliceOf(rows, first)).toEqual({ rows: rows.slice(0, first), hasNextPage: rows.length > first });
    }),
  );
});

test("a list may be as long as its limit, empty too, and not longer", () => {
  expect(failureOf(() => checkListLength("keys", [], 0))).toBe("nothing");
  expect(failureOf(() => checkListLength("keys", ["a", "b"], 2))).toBe("nothing");
  expect(failureOf(() => checkListLength("keys", ["a", "b", "c"], 2))).toBe("LIMIT LIST_TOO_LONG");
  expect(() => checkListLength("keys", ["a", "b", "c"], 2)).toThrow("keys takes at most 2 entries, not 3.");
});
