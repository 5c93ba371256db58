import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareBytes } from "../../src/rules/bytes.js";
import { type Column, compareColumns } from "../../src/rules/comparison.js";
import { encodeMetricValue, type MetricValue } from "../../src/rules/metric-value.js";
import { anyText, check, finiteDouble } from "./arbitraries.js";

const column = (cells: Readonly<Record<string, string | null>>): Column<string | null> =>
  new Map(Object.entries(cells));
const itself = (cell: string | null) => cell;

describe("columns side by side", () => {
  test.each<[string, Column<string | null>[], (readonly [string, (string | null)[], boolean])[]]>([
    ["no runs have no rows", [], []],
    ["runs without keys have no rows", [column({}), column({})], []],
    ["one run differs from nobody", [column({ a: "1" })], [["a", ["1"], false]]],
    ["equal values do not differ", [column({ a: "1" }), column({ a: "1" })], [["a", ["1", "1"], false]]],
    ["unequal values differ", [column({ a: "1" }), column({ a: "1 " })], [["a", ["1", "1 "], true]]],
    [
      "one of three is enough",
      [column({ a: "1" }), column({ a: "1" }), column({ a: "2" })],
      [["a", ["1", "1", "2"], true]],
    ],
    ["a key that one run lacks differs", [column({ a: "1" }), column({})], [["a", ["1", null], true]]],
    ["a value of null is not the same as none", [column({ a: null }), column({})], [["a", [null, null], true]]],
    ["two values of null do not differ", [column({ a: null }), column({ a: null })], [["a", [null, null], false]]],
    ["the empty text is a value", [column({ a: "" }), column({})], [["a", ["", null], true]]],
    ["what could not be read does not count", [column({ a: "1" }), null], [["a", ["1", null], false]]],
    ["nothing that could be read", [null, null], []],
    [
      "keys come by their bytes",
      [column({ "\u{1F600}": "x", "\uFF5E": "x", b: "x" }), column({ B: "x" })],
      [
        ["B", [null, "x"], true],
        ["b", ["x", null], true],
        ["\uFF5E", ["x", null], true],
        ["\u{1F600}", ["x", null], true],
      ],
    ],
    [
      "keys of JavaScript's own objects are keys",
      [column({ constructor: "1" }), column({})],
      [["constructor", ["1", null], true]],
    ],
  ])("%s", (_, columns, expected) => {
    expect(compareColumns(columns, itself).map(({ key, values, differs }) => [key, values, differs])).toEqual(expected);
  });

  test("are, whatever they hold, the union of the keys, once each and in order, with every cell in its place", () => {
    const cells = fc.dictionary(anyText, fc.option(anyText)).map((found): Column<string | null> => column(found));
    check(
      fc.property(fc.array(fc.option(cells, { freq: 5 }), { maxLength: 6 }), (columns) => {
        const rows = compareColumns(columns, itself);
        const keys = rows.map(({ key }) => key);
        expect(keys).toEqual([...new Set(columns.flatMap((one) => [...(one?.keys() ?? [])]))].sort(compareBytes));
        for (const { key, values, differs } of rows) {
          expect(values).toEqual(columns.map((one) => one?.get(key) ?? null));
          const read = columns.filter((one) => one !== null);
          const isAlike = read.every((one) => one.has(key) && one.get(key) === read[0]?.get(key));
          expect(differs).toBe(!isAlike);
        }
      }),
      300,
    );
  });

  test("differ alike in whatever order the runs are given", () => {
    const runs = fc.array(fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2")), { maxLength: 5 });
    check(
      fc.property(runs, (found) => {
        const differing = (columns: Record<string, string>[]) =>
          compareColumns(columns.map(column), itself).map(({ key, differs }) => [key, differs]);
        expect(differing([...found].reverse())).toEqual(differing(found));
      }),
    );
  });
});

describe("metrics side by side", () => {
  interface Cell {
    readonly value: MetricValue;
    readonly step: bigint;
  }
  const differ = (...cells: readonly Cell[]) =>
    compareColumns(
      cells.map((cell) => new Map([["auc", cell]])),
      ({ value }) => value,
    )[0]?.differs;

  test.each<[string, number, boolean, number, boolean, boolean]>([
    ["NaN and NaN", 0, true, Number.NaN, false, false],
    ["NaN and the 0 it is stored as", 0, true, 0, false, true],
    ["0 and -0", 0, false, -0, false, true],
    ["-0 and -0", -0, false, -0, false, false],
    ["an infinity and the largest double", Number.POSITIVE_INFINITY, false, Number.MAX_VALUE, false, false],
    ["the infinities", Number.MAX_VALUE, false, -Number.MAX_VALUE, false, true],
    ["neighbouring doubles", 0.3, false, 0.1 + 0.2, false, true],
  ])("%s", (_, one, oneIsNan, other, otherIsNan, expected) => {
    const [a, b] = [encodeMetricValue(one, oneIsNan), encodeMetricValue(other, otherIsNan)];
    expect(differ({ value: a, step: 1n }, { value: b, step: 1n })).toBe(expected);
  });

  test("differ exactly where their doubles do, NaN being one double, whatever their steps", () => {
    const stored = fc.oneof(finiteDouble, fc.constant(Number.NaN));
    check(
      fc.property(stored, stored, fc.bigInt(), fc.bigInt(), (a, b, one, other) => {
        const cells = [
          { value: encodeMetricValue(a, false), step: one },
          { value: encodeMetricValue(b, false), step: other },
        ];
        expect(differ(...cells)).toBe(!Object.is(a, b));
      }),
    );
  });

  test("cells keep 64-bit steps as they are", () => {
    const cell = { value: 1, step: 2n ** 63n - 1n };
    expect(compareColumns([new Map([["auc", cell]])], ({ value }) => value)[0]?.values[0]).toBe(cell);
  });
});
