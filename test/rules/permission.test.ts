import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Binding } from "../../src/rules/binding.js";
import {
  type Action,
  actions,
  actionsOf,
  bearsOn,
  covers,
  decide,
  matchesPattern,
  type Place,
} from "../../src/rules/permission.js";
import { bootstrapPrincipal, operatorPrincipal, type Principal } from "../../src/rules/principal.js";
import type { Role } from "../../src/rules/role.js";
import { check } from "./arbitraries.js";
import { binding, ann as nobodysMember } from "./who.js";

const now = 1_000;
const ann: Principal = { ...nobodysMember, groups: ["https://id.example|risk"] };
const model: Place = { kind: "REGISTERED_MODEL", workspace: "default", name: "fraud" };
const may = (bindings: readonly Binding[], action: Action = "READ", place: Place = model, who = ann) =>
  decide(who, "prod", bindings, action, place, now).isAllowed;

describe("what each role may do", () => {
  const roles: readonly Exclude<Role, "SERVICE">[] = ["VIEWER", "CONTRIBUTOR", "APPROVER", "ADMIN", "AUDITOR"];
  const table: Readonly<Record<Action, string>> = {
    READ: "VCAMU",
    EXPERIMENT_CREATE: "CM",
    EXPERIMENT_UPDATE: "CM",
    EXPERIMENT_DELETE: "M",
    RUN_WRITE: "CM",
    RUN_DELETE_OWN: "CM",
    RUN_DELETE: "M",
    REGISTERED_MODEL_CREATE: "CM",
    REGISTERED_MODEL_UPDATE: "CM",
    REGISTERED_MODEL_RENAME: "M",
    REGISTERED_MODEL_DELETE: "M",
    MODEL_VERSION_CREATE: "CM",
    MODEL_VERSION_UPDATE: "CM",
    MODEL_VERSION_DELETE: "M",
    ALIAS_SET: "CM",
    STAGE_SET: "CM",
    PROMOTION_REQUEST: "CAM",
    PROMOTION_VOTE: "A",
    PROMOTION_EXECUTE: "CAM",
    QUARANTINE: "AMU",
    BINDING_EDIT: "M",
    TOKEN_EDIT: "M",
    GATE_EDIT: "M",
    AUDIT_READ: "MU",
    ACCESS_EXPLAIN: "MU",
  };
  const letters = { VIEWER: "V", CONTRIBUTOR: "C", APPROVER: "A", ADMIN: "M", AUDITOR: "U" };

  test.each(actions.map((action) => ({ action })))("$action", ({ action }) => {
    const allowed = roles.filter((role) => may([binding({ role })], action));
    expect(allowed.map((role) => letters[role]).join("")).toBe(table[action]);
  });

  test("a service does what its second role may, and never votes", () => {
    for (const serviceRole of roles) {
      const service = binding({
        role: "SERVICE",
        serviceRole,
        principal: { kind: "SERVICE", issuer: "gatehouse", subject: "ci" },
      });
      const ci = { ...ann, kind: "SERVICE", issuer: "gatehouse", subject: "ci", groups: [] } as const;
      for (const action of actions) {
        expect(may([service], action, model, ci)).toBe(
          action !== "PROMOTION_VOTE" && actionsOf({ role: serviceRole, serviceRole: null }).has(action),
        );
      }
    }
    expect(actionsOf({ role: "SERVICE", serviceRole: null }).size).toBe(0);
  });

  test("the bootstrap token and an operator do all but vote", () => {
    for (const who of [bootstrapPrincipal, operatorPrincipal("postgres")]) {
      for (const action of actions) expect(may([], action, model, who)).toBe(action !== "PROMOTION_VOTE");
    }
  });
});

