import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { covers, matchesPattern } from "../../src/rules/permission.js";
import { contains, overlaps } from "../../src/rules/scope-extent.js";
import { check } from "./arbitraries.js";
import { glob, models, somePlace, someScope } from "./scopes.js";

describe("scopes within scopes", () => {
  test("a scope that contains another covers every place of it", () => {
    check(
      fc.property(someScope, someScope, somePlace, (outer, inner, place) => {
        if (contains(outer, inner) && covers(inner, place)) expect(covers(outer, place)).toBe(true);
        if (covers(outer, place) && covers(inner, place)) expect(overlaps(outer, inner)).toBe(true);
      }),
      5_000,
    );
  });

  test("patterns contain and meet each other just as the texts that match them", () => {
    const texts = [
      "",
      "a",
      "b",
      "aa",
      "ab",
      "ba",
      "bb",
      "aab",
      "aba",
      "abab",
      "bbaa",
      "abba",
      "c",
      "ac",
      "acb",
      "bcab",
    ];
    check(
      fc.property(glob, glob, (a, b) => {
        const [inA, inB] = [a, b].map((pattern) => texts.filter((text) => matchesPattern(pattern, text)));
        if (contains(models(a), models(b))) expect(inB?.every((text) => inA?.includes(text))).toBe(true);
        if (inA?.some((text) => inB?.includes(text))) expect(overlaps(models(a), models(b))).toBe(true);
        expect(overlaps(models(a), models(b))).toBe(overlaps(models(b), models(a)));
      }),
      5_000,
    );
  });

  test.each([
    ["a*", "*b", true],
    ["a*b", "ac*", true],
    ["a*", "b*", false],
    ["ab", "a*c", false],
    ["*", "", true],
    ["", "", true],
    ["", "a*", false],
  ])("%s and %s meet: %s", (a, b, expected) => {
    expect(overlaps(models(a), models(b))).toBe(expected);
  });
});
