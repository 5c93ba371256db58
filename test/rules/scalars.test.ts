import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type GraphQLScalarType, parseValue } from "graphql";
import { BigIntScalar, DateTime, MetricValueScalar } from "../../src/types/scalars.js";
import { anyString, check, int64 } from "./arbitraries.js";
import { failureOf } from "./fails-with.js";

const epochMax = 8_640_000_000_000_000n;
const dateMessage = "DateTime must be an ISO 8601 time with a zone, such as 2026-01-31T12:00:00.000Z.";
const integerMessage = "BigInt must be a 64-bit integer: a number within +-(2^53-1), or its decimal text.";

/** A scalar read from a literal of a document, such as `"2026"` or `12`. */
function literal(scalar: GraphQLScalarType, text: string): unknown {
  return scalar.parseLiteral(parseValue(text));
}

describe("DateTime as output", () => {
  test.each([
    [0n, "1970-01-01T00:00:00.000Z"],
    [-1n, "1969-12-31T23:59:59.999Z"],
    [1_769_860_800_000n, "2026-01-31T12:00:00.000Z"],
    [253_402_300_799_999n, "9999-12-31T23:59:59.999Z"],
    [epochMax, "+275760-09-13T00:00:00.000Z"],
    [-epochMax, "-271821-04-20T00:00:00.000Z"],
  ])("writes the stored %p as %p", (stored, expected) => {
    expect(DateTime.serialize(stored)).toBe(expected);
    expect(DateTime.serialize(Number(stored))).toBe(expected);
  });

  test.each([epochMax + 1n, -epochMax - 1n, 2n ** 63n - 1n, -(2n ** 63n), "9223372036854775807", Number.NaN])(
    "refuses the stored %p, for which there is no date",
    (stored) => {
      expect(failureOf(() => DateTime.serialize(stored))).toBe("INVALID DATE_OUT_OF_RANGE");
      expect(() => DateTime.serialize(stored)).toThrow(`The stored time ${stored} is out of the range of dates.`);
    },
  );
});

describe("DateTime as input", () => {
  test("takes back every time that the graph writes", () => {
    check(
      fc.property(fc.bigInt({ min: -epochMax, max: epochMax }), (epochMs) => {
        const text = DateTime.serialize(epochMs);
        expect(DateTime.parseValue(text)).toBe(epochMs);
        expect(literal(DateTime, JSON.stringify(text))).toBe(epochMs);
      }),
    );
  });

  test.each([
    ["2026-01-31T12:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z"],
    ["2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00:00.123Z"],
    ["2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.000Z"],
    ["2026-01-31T00:30:00-11:30", "2026-01-31T12:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
  ])("understands %p", (text, expected) => {
    expect(DateTime.serialize(DateTime.parseValue(text))).toBe(expected);
  });

  test.each([
    ["a day that the month has not", "2026-02-29T00:00:00Z"],
    ["a day that the month has not, in another zone", "2026-02-30T23:00:00-05:00"],
    ["the 31st of a month of 30", "2026-04-31T00:00:00Z"],
    ["a thirteenth month", "2026-13-01T00:00:00Z"],
    ["a month zero", "2026-00-10T00:00:00Z"],
    ["a day zero", "2026-01-00T00:00:00Z"],
    ["an hour 25", "2026-01-01T25:00:00Z"],
    ["a minute 60", "2026-01-01T00:60:00Z"],
    ["a second 60", "2026-01-01T00:00:60Z"],
    ["a zone beyond a day", "2026-01-01T00:00:00+99:00"],
    ["no zone", "2026-01-31T12:00:00"],
    ["no time", "2026-01-31"],
    ["ten digits of a second", "2026-01-31T12:00:00.1234567890Z"],
    ["the year before the first", "-271822-01-01T00:00:00.000Z"],
    ["the year after the last", "+275761-01-01T00:00:00.000Z"],
    ["a year zero with a minus", "-000000-01-01T00:00:00.000Z"],
    ["a space in it", "2026-01-31 12:00:00Z"],
    ["a line break behind it", "2026-01-31T12:00:00Z\n"],
    ["other digits", "２０２６-01-31T12:00:00Z"],
    ["words", "yesterday"],
    ["nothing", ""],
  ])("refuses text with %s", (_, text) => {
    expect(() => DateTime.parseValue(text)).toThrow(dateMessage);
    expect(() => literal(DateTime, JSON.stringify(text))).toThrow(dateMessage);
  });

  test("refuses whatever is no text", () => {
    for (const value of [0, 1_769_860_800_000, true, null, {}, ["2026-01-31T12:00:00Z"]])
      expect(() => DateTime.parseValue(value)).toThrow(dateMessage);
    for (const text of ["0", "1.5", "true", "null", "{}", '["2026-01-31T12:00:00Z"]', "WORD"])
      expect(() => literal(DateTime, text)).toThrow(dateMessage);
  });

  test("refuses any other text", () => {
    check(
      fc.property(anyString, (text) => {
        expect(() => DateTime.parseValue(text)).toThrow(dateMessage);
      }),
    );
  });
});

describe("BigInt", () => {
  test("takes every 64-bit integer as its decimal text, and writes what it takes back", () => {
    check(
      fc.property(int64, (value) => {
        const written = BigIntScalar.serialize(value);
        expect(BigIntScalar.parseValue(written)).toBe(value);
        expect(BigIntScalar.parseValue(String(value))).toBe(value);
        expect(literal(BigIntScalar, String(value))).toBe(value);
        expect(literal(BigIntScalar, `"${value}"`)).toBe(value);
      }),
    );
  });

  test("takes numbers within +-(2^53-1) only: beyond, digits are lost before we see them", () => {
    expect(BigIntScalar.parseValue(Number.MAX_SAFE_INTEGER)).toBe(2n ** 53n - 1n);
    expect(BigIntScalar.parseValue(Number.MIN_SAFE_INTEGER)).toBe(-(2n ** 53n) + 1n);
    expect(BigIntScalar.parseValue(-0)).toBe(0n);
    for (const value of [2 ** 53, -(2 ** 53), 1e300, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => BigIntScalar.parseValue(value)).toThrow(integerMessage);
  });

  test.each([
    String(2n ** 63n),
    String(-(2n ** 63n) - 1n),
    "99999999999999999999",
    "1".repeat(5_000),
    "",
    " ",
    " 1",
    "1 ",
    "1\n",
    "+1",
    "--1",
    "0x10",
    "0b1",
    "1e3",
    "1.0",
    "1n",
    "1_0",
    "Infinity",
    "١",
  ])("refuses the text %p", (text) => {
    expect(() => BigIntScalar.parseValue(text)).toThrow(integerMessage);
    expect(() => literal(BigIntScalar, JSON.stringify(text))).toThrow(integerMessage);
  });

  test("refuses whatever is no number and no text", () => {
    for (const value of [true, false, null, {}, [], [1], ["1"]])
      expect(() => BigIntScalar.parseValue(value)).toThrow(integerMessage);
    for (const text of ["1.0", "1e3", "true", "null", "{}", "[1]", "WORD"])
      expect(() => literal(BigIntScalar, text)).toThrow(integerMessage);
  });

  test("hands on what a store has spelled already", () => {
    expect(BigIntScalar.serialize("9007199254740993")).toBe("9007199254740993");
    expect(BigIntScalar.serialize(12)).toBe(12);
    expect(BigIntScalar.serialize(12n)).toBe(12);
  });
});

test("MetricValue hands on what the rules have spelled", () => {
  for (const value of [1.5, "NaN", "Infinity", "-Infinity", "-0"])
    expect(MetricValueScalar.serialize(value)).toBe(value);
});
