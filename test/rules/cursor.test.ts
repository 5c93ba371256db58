import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type CursorKind, type CursorValue, formatCursor, parseCursor } from "../../src/rules/cursor.js";
import { anyString, check, finiteDouble, int64 } from "./arbitraries.js";
import { failureOf } from "./fails-with.js";

/** A column's kind with a value that it may hold. */
const column: fc.Arbitrary<{ kind: CursorKind; value: CursorValue }> = fc.oneof(
  int64.map((value) => ({ kind: "integer" as const, value })),
  fc.option(int64).map((value) => ({ kind: "integer?" as const, value })),
  finiteDouble.map((value) => ({ kind: "double" as const, value })),
  anyString.map((value) => ({ kind: "text" as const, value })),
);
const columns = fc.array(column, { minLength: 1, maxLength: 5 });

/** The kinds of columns that may hold a value. */
function kindsFor(value: CursorValue): readonly string[] {
  if (value === null) return ["integer?"];
  if (typeof value === "bigint") return ["integer", "integer?"];
  return [typeof value === "number" ? "double" : "text"];
}

const kindsOf = (of: readonly { kind: CursorKind }[]) => of.map(({ kind }) => kind);
const valuesOf = (of: readonly { value: CursorValue }[]) => of.map(({ value }) => value);
const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");

describe("a cursor", () => {
  test("gives back every value of every kind: -0, the ends of int64, any text", () => {
    check(
      fc.property(anyString, columns, (name, of) => {
        // toStrictEqual tells -0 from 0.
        expect(parseCursor(formatCursor(name, valuesOf(of)), name, kindsOf(of))).toStrictEqual(valuesOf(of));
      }),
    );
  });

  test("has one spelling for one place, and differs where the places do", () => {
    check(
      fc.property(columns, columns, (a, b) => {
        const isSame = a.length === b.length && a.every(({ value }, at) => Object.is(value, b[at]?.value));
        expect(formatCursor("list", valuesOf(a)) === formatCursor("list", valuesOf(b))).toBe(isSame);
      }),
    );
  });

  test("holds the longest texts of MLflow's columns", () => {
    // datasets.name (500), datasets.digest (36) and inputs.input_uuid (36), each character at its longest spelling.
    for (const character of ["\u0001", "\u{1f600}", '"', "\\", "\ud800"]) {
      const values = [character.repeat(500), character.repeat(36), character.repeat(36)];
      expect(parseCursor(formatCursor("datasetInputs", values), "datasetInputs", ["text", "text", "text"])).toEqual(
        values,
      );
    }
  });

  test("of another list is refused", () => {
    check(
      fc.property(anyString, anyString, columns, (name, other, of) => {
        fc.pre(name !== other);
        expect(failureOf(() => parseCursor(formatCursor(name, valuesOf(of)), other, kindsOf(of)))).toBe(
          "INVALID WRONG_CURSOR",
        );
      }),
    );
  });

  test("of a list with other columns is refused, though the name is the same", () => {
    check(
      fc.property(columns, columns, (of, other) => {
        const fits =
          of.length === other.length && of.every(({ value }, at) => kindsFor(value).includes(other[at]?.kind ?? ""));
        const failure = failureOf(() => parseCursor(formatCursor("list", valuesOf(of)), "list", kindsOf(other)));
        expect(failure).toBe(fits ? "nothing" : "INVALID WRONG_CURSOR");
      }),
    );
  });

  test("with any one character changed is refused, or is the cursor of another place and spelled as that", () => {
    const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .\u00e9"];
    check(
      fc.property(columns, fc.nat(), fc.constantFrom(...characters), (of, at, character) => {
        const cursor = formatCursor("list", valuesOf(of));
        const changed = cursor.slice(0, at % cursor.length) + character + cursor.slice((at % cursor.length) + 1);
        fc.pre(changed !== cursor);
        const failure = failureOf(() => parseCursor(changed, "list", kindsOf(of)));
        if (failure === "nothing")
          expect(formatCursor("list", parseCursor(changed, "list", kindsOf(of)))).toBe(changed);
        else expect(failure).toBe("INVALID WRONG_CURSOR");
      }),
    );
  });

  test("that is any text at all is refused", () => {
    check(
      fc.property(anyString, (text) => {
        expect(failureOf(() => parseCursor(text, "list", ["text"]))).toBe("INVALID WRONG_CURSOR");
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["no JSON", Buffer.from("[").toString("base64url")],
    ["no list", encode({ 0: "list", 1: "i1" })],
    ["an empty list", encode([])],
    ["no values", encode(["list"])],
    ["one value more", encode(["list", "i1", "i1"])],
    ["a number without its kind", encode(["list", 1])],
    ["a list in a list", encode(["list", ["i1"]])],
    ["an unknown kind", encode(["list", "x1"])],
    ["an empty value", encode(["list", ""])],
    ["an integer without digits", encode(["list", "i"])],
    ["an integer in hexadecimal", encode(["list", "i0x10"])],
    ["an integer with a plus", encode(["list", "i+1"])],
    ["an integer with a zero before it", encode(["list", "i01"])],
    ["an integer with a space", encode(["list", "i 1"])],
    ["an integer with a fraction", encode(["list", "i1.0"])],
    ["the integer after the last of int64", encode(["list", `i${2n ** 63n}`])],
    ["the integer before the first of int64", encode(["list", `i${-(2n ** 63n) - 1n}`])],
    ["a null where the column has none", encode(["list", null])],
    ["a space in the JSON", Buffer.from('["list", "i1"]').toString("base64url")],
    ["standard base64", Buffer.from('["list","i1"]~~~').toString("base64")],
    ["padding", `${encode(["list", "i1"])}=`],
    ["text behind it", `${encode(["list", "i1"])}!`],
    ["more than a cursor can be", encode(["list", `s${"x".repeat(100_000)}`])],
  ])("is refused when it holds %s", (_, cursor) => {
    expect(failureOf(() => parseCursor(cursor, "list", ["integer"]))).toBe("INVALID WRONG_CURSOR");
  });

  test.each(["f", "fNaN", "fInfinity", "f-Infinity", "f1e999", "f1e400", "f 1", "f1.0", "f0x1", "f1_0"])(
    "is refused when its double is spelled %j",
    (value) => {
      expect(failureOf(() => parseCursor(encode(["list", value]), "list", ["double"]))).toBe("INVALID WRONG_CURSOR");
    },
  );
});
