import { describe, expect, test } from "@jest/globals";
import type { Binding } from "../../src/rules/binding.js";
import { explain, principalOfId } from "../../src/rules/explain.js";
import { type Action, actions, decide, type Place } from "../../src/rules/permission.js";
import { bootstrapPrincipal, type Principal } from "../../src/rules/principal.js";
import { ann, binding, issuer } from "./who.js";

const now = 1_000;
const model: Place = { kind: "REGISTERED_MODEL", workspace: "default", name: "fraud" };
const why = (bindings: readonly Binding[], action: Action = "READ", place: Place = model, who = ann) =>
  explain(who, "prod", bindings, action, place, now);
const ids = (bindings: readonly Binding[]) => bindings.map(({ id }) => id);

describe("an explanation", () => {
  test("says what the decision says, whatever the bindings", () => {
    const sets = [[], [binding()], [binding({ role: "ADMIN" })], [binding(), binding({ id: "b2", effect: "DENY" })]];
    for (const bindings of sets) {
      for (const action of actions) {
        expect(why(bindings, action)).toMatchObject(decide(ann, "prod", bindings, action, model, now));
      }
    }
  });

  test("names what allows and what denies, and no grant that would not help", () => {
    const bindings = [
      binding(),
      binding({ id: "b2", scope: { kind: "WORKSPACE", workspace: "other" } }),
      binding({ id: "b3", effect: "DENY", scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fr*" } }),
    ];
    const { allowedBy, deniedBy, ...rest } = why(bindings);
    expect([ids(allowedBy), ids(deniedBy)]).toEqual([["b1"], ["b3"]]);
    expect(rest).toEqual({ isAllowed: false, isBeyondToken: false, missingGrant: null });
  });

  test.each<[string, Place, object]>([
    ["the store", { kind: "STORE" }, { kind: "STORE" }],
    ["a workspace", { kind: "WORKSPACE", workspace: "a" }, { kind: "WORKSPACE", workspace: "a" }],
    [
      "an experiment",
      { kind: "EXPERIMENT", workspace: "a", id: "7", name: "x" },
      { kind: "EXPERIMENT", workspace: "a", id: "7" },
    ],
    ["a model", model, { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud" }],
    [
      "a model whose name would be a pattern",
      { kind: "REGISTERED_MODEL", workspace: "a", name: "x*" },
      { kind: "WORKSPACE", workspace: "a" },
    ],
  ])("of a missing grant names the narrowest scope: %s", (_, place, scope) => {
    expect(why([], "ALIAS_SET", place).missingGrant).toEqual({ roles: ["CONTRIBUTOR", "ADMIN"], scope });
  });

  test("the grant that it names is enough", () => {
    for (const action of actions) {
      const missing = why([], action).missingGrant;
      expect(missing?.roles.length).toBeGreaterThan(0);
      for (const role of missing?.roles ?? []) {
        expect([
          action,
          role,
          why([binding({ role, scope: missing?.scope ?? { kind: "STORE" } })], action).isAllowed,
        ]).toEqual([action, role, true]);
      }
    }
  });

  test("tells that the token is the limit, and asks for no grant then", () => {
    const stores = [{ store: "prod", tokenId: "t", role: "VIEWER", scope: null, expiresAt: 2_000 } as const];
    const withToken = { ...ann, token: { stores } };
    expect(why([binding({ role: "ADMIN" })], "ALIAS_SET", model, withToken)).toMatchObject({
      isAllowed: false,
      isBeyondToken: true,
      missingGrant: null,
    });
  });

  test("has no grant for a service's vote, nor for who needs none", () => {
    const service: Principal = { ...ann, kind: "SERVICE", subject: "ci" };
    expect(why([], "PROMOTION_VOTE", model, service).missingGrant).toBeNull();
    expect(why([], "READ", model, service).missingGrant).not.toBeNull();
    expect(why([], "PROMOTION_VOTE", model, bootstrapPrincipal)).toMatchObject({
      isAllowed: false,
      missingGrant: null,
    });
  });
});

describe("a principal by its id", () => {
  test.each(["", "ann", "bootstrap", "operator:root", "https://id.example|"])("is not told by %j", (id) => {
    expect(principalOfId(id, [])).toBeNull();
  });

  test("is a person of whom no group is known, or a service that a binding names", () => {
    const service = binding({ principal: { kind: "SERVICE", issuer, subject: "ci|x" } });
    expect(principalOfId(`${issuer}|ann`, [service])).toEqual({ ...ann, groupsKnown: false });
    expect(principalOfId(`${issuer}|ci|x`, [service])).toMatchObject({ kind: "SERVICE", subject: "ci|x" });
  });
});
