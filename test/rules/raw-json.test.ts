import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { printWithRawJson, RawJson } from "../../src/rules/raw-json.js";
import { anyString, check } from "./arbitraries.js";

test("the text of a database stands in the print as it is", () => {
  const big = '[{"step":9007199254740993,"value":1.50}]';
  expect(
    printWithRawJson({ data: { a: new RawJson(big), b: null, c: [new RawJson("null"), new RawJson('"x"')] } }),
  ).toBe(`{"data":{"a":${big},"b":null,"c":[null,"x"]}}`);
  expect(printWithRawJson(new RawJson("{}"))).toBe("{}");
});

test("any values, with any of them as texts, print as JSON.stringify prints them", () => {
  const values = fc.array(fc.tuple(fc.jsonValue(), fc.boolean()));
  check(
    fc.property(values, anyString, (pairs, key) => {
      const plain = pairs.map(([value]) => ({ [key]: value }));
      const withTexts = pairs.map(([value, isText]) => ({
        [key]: isText ? new RawJson(JSON.stringify(value)) : value,
      }));
      expect(printWithRawJson(withTexts)).toBe(JSON.stringify(plain));
    }),
  );
});

test("a stored value that equals the mark, ends with it or is a key of it is left as it is", () => {
  const stored = ["mark", 'x"mark', '"mark"', { mark: 1 }, "mark and more"];
  for (const value of stored) {
    const marks = ["mark", "other mark"];
    const printed = printWithRawJson([new RawJson("[1]"), value, new RawJson("[2]")], () => marks.shift() ?? "last");
    expect(printed).toBe(`[[1],${JSON.stringify(value)},[2]]`);
  }
  const json = '["mark"]';
  expect(printWithRawJson([new RawJson(json)], () => "mark")).toBe('[["mark"]]');
});

test("marks are random, and none is made where there is no text", () => {
  const seen = new Set<string>();
  const spy = { toJSON: () => "nothing" };
  printWithRawJson({ spy }, () => {
    throw new Error("no mark is needed");
  });
  const raw = new RawJson("1");
  const shown = {
    toJSON() {
      const mark = String(raw.toJSON());
      seen.add(mark);
      return mark;
    },
  };
  for (let print = 0; print < 100; print += 1) expect(printWithRawJson([shown])).toBe("[1]");
  expect(seen.size).toBe(100);
  for (const mark of seen) expect(mark).toMatch(/^[0-9a-f]{32}$/);
});

test("a value that asks for a text and prints something else is an error, and no endless loop", () => {
  const raw = new RawJson("1");
  expect(() => printWithRawJson([{ toJSON: () => String(raw.toJSON()).length }])).toThrow("has no place");
});

test("elsewhere it is the value it stands for, also after a print that failed", () => {
  const raw = new RawJson('{"a":[1,null]}');
  const cycle: Record<string, unknown> = { raw };
  cycle.cycle = cycle;
  expect(() => printWithRawJson(cycle)).toThrow(TypeError);
  expect(JSON.parse(JSON.stringify({ raw }))).toEqual({ raw: { a: [1, null] } });
});
