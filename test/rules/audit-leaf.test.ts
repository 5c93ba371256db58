import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { commitTo, commitToValue, isCommittedTo } from "../../src/rules/audit-commitment.js";
import type { AuditEvent } from "../../src/rules/audit-event.js";
import { auditLeaf, leafBytesMax, leafHash } from "../../src/rules/audit-leaf.js";
import { anyText, check } from "./arbitraries.js";

interface Vectors {
  readonly commitments: readonly { readonly text: string; readonly salt: string; readonly commitment: string }[];
  readonly leaves: readonly {
    readonly name: string;
    readonly event: AuditEvent;
    readonly canonical: string;
    readonly leafHash: string;
  }[];
}

const vectors = JSON.parse(readFileSync(new URL("../vectors/audit-leaf.json", import.meta.url), "utf8")) as Vectors;

const event = vectors.leaves[0]?.event as AuditEvent;
const salt = Buffer.alloc(32, 7);

describe("the leaf of an audit event", () => {
  test.each(vectors.leaves)("has the frozen bytes: $name", ({ event, canonical, leafHash: hash }) => {
    const leaf = auditLeaf(event);
    expect(leaf.text).toBe(canonical);
    expect(leaf.hash.toString("hex")).toBe(hash);
    expect(leafHash(Buffer.from(canonical)).toString("hex")).toBe(hash);
  });

  test("has RFC 6962's hash of an empty entry", () => {
    expect(leafHash(Buffer.alloc(0)).toString("hex")).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
  });

  test("is SHA-256 of a zero byte and the entry", () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 200 }), (entry) => {
        const expected = createHash("sha256")
          .update(Buffer.concat([Buffer.of(0), entry]))
          .digest("hex");
        expect(leafHash(entry).toString("hex")).toBe(expected);
      }),
      200,
    );
  });

  test("does not depend on the order in which the event was put together, nor on what rides along", () => {
    const turned = Object.fromEntries(Object.entries(event).reverse()) as unknown as AuditEvent;
    const more = { ...turned, actor: { ...event.actor, email: "ada@example.org" } };
    expect(auditLeaf(more).text).toBe(auditLeaf(event).text);
  });

  test("is another for every event, since each has an id of its own", () => {
    expect(auditLeaf({ ...event, id: "e-x" }).hash).not.toEqual(auditLeaf(event).hash);
  });

  test.each<[string, Partial<AuditEvent>]>([
    ["a type in small letters", { type: "run_created" }],
    ["half a millisecond", { at: 0.5 }],
    ["a time before 1970", { at: -1 }],
    ["a year of five digits", { at: 253_402_300_800_000 }],
    ["NaN as a number", { after: { value: Number.NaN } }],
    ["-0 as a number", { after: { value: -0 } }],
    ["half a character", { after: { name: "\ud83d" } }],
    ["more than an entry can hold", { after: { text: "x".repeat(leafBytesMax) } }],
  ])("does not exist for %s", (_, more) => {
    expect(() => auditLeaf({ ...event, ...more })).toThrow();
  });
});

describe("a commitment", () => {
  test.each(vectors.commitments)("has the frozen bytes: $text", ({ text, salt: hex, commitment }) => {
    expect(commitTo(text, Buffer.from(hex, "hex"))).toEqual({ commitment });
  });

  test("holds for its text and salt and for no other", () => {
    check(
      fc.property(anyText, anyText, (text, other) => {
        const made = commitTo(text, salt);
        expect(isCommittedTo(made, text, salt)).toBe(true);
        expect(isCommittedTo(made, other, salt)).toBe(text === other);
        expect(isCommittedTo(made, text, Buffer.alloc(32, 8))).toBe(false);
      }),
      200,
    );
  });

  test("to a value is one to its canonical JSON", () => {
    expect(commitToValue({ b: 1, a: [null] }, salt)).toEqual(commitTo('{"a":[null],"b":1}', salt));
  });

  test.each<[string, string, Uint8Array]>([
    ["a short salt", "x", Buffer.alloc(31)],
    ["half a character", "\udc00", salt],
  ])("is refused with %s", (_, text, with_) => {
    expect(() => commitTo(text, with_)).toThrow();
  });
});
