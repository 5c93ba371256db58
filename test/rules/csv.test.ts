import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { csvHeader, csvLine, csvNumber, csvText } from "../../src/rules/csv.js";
import { encodeMetricValue } from "../../src/rules/metric-value.js";
import { parseCsv } from "../support/csv.js";
import { anyText, check, finiteDouble, int64 } from "./arbitraries.js";

const plain = { spreadsheet: false };
const sheet = { spreadsheet: true };

describe("a cell of text", () => {
  test.each<[string | null, string]>([
    [null, ""],
    ["", '""'],
    ["a", "a"],
    ["a b", "a b"],
    [" a", '" a"'],
    ["a,b", '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ["a\nb", '"a\nb"'],
    ["a\r\nb", '"a\r\nb"'],
    ["=1+1", "=1+1"],
    ["-1.5", "-1.5"],
    ["naïve 🦉", "naïve 🦉"],
  ])("%p is written %p", (text, cell) => {
    expect(csvText(text, plain)).toBe(cell);
  });

  test.each<[string | null, string]>([
    [null, ""],
    ["a=b", "a=b"],
    ["=1+1", "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["-", "'-"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", `"'\tx"`.replaceAll('"', "")],
    ["\rx", '"\'\rx"'],
    ["\nx", '"\'\nx"'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ["\uFF1D1+1", "'\uFF1D1+1"],
    ["-1.5", "-1.5"],
    ["+1e-3", "+1e-3"],
    ["-.5E10", "-.5E10"],
    ["-1.5x", "'-1.5x"],
    ["-1e", "'-1e"],
    ["-Infinity", "'-Infinity"],
  ])("%p is written %p for a spreadsheet", (text, cell) => {
    expect(csvText(text, sheet)).toBe(cell);
  });
});

test.each<[number | string | null, string]>([
  [null, ""],
  [-1.5, "-1.5"],
  [0.1 + 0.2, "0.30000000000000004"],
  [1e21, "1e+21"],
  [5e-324, "5e-324"],
  ["-0", "-0"],
  ["NaN", "NaN"],
  ["-Infinity", "-Infinity"],
  ["9223372036854775807", "9223372036854775807"],
])("the number %p is written %p", (number, cell) => {
  expect(csvNumber(number)).toBe(cell);
});

test("the header of a spreadsheet's file begins with the mark of UTF-8", () => {
  expect(csvHeader(["key", "a,b"], plain)).toBe('key,"a,b"\r\n');
  expect(csvHeader(["key", "a,b"], sheet)).toBe('\uFEFFkey,"a,b"\r\n');
});

describe("lines of any texts", () => {
  const cells = fc.array(fc.option(anyText), { minLength: 1, maxLength: 5 });

  test("are read back as they were", () => {
    check(
      fc.property(cells, (texts) => {
        const header = csvHeader(
          texts.map((text) => text ?? ""),
          plain,
        );
        const parsed = parseCsv(header + csvLine(texts.map((text) => csvText(text, plain))));
        expect(parsed.header).toEqual(texts.map((text) => text ?? ""));
        expect(parsed.rows).toEqual([texts]);
      }),
    );
  });

  test("begin with no formula in a spreadsheet, and are the same texts behind the apostrophe", () => {
    const risky = fc
      .tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", ""), anyText)
      .map((parts) => parts.join(""));
    check(
      fc.property(risky, (text) => {
        const [[read] = []] = parseCsv(`a\r\n${csvLine([csvText(text, sheet)])}`).rows;
        if (/^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(read ?? "")) expect(Number.isFinite(Number(read))).toBe(true);
        expect([text, `'${text}`]).toContain(read);
      }),
    );
  });

  test("keep every bit of numbers", () => {
    check(
      fc.property(finiteDouble, int64, (value, step) => {
        const line = csvLine([csvNumber(encodeMetricValue(value, false)), csvNumber(String(step))]);
        const [[double, integer] = []] = parseCsv(`a,b\r\n${line}`).rows;
        if (Math.abs(value) < Number.MAX_VALUE) expect(Object.is(Number(double), value)).toBe(true);
        expect(BigInt(integer ?? "")).toBe(step);
      }),
    );
  });
});
