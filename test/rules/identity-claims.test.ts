import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Claims, groupsOf, subjectOf } from "../../src/rules/identity-claims.js";

describe("the user's lasting name", () => {
  test.each<[string, Claims, readonly string[], string | null]>([
    ["at the top", { sub: "ada" }, ["sub"], "ada"],
    ["within another claim", { user: { id: { value: "7" } } }, ["user", "id", "value"], "7"],
    ["under a name with dots", { "https://example.com/id": "7" }, ["https://example.com/id"], "7"],
    ["of 255 characters", { sub: "x".repeat(255) }, ["sub"], "x".repeat(255)],
    ["of 256 characters", { sub: "x".repeat(256) }, ["sub"], null],
    ["missing", {}, ["sub"], null],
    ["empty", { sub: "" }, ["sub"], null],
    ["a number", { sub: 7 }, ["sub"], null],
    ["null", { sub: null }, ["sub"], null],
    ["a list", { sub: ["ada"] }, ["sub"], null],
    ["with a line break", { sub: "a\nb" }, ["sub"], null],
    ["with a NUL", { sub: "a\0b" }, ["sub"], null],
    ["with half a surrogate pair", { sub: "a\ud800b" }, ["sub"], null],
    ["with a whole one", { sub: "a😀b" }, ["sub"], "a😀b"],
    ["what every object inherits", {}, ["constructor", "name"], null],
    ["a text's length", { sub: "ada" }, ["sub", "length"], null],
    ["an item of a list", { sub: ["ada"] }, ["sub", "0"], null],
  ])("%s", (_, claims, path, subject) => expect(subjectOf(claims, path)).toBe(subject));
});

const issuer = "https://id.example.com";
const known = (...groups: string[]) => ({ groups: groups.map((group) => `${issuer}|${group}`), groupsKnown: true });
const unknown = { groups: [], groupsKnown: false };

describe("the groups", () => {
  test.each<[string, Claims, readonly string[], object]>([
    ["a list", { groups: ["a", "b"] }, ["groups"], known("a", "b")],
    ["a text", { groups: "a b" }, ["groups"], known("a b")],
    ["nested", { realm_access: { roles: ["a"] } }, ["realm_access", "roles"], known("a")],
    ["one group twice", { groups: ["a", "a"] }, ["groups"], known("a")],
    ["two that differ in case", { groups: ["a", "A"] }, ["groups"], known("a", "A")],
    ["a group with a bar", { groups: ["other|a"] }, ["groups"], known("other|a")],
    ["an empty list", { groups: [] }, ["groups"], known()],
    ["no claim", {}, ["groups"], known()],
    ["null", { groups: null }, ["groups"], known()],
    ["nothing where the path begins", { groups: ["a"] }, ["realm_access", "roles"], known()],
    ["a number", { groups: 7 }, ["groups"], unknown],
    ["objects", { groups: [{ name: "a" }] }, ["groups"], unknown],
    ["one that is no text", { groups: ["a", 7] }, ["groups"], unknown],
    ["an empty one", { groups: ["a", ""] }, ["groups"], unknown],
    ["one with a control character", { groups: ["a\u0000"] }, ["groups"], unknown],
    ["Entra's overage", { _claim_names: { groups: "src1" }, _claim_sources: {} }, ["groups"], unknown],
    ["Entra's overage beside groups", { groups: ["a"], _claim_names: { groups: "src1" } }, ["groups"], unknown],
    ["Entra's overage in the implicit flow", { hasgroups: true }, ["groups"], unknown],
    ["the same as text", { hasgroups: "true" }, ["groups"], unknown],
    ["an overage of groups where roles count", { roles: ["a"], hasgroups: true }, ["roles"], known("a")],
    ["another claim that is elsewhere", { groups: ["a"], _claim_names: { address: "s" } }, ["groups"], known("a")],
  ])("%s", (_, claims, path, groups) => expect(groupsOf(claims, path, issuer)).toEqual(groups));

  test("of any JSON are read without an error, and none where they are not known", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (groups, names) => {
        const read = groupsOf({ groups, _claim_names: names }, ["groups"], issuer);
        if (!read.groupsKnown) expect(read.groups).toEqual([]);
        for (const group of read.groups) expect(group.startsWith(`${issuer}|`)).toBe(true);
      }),
    );
  });
});
