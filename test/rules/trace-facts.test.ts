import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { storedTraceStates, toTraceState, traceStates } from "../../src/rules/enums.js";
import { costFrom, costs, tokens, tokensFrom } from "../../src/rules/trace-facts.js";
import { anyString, check } from "./arbitraries.js";

const none = { input: null, output: null, total: null };

describe("a trace's tokens", () => {
  test.each([
    ['{"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}', { input: 10n, output: 5n, total: 15n }],
    ['{"input_tokens": 10, "other": 3}', { ...none, input: 10n }],
    ['{"input_tokens": 0}', { ...none, input: 0n }],
    ['{"input_tokens": 1.5, "output_tokens": "7", "total_tokens": 3}', { ...none, total: 3n }],
    ['{"input_tokens": 9007199254740993, "total_tokens": 1e400}', null],
    ['{"input_tokens": null}', null],
    ['{"input_tokens": 10, "outp', null],
    ["[1, 2]", null],
    ["null", null],
    ["7", null],
    ["", null],
    [null, null],
  ])("%s", (text, expected) => expect(tokensFrom(text)).toEqual(expected));

  test("are null where no column has any", () => {
    expect(tokens(none)).toBeNull();
    expect(tokens({ ...none, output: 0n })).toEqual({ ...none, output: 0n });
  });
});

describe("a trace's cost", () => {
  test.each([
    ['{"input_cost": 0.1, "output_cost": 1e-7, "total_cost": 0}', { input: 0.1, output: 1e-7, total: 0 }],
    ['{"total_cost": 1e999, "input_cost": "0.5"}', null],
    ['{"total_cost": NaN}', null],
    [null, null],
  ])("%s", (text, expected) => expect(costFrom(text)).toEqual(expected));

  test("of columns has no number that JSON has not", () => {
    expect(costs({ input: Number.NaN, output: Number.POSITIVE_INFINITY, total: 2 })).toEqual({ ...none, total: 2 });
    expect(costs({ input: Number.NaN, output: null, total: undefined })).toBeNull();
  });
});

test("neither throws, whatever text or JSON is stored", () => {
  check(
    fc.property(fc.oneof(anyString, fc.json()), (text) => {
      for (const read of [tokensFrom, costFrom]) expect([null, "object"]).toContain(read(text) && typeof read(text));
    }),
  );
});

describe("a trace's state", () => {
  test("is read from each word that MLflow has stored", () => {
    for (const [state, words] of Object.entries(storedTraceStates))
      for (const word of words) expect(toTraceState(word)).toBe(state);
    expect([...Object.keys(storedTraceStates), "UNKNOWN"]).toEqual([...traceStates]);
  });

  test("is UNKNOWN for any other word", () => {
    for (const word of ["", "ok", "OK ", "UNSPECIFIED", "UNKNOWN", "constructor"])
      expect(toTraceState(word)).toBe("UNKNOWN");
  });
});