describe("a decision", () => {
  test("is no without a binding", () => {
    expect(may([])).toBe(false);
  });

  test.each<[string, Partial<Binding>]>([
    ["another subject", { principal: { kind: "USER", issuer: "https://id.example", subject: "bob" } }],
    ["another issuer", { principal: { kind: "USER", issuer: "https://other.example", subject: "ann" } }],
    ["a service of the same name", { principal: { kind: "SERVICE", issuer: "https://id.example", subject: "ann" } }],
    ["another group", { principal: { kind: "GROUP", issuer: "https://id.example", subject: "fraud" } }],
    [
      "a group of that name of another issuer",
      { principal: { kind: "GROUP", issuer: "https://other.example", subject: "risk" } },
    ],
    ["a binding that begins later", { notBefore: 1_001 }],
    ["a binding that has just ended", { expiresAt: 1_000 }],
    ["a binding that is revoked", { revokedAt: 500 }],
    ["another workspace", { scope: { kind: "WORKSPACE", workspace: "other" } }],
    ["another model", { scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud2" } }],
    ["the name in other capitals", { scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "Fraud" } }],
    ["an experiment of that name", { scope: { kind: "EXPERIMENT", workspace: "default", pattern: "fraud" } }],
  ])("is not made by %s", (_, more) => {
    expect(may([binding(more)])).toBe(false);
  });

  test("of somebody whose groups nobody told counts no group's grant, and every denial of a group of the issuer", () => {
    const unknown = { ...ann, groups: [], groupsKnown: false };
    const ofGroup = (issuer: string, more: Partial<Binding>) =>
      binding({ principal: { kind: "GROUP", issuer, subject: "any" }, ...more });
    const own = binding();
    expect(may([ofGroup(ann.issuer, {})], "READ", model, unknown)).toBe(false);
    expect(may([own, ofGroup(ann.issuer, { effect: "DENY" })], "READ", model, unknown)).toBe(false);
    expect(may([own, ofGroup("https://other.example", { effect: "DENY" })], "READ", model, unknown)).toBe(true);
    expect(may([own, ofGroup(ann.issuer, { effect: "DENY" })])).toBe(true);
  });

  test.each<[string, Partial<Binding>]>([
    ["the person", {}],
    ["a group of theirs", { principal: { kind: "GROUP", issuer: "https://id.example", subject: "risk" } }],
    ["a binding that begins now and ends next", { notBefore: 1_000, expiresAt: 1_001 }],
    ["the workspace", { scope: { kind: "WORKSPACE", workspace: "default" } }],
    ["the name", { scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud" } }],
    ["a pattern", { scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fr*d" } }],
  ])("is made by %s, and unmade by a denial of the same", (_, more) => {
    expect(may([binding(more)])).toBe(true);
    expect(may([binding(), binding({ ...more, effect: "DENY" })])).toBe(false);
  });

  test("a denial of more than reading leaves reading", () => {
    const bindings = [binding({ role: "ADMIN" }), binding({ role: "CONTRIBUTOR", effect: "DENY" })];
    expect(may(bindings)).toBe(true);
    expect(may(bindings, "ALIAS_SET")).toBe(false);
    expect(may(bindings, "REGISTERED_MODEL_DELETE")).toBe(true);
    expect(may([binding({ role: "ADMIN" }), binding({ effect: "DENY" })], "REGISTERED_MODEL_DELETE")).toBe(false);
    expect(bearsOn(binding({ role: "VIEWER", effect: "DENY" }), "PROMOTION_VOTE")).toBe(true);
  });

  test("an API token allows no more than its role, in its scope, where it is known, while it lasts", () => {
    const token = (more: object) =>
      ({
        ...ann,
        token: { stores: [{ store: "prod", tokenId: "t", role: "VIEWER", scope: null, expiresAt: 2_000, ...more }] },
      }) as Principal;
    const admin = [binding({ role: "ADMIN" })];
    expect(may(admin, "READ", model, token({}))).toBe(true);
    expect(may(admin, "ALIAS_SET", model, token({}))).toBe(false);
    expect(may(admin, "READ", model, token({ store: "other" }))).toBe(false);
    expect(may(admin, "READ", model, token({ expiresAt: 1_000 }))).toBe(false);
    expect(may(admin, "READ", model, token({ scope: { kind: "WORKSPACE", workspace: "other" } }))).toBe(false);
    expect(may([], "READ", model, token({}))).toBe(false);
  });
});

describe("a pattern", () => {
  test.each([
    ["fraud", "fraud", true],
    ["fraud", "fraud-2", false],
    ["*", "", true],
    ["fraud-*", "fraud-", true],
    ["fraud-*", "fraud", false],
    ["*-prod", "a-prod", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-c-b-c", true],
    ["a*b*c", "acb", false],
    ["**", "x", true],
    ["a.c", "abc", false],
    ["%", "x", false],
  ])("%s of %s: %s", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  test("is what a regular expression says", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "_", "%"), maxLength: 8 });
    check(
      fc.property(text, fc.string({ unit: fc.constantFrom("a", "b", "_", "%"), maxLength: 10 }), (pattern, name) => {
        const expression = new RegExp(`^${pattern.split("*").join(".*")}$`);
        expect(matchesPattern(pattern, name)).toBe(expression.test(name));
      }),
    );
  });
});

test("a scope covers no place that is wider", () => {
  expect(covers({ kind: "WORKSPACE", workspace: "default" }, { kind: "STORE" })).toBe(false);
  expect(
    covers(
      { kind: "REGISTERED_MODEL", workspace: "default", pattern: "*" },
      { kind: "WORKSPACE", workspace: "default" },
    ),
  ).toBe(false);
});
