import { describe, expect, test } from "@jest/globals";
import type { Binding } from "../../src/rules/binding.js";
import { checkBinding, scopeOf } from "../../src/rules/binding-input.js";
import { failureOf } from "./fails-with.js";
import { experiment, experiments, models, store, workspace } from "./scopes.js";

const issuer = "https://id.example";
const bob = { kind: "USER", issuer, subject: "bob" } as const;

describe("what is written of a binding", () => {
  const written = {
    principal: bob,
    role: "VIEWER" as const,
    serviceRole: null,
    scope: store,
    notBefore: null,
    expiresAt: null,
    reason: null,
  };
  test.each<[string, Partial<Binding>, string]>([
    ["a service with another role", { principal: { kind: "SERVICE", issuer, subject: "s" } }, "ROLE_OF_OTHERS"],
    ["a person as a service", { role: "SERVICE", serviceRole: "VIEWER" }, "ROLE_OF_OTHERS"],
    ["a service without a second role", { principal: { ...bob, kind: "SERVICE" }, role: "SERVICE" }, "SERVICE_ROLE"],
    [
      "a service that approves",
      { principal: { ...bob, kind: "SERVICE" }, role: "SERVICE", serviceRole: "APPROVER" },
      "SERVICE_ROLE",
    ],
    ["a second role of a person", { serviceRole: "VIEWER" }, "SERVICE_ROLE"],
    ["a | in the issuer", { principal: { ...bob, issuer: "a|b" } }, "WRONG_TEXT"],
    ["an empty subject", { principal: { ...bob, subject: "" } }, "WRONG_TEXT"],
    ["NUL in a pattern", { scope: models("a\0") }, "WRONG_TEXT"],
    ["half a character", { scope: models("\ud800") }, "WRONG_TEXT"],
    ["too long a reason", { reason: "x".repeat(1_001) }, "WRONG_TEXT"],
    ["an end before the beginning", { notBefore: 5, expiresAt: 5 }, "NO_TIME_LEFT"],
  ])("%s is refused", (_, more, reason) => {
    expect(failureOf(() => checkBinding({ ...written, ...more }))).toBe(`INVALID ${reason}`);
  });

  test("may hold any letters", () => {
    expect(() => checkBinding({ ...written, reason: "wegen Größe 🙂", scope: models("模型*") })).not.toThrow();
  });

  test.each([
    [{ kind: "STORE" }, store],
    [{ kind: "WORKSPACE", workspace: "default" }, workspace],
    [{ kind: "EXPERIMENT", experimentId: "7" }, experiment("7")],
    [{ kind: "EXPERIMENT", pattern: "a*", workspace: null }, experiments("a*")],
    [{ kind: "REGISTERED_MODEL", pattern: "a", workspace: "risk" }, models("a", "risk")],
    [{ kind: "STORE", workspace: "default" }, null],
    [{ kind: "WORKSPACE" }, null],
    [{ kind: "EXPERIMENT" }, null],
    [{ kind: "EXPERIMENT", experimentId: "7", pattern: "a" }, null],
    [{ kind: "REGISTERED_MODEL", experimentId: "7" }, null],
  ] as const)("%j", (parts, expected) => {
    if (expected === null) expect(failureOf(() => scopeOf(parts))).toBe("INVALID SCOPE");
    else expect(scopeOf(parts)).toEqual(expected);
  });
});
