import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type CanonicalValue, canonicalJson } from "../../src/rules/canonical-json.js";
import { check, finiteDouble } from "./arbitraries.js";

/** A double by the 16 hexadecimal digits of its bits. */
function doubleOf(hex: string): number {
  return Buffer.from(hex, "hex").readDoubleBE();
}

describe("canonical JSON", () => {
  test("is RFC 8785's example of 3.2.2, by the bytes of 3.2.4", () => {
    const text = canonicalJson({
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    });
    const bytes =
      "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d";
    expect(Buffer.from(text).toString("hex")).toBe(bytes);
  });

  test("orders members by UTF-16 units, as RFC 8785's example of 3.2.3", () => {
    const text = canonicalJson({
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    });
    expect([...text.matchAll(/:"([^"]*)"/g)].map(([, value]) => value)).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  test.each([
    ["0000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("prints the double %s of RFC 8785's appendix B as %s", (hex, text) => {
    expect(canonicalJson(doubleOf(hex))).toBe(text);
  });

  test.each<[string, unknown]>([
    ["NaN", doubleOf("7fffffffffffffff")],
    ["an infinity", doubleOf("7ff0000000000000")],
    ["-0, which RFC 8785 prints as 0", -0],
    ["half a character", "\ud800"],
    ["half a character in a name", { "\udead": 1 }],
    ["an absent member", { a: undefined }],
    ["a hole", new Array(2)],
    ["a date", { at: new Date(0) }],
    ["a map", new Map([["a", 1]])],
    ["a bigint", { a: 1n }],
    ["something that prints itself", { toJSON: () => 1 }],
  ])("refuses %s", (_, value) => {
    expect(() => canonicalJson(value as CanonicalValue)).toThrow();
  });

  test("reads back as the value, and does not depend on the order of members", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      finiteDouble.map((one) => one || 0),
      fc.boolean(),
      fc.constant(null),
    );
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("value")),
        fc.dictionary(fc.string({ unit: "binary" }), tie("value"), { noNullPrototype: true }),
      ),
    })).value as fc.Arbitrary<CanonicalValue>;
    check(
      fc.property(tree, (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalJson(turned(value))).toBe(text);
      }),
      300,
    );
  });
});

/** The same value with every object's members the other way round. */
function turned(value: CanonicalValue): CanonicalValue {
  if (Array.isArray(value)) return value.map((one) => turned(one as CanonicalValue));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, turned(member as CanonicalValue)]));
}
