import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Binding } from "../../src/rules/binding.js";
import {
  type Grant,
  type Grantor,
  judgeGrant,
  judgeRevocation,
  judgeToken,
  judgeTokenReading,
  judgeTokenRevocation,
} from "../../src/rules/grant.js";
import { actions, covers, decide } from "../../src/rules/permission.js";
import { bootstrapPrincipal, operatorPrincipal, type Principal } from "../../src/rules/principal.js";
import type { Role, RoleScope } from "../../src/rules/role.js";
import { check } from "./arbitraries.js";
import { experiment, experiments, models, somePlace, someScope, store, workspace } from "./scopes.js";
import { ann, binding as bindingOf, issuer } from "./who.js";

const now = 1_000;
const bob = { kind: "USER", issuer, subject: "bob" } as const;
const binding = (more: Partial<Binding> = {}) => bindingOf({ role: "ADMIN", ...more });
const grantor = (bindings: readonly Binding[], principal: Principal = ann): Grantor => ({
  principal,
  store: "prod",
  bindings,
  now,
});
const grant = (more: Partial<Grant> = {}): Grant => ({
  role: "VIEWER",
  serviceRole: null,
  effect: "ALLOW",
  scope: { kind: "STORE" },
  expiresAt: null,
  ...more,
});
const said = (verdict: ReturnType<typeof judgeGrant>) => (verdict.isAllowed ? "yes" : verdict.missing);

describe("a grant", () => {
  const admin = [binding()];
  const modelAdmin = [binding({ scope: models("fraud-*") })];
  test.each<[string, readonly Binding[], Partial<Grant>, string]>([
    ["a viewer by nobody", [], {}, "BINDING_EDIT"],
    ["a viewer by a contributor", [binding({ role: "CONTRIBUTOR" })], {}, "BINDING_EDIT"],
    ["an admin by an admin", admin, { role: "ADMIN" }, "yes"],
    ["an approver by an admin", admin, { role: "APPROVER" }, "PROMOTION_VOTE"],
    ["an approver by who is both", [...admin, binding({ role: "APPROVER" })], { role: "APPROVER" }, "yes"],
    [
      "an approver by who approves elsewhere",
      [...admin, binding({ role: "APPROVER", scope: models("fraud") })],
      { role: "APPROVER" },
      "PROMOTION_VOTE",
    ],
    ["an auditor by an admin", admin, { role: "AUDITOR" }, "yes"],
    ["a denial of approval by an admin", admin, { role: "APPROVER", effect: "DENY" }, "yes"],
    ["a denial by a contributor", [binding({ role: "CONTRIBUTOR" })], { effect: "DENY" }, "BINDING_EDIT"],
    ["a service by an admin", admin, { role: "SERVICE", serviceRole: "CONTRIBUTOR" }, "yes"],
    ["a model's viewer by its admin", modelAdmin, { scope: models("fraud-eu-*") }, "yes"],
    ["a wider pattern", modelAdmin, { scope: models("fraud*") }, "BINDING_EDIT"],
    ["another workspace", modelAdmin, { scope: models("fraud-*", "risk") }, "BINDING_EDIT"],
    ["the store by a workspace's admin", [binding({ scope: workspace })], {}, "BINDING_EDIT"],
    [
      "an experiment's id by a pattern's admin",
      [binding({ scope: experiments("*") })],
      { scope: experiment("7") },
      "BINDING_EDIT",
    ],
    ["an experiment's id by its admin", [binding({ scope: experiment("7") })], { scope: experiment("7") }, "yes"],
    ["where a part is denied", [...admin, binding({ effect: "DENY", scope: models("secret") })], {}, "BINDING_EDIT"],
    [
      "where another part is denied",
      [...admin, binding({ effect: "DENY", scope: models("secret") })],
      { scope: models("fraud-*") },
      "yes",
    ],
    ["for ever by who is admin for a time", [binding({ expiresAt: 2_000 })], {}, "BINDING_EDIT"],
    ["for as long by who is admin for a time", [binding({ expiresAt: 2_000 })], { expiresAt: 2_000 }, "yes"],
    ["for longer by who is admin for a time", [binding({ expiresAt: 2_000 })], { expiresAt: 2_001 }, "BINDING_EDIT"],
    ["a denial for ever by who is admin for a time", [binding({ expiresAt: 2_000 })], { effect: "DENY" }, "yes"],
    ["by who was admin", [binding({ expiresAt: now })], { expiresAt: now }, "BINDING_EDIT"],
  ])("%s", (_, bindings, given, expected) => {
    expect(said(judgeGrant(grantor(bindings), grant(given)))).toBe(expected);
  });

  test("of anything is for who sets the store up", () => {
    for (const who of [bootstrapPrincipal, operatorPrincipal("mlflow")])
      expect(said(judgeGrant(grantor([], who), grant({ role: "APPROVER" })))).toBe("yes");
  });

  test("with an API token reaches no further than the token", () => {
    const ceiling = { store: "prod", tokenId: "t", role: "ADMIN", scope: models("fraud-*"), expiresAt: 5_000 } as const;
    const withToken = { ...ann, token: { stores: [ceiling] } };
    const scopes = [models("fraud-eu"), models("churn")];
    const verdicts = scopes.map((scope) => said(judgeGrant(grantor([binding()], withToken), grant({ scope }))));
    expect(verdicts).toEqual(["yes", "BINDING_EDIT"]);
  });

  test("lets nobody do what its grantor could not do, anywhere in its scope", () => {
    let tried = 0;
    check(
      fc.property(someBindings, someGrant, somePlace, (bindings, given, place) => {
        if (!judgeGrant(grantor(bindings), given).isAllowed) return;
        tried += 1;
        const toBob = binding({ ...given, id: "new", principal: bob });
        const asBob = { ...ann, subject: "bob" };
        const gained = actions.filter((action) => decide(asBob, "prod", [toBob], action, place, now).isAllowed);
        const needed = covers(given.scope, place) ? ["BINDING_EDIT" as const, ...gained] : gained;
        const lacking = needed.filter((action) => !decide(ann, "prod", bindings, action, place, now).isAllowed);
        expect(lacking).toEqual([]);
      }),
      5_000,
    );
    expect(tried).toBeGreaterThan(500);
  });
});

