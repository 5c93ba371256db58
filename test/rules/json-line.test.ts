import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { jsonLine, jsonObject } from "../../src/rules/json-line.js";
import { anyText, check } from "./arbitraries.js";

test("an object keeps its members in their order, whatever they are called", () => {
  const names = ["b", "10", "9", "__proto__", "constructor", 'quo"ted', "\u2028"];
  const written = jsonObject(names.map((name) => [name, "1"]));
  expect(written).toBe(`{"b":1,"10":1,"9":1,"__proto__":1,"constructor":1,"quo\\"ted":1,"\u2028":1}`);
  expect(Object.keys(JSON.parse(written)).sort()).toEqual([...names].sort());
  expect(jsonObject([])).toBe("{}");
});

test("a line is one line of JSON, whatever texts it holds", () => {
  const members = fc.uniqueArray(fc.tuple(anyText, anyText), { selector: ([name]) => name });
  check(
    fc.property(members, (found) => {
      const line = jsonLine(found.map(([name, text]) => [name, JSON.stringify(text)]));
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(Object.entries(JSON.parse(line)).sort()).toEqual([...found].sort());
    }),
  );
});
