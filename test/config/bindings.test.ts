import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../src/config.js";
import { problemsOf, sqliteStore, token } from "./problems-of.js";

const ann = { kind: "USER", issuer: "https://id.example.com", subject: "ann" };
const least = { principal: ann, role: "VIEWER", scope: { kind: "STORE" } };
const withBindings = (...bindings: object[]) =>
  ({ token, stores: [{ ...sqliteStore, bindings }] }) as Parameters<typeof parseConfig>[0];
const path = "stores[0].bindings[0]";

describe("a binding", () => {
  test("with only what is required allows, for ever, and is granted by the configuration", () => {
    expect(parseConfig(withBindings(least), {}).bindings).toEqual({
      dev: [
        {
          ...least,
          id: "config:1",
          serviceRole: null,
          effect: "ALLOW",
          notBefore: null,
          expiresAt: null,
          grantedBy: "config",
          reason: null,
          createdAt: 0,
          revokedAt: null,
          revokedBy: null,
        },
      ],
    });
  });

  test("with everything, as a file has it", () => {
    const binding = {
      principal: { kind: "SERVICE", issuer: "gatehouse", subject: "trainer" },
      role: "SERVICE",
      serviceRole: "CONTRIBUTOR",
      effect: "DENY",
      scope: { kind: "EXPERIMENT", workspace: "risk", experimentId: "7" },
      notBefore: "2027-01-01T00:00:00Z",
      expiresAt: "2027-01-01T02:00:00+01:00",
      reason: "until the audit",
    };
    expect(parseConfig(withBindings(least, binding), {}).bindings.dev?.[1]).toMatchObject({
      id: "config:2",
      principal: binding.principal,
      role: "SERVICE",
      serviceRole: "CONTRIBUTOR",
      effect: "DENY",
      scope: { kind: "EXPERIMENT", workspace: "risk", id: "7" },
      notBefore: Date.UTC(2027, 0, 1),
      expiresAt: Date.UTC(2027, 0, 1, 1),
      reason: "until the audit",
    });
  });

  test.each<[string, object, string]>([
    ["without a role", { role: undefined }, `${path}.role: is missing`],
    ["without a subject", { principal: { ...ann, subject: undefined } }, `${path}.principal.subject: is missing`],
    ["with an unknown role", { role: "BOSS" }, `${path}.role: must be one of`],
    ["with a scope that does not fit", { scope: { kind: "EXPERIMENT" } }, `${path}.scope: is not right: A scope`],
    ["with a | in the issuer", { principal: { ...ann, issuer: "a|b" } }, `${path}.principal.issuer: is not right`],
    ["of a service for a person", { role: "SERVICE", serviceRole: "VIEWER" }, `${path}.role: is not right`],
    [
      "with a number for an id",
      { scope: { kind: "EXPERIMENT", experimentId: 7 } },
      `${path}.scope.experimentId: must be`,
    ],
    ["with a day for a time", { expiresAt: "2027-01-01" }, `${path}.expiresAt: must be a time`],
    ["with an unknown key", { scope: { kind: "STORE", name: "x" } }, `${path}.scope.name: is not a key`],
  ])("%s is refused", (_, more, problem) => {
    const problems = problemsOf(() => parseConfig(withBindings({ ...least, ...more }), {}));
    expect(problems[0]).toContain(problem);
  });
});
