import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Binding, hasLastingAdmin } from "../../src/rules/binding.js";
import { binding } from "./who.js";

const now = 1_000;

function admin(more: Partial<Binding> = {}): Binding {
  return binding({ principal: { kind: "USER", issuer: "i", subject: "s" }, role: "ADMIN", ...more });
}

const group = { kind: "GROUP", issuer: "i", subject: "s" } as const;

test.each<[string, boolean, Binding[]]>([
  ["nobody", false, []],
  ["a user", true, [admin()]],
  ["a group", true, [admin({ principal: group })]],
  ["a service", false, [admin({ principal: { kind: "SERVICE", issuer: "i", subject: "s" } })]],
  ["another role", false, [admin({ role: "APPROVER" })]],
  ["an admin of a workspace", false, [admin({ scope: { kind: "WORKSPACE", workspace: "default" } })]],
  ["one that is revoked", false, [admin({ revokedAt: 1 })]],
  ["one that begins now", true, [admin({ notBefore: now })]],
  ["one that begins later", false, [admin({ notBefore: now + 1 })]],
  ["one that will end", false, [admin({ expiresAt: now + 1_000_000 })]],
  ["a denial alone", false, [admin({ effect: "DENY" })]],
  ["one that is denied", false, [admin(), admin({ effect: "DENY" })]],
  ["one that was denied", true, [admin(), admin({ effect: "DENY", expiresAt: now })]],
  ["one that is denied for a while", false, [admin(), admin({ effect: "DENY", expiresAt: now + 1 })]],
  ["one that will be denied", false, [admin(), admin({ effect: "DENY", notBefore: now + 1 })]],
  ["one whose denial is revoked", true, [admin(), admin({ effect: "DENY", revokedAt: 1 })]],
  [
    "one that is denied in a workspace",
    true,
    [admin(), admin({ effect: "DENY", scope: { kind: "WORKSPACE", workspace: "w" } })],
  ],
  ["one whose name a denied group has", true, [admin(), admin({ effect: "DENY", principal: group })]],
  [
    "one whose name another issuer's denied user has",
    true,
    [admin(), admin({ effect: "DENY", principal: { kind: "USER", issuer: "j", subject: "s" } })],
  ],
  ["one that is denied whatever the role", false, [admin(), admin({ effect: "DENY", role: "VIEWER" })]],
])("%s administers the store for good: %s", (_who, expected, bindings) => {
  expect(hasLastingAdmin(bindings, now)).toBe(expected);
});

test("neither the order of bindings nor more allowances take an admin away", () => {
  const binding = fc
    .record({
      principal: fc.record({
        kind: fc.constantFrom("USER", "GROUP", "SERVICE"),
        issuer: fc.constant("i"),
        subject: fc.constantFrom("s", "t"),
      }),
      role: fc.constantFrom("ADMIN", "VIEWER"),
      effect: fc.constantFrom("ALLOW", "DENY"),
      expiresAt: fc.constantFrom(null, now, now + 1),
      notBefore: fc.constantFrom(null, now, now + 1),
      revokedAt: fc.constantFrom(null, 1),
    })
    .map((more) => admin(more as Partial<Binding>));
  fc.assert(
    fc.property(fc.array(binding), binding, (bindings, more) => {
      const has = hasLastingAdmin(bindings, now);
      expect(hasLastingAdmin([...bindings].reverse(), now)).toBe(has);
      if (has && more.effect === "ALLOW") expect(hasLastingAdmin([...bindings, more], now)).toBe(true);
      if (!has && more.effect === "DENY") expect(hasLastingAdmin([...bindings, more], now)).toBe(false);
    }),
  );
});