test("a revocation is for who edits bindings in all of the scope", () => {
  const bindings = [binding({ scope: models("fraud-*") })];
  const scopes = [models("fraud-eu"), models("*"), store];
  expect(scopes.map((scope) => said(judgeRevocation(grantor(bindings), scope)))).toEqual([
    "yes",
    "BINDING_EDIT",
    "BINDING_EDIT",
  ]);
});

describe("an API token", () => {
  const self = { kind: "USER", issuer, subject: "ann" } as const;
  const ceiling = { store: "prod", tokenId: "t", role: "VIEWER", scope: null, expiresAt: 5_000 } as const;
  const token = (role: Role, scope: RoleScope = store, expiresAt = 9_000) => ({
    principal: self,
    role,
    scope,
    expiresAt,
  });

  test.each<[string, readonly Binding[], ReturnType<typeof token>, string]>([
    ["of a viewer for a viewer", [binding({ role: "VIEWER" })], token("VIEWER"), "yes"],
    ["of a contributor for a viewer", [binding({ role: "VIEWER" })], token("CONTRIBUTOR"), "EXPERIMENT_CREATE"],
    ["of an approver for an admin", [binding()], token("APPROVER"), "PROMOTION_VOTE"],
    ["for more than is seen", [binding({ scope: workspace })], token("VIEWER"), "READ"],
    ["for a part of what is seen", [binding({ scope: workspace })], token("VIEWER", models("a")), "yes"],
    [
      "of who is denied a part",
      [binding({ role: "VIEWER" }), binding({ role: "VIEWER", effect: "DENY", scope: models("a") })],
      token("VIEWER"),
      "yes",
    ],
  ])("for oneself %s", (_, bindings, given, expected) => {
    expect(said(judgeToken(grantor(bindings), given))).toBe(expected);
  });

  test("made with another allows no more, for no longer", () => {
    const withToken = grantor([binding()], { ...ann, token: { stores: [ceiling] } });
    expect(said(judgeToken(withToken, token("VIEWER", store, 5_000)))).toBe("yes");
    expect(said(judgeToken(withToken, token("VIEWER", store, 5_001)))).toBe("READ");
    expect(said(judgeToken(withToken, token("CONTRIBUTOR", store, 5_000)))).toBe("EXPERIMENT_CREATE");
  });

  test("for others is made by who edits tokens and holds it all, and never to vote", () => {
    const forBob = (role: Role) => ({ ...token(role), principal: bob });
    expect(said(judgeToken(grantor([binding({ role: "CONTRIBUTOR" })]), forBob("VIEWER")))).toBe("TOKEN_EDIT");
    expect(said(judgeToken(grantor([binding()]), forBob("ADMIN")))).toBe("yes");
    const both = [binding(), binding({ role: "APPROVER" })];
    expect(said(judgeToken(grantor(both), forBob("APPROVER")))).toBe("PROMOTION_VOTE");
    expect(said(judgeToken(grantor([], bootstrapPrincipal), forBob("APPROVER")))).toBe("PROMOTION_VOTE");
    expect(said(judgeToken(grantor([], operatorPrincipal("mlflow")), forBob("APPROVER")))).toBe("yes");
  });

  test("is revoked by its owner, or by who edits tokens there; all are read by who edits all", () => {
    const annsToken = { principal: self, scope: models("fraud") };
    const bobsToken = { principal: bob, scope: models("fraud") };
    const modelAdmin = grantor([binding({ scope: models("fraud") })]);
    expect(said(judgeTokenRevocation(grantor([]), annsToken))).toBe("yes");
    expect(said(judgeTokenRevocation(grantor([]), bobsToken))).toBe("TOKEN_EDIT");
    expect(said(judgeTokenRevocation(modelAdmin, bobsToken))).toBe("yes");
    expect(said(judgeTokenReading(modelAdmin))).toBe("TOKEN_EDIT");
    expect(said(judgeTokenReading(grantor([binding()])))).toBe("yes");
  });
});

const someRole = fc.constantFrom<Role>("VIEWER", "CONTRIBUTOR", "APPROVER", "ADMIN", "AUDITOR");
const someBindings = fc
  .array(
    fc.record({
      role: fc.oneof({ arbitrary: fc.constant<Role>("ADMIN"), weight: 3 }, someRole),
      effect: fc.oneof({ arbitrary: fc.constant("ALLOW" as const), weight: 4 }, fc.constant("DENY" as const)),
      scope: someScope,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.map((part, at) => binding({ ...part, id: `b${at}` })));
const someGrant = fc.record({
  role: someRole,
  serviceRole: fc.constant(null),
  effect: fc.constantFrom("ALLOW" as const, "DENY" as const),
  scope: someScope,
  expiresAt: fc.constant(null),
});
