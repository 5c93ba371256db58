import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareBytes } from "../../src/rules/bytes.js";

/** Ends of what is written in one unit or two, and in one to four bytes; lone halves of pairs among them. */
const units = [
  "a",
  "b",
  "\u007f",
  "\u0080",
  "\u07ff",
  "\ud7ff",
  "\ud800",
  "\udbff",
  "\udc00",
  "\udfff",
  "\ue000",
  "\uffff",
];

test("texts are ordered as their bytes are", () => {
  const text = fc.array(fc.constantFrom(...units), { maxLength: 5 }).map((some) => some.join(""));
  fc.assert(
    fc.property(text, text, text, (start, a, b) => {
      const [one, other] = [start + a, start + b];
      expect(compareBytes(one, other)).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
    }),
    { numRuns: 2_000 },
  );
});
