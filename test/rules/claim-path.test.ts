import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseClaimPath } from "../../src/rules/claim-path.js";

test.each<[string, readonly string[]]>([
  ["sub", ["sub"]],
  ["realm_access.roles", ["realm_access", "roles"]],
  ["resource_access.my-client.roles", ["resource_access", "my-client", "roles"]],
  [String.raw`https://example\.com/groups`, ["https://example.com/groups"]],
  [String.raw`a\.b.c\\d`, ["a.b", String.raw`c\d`]],
  ["with space.é", ["with space", "é"]],
])("%s is a path", (text, steps) => expect(parseClaimPath(text)).toEqual(steps));

test.each(["", ".", "a.", ".a", "a..b", "\\", "a\\", String.raw`a\b`, "a.b.c.d.e.f.g.h.i.j.k"])("%j is none", (text) =>
  expect(parseClaimPath(text)).toBeNull(),
);

test("every name can be written, whatever it is made of", () => {
  const names = fc.array(fc.string({ minLength: 1, unit: fc.constantFrom("a", ".", "\\", "/", "é", "\n") }), {
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(names, (steps) => {
      expect(parseClaimPath(steps.map((step) => step.replace(/[.\\]/g, "\\$&")).join("."))).toEqual(steps);
    }),
  );
});

test("any text is a path or none, without an error", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", ".", "\\", " ") }), (text) => {
      const steps = parseClaimPath(text);
      expect(steps === null || (steps.length > 0 && steps.every((step) => step !== ""))).toBe(true);
    }),
  );
});
