import { describe, expect, test } from "@jest/globals";
import {
  bootstrapPrincipal,
  isUnverified,
  operatorPrincipal,
  type Principal,
  principalId,
} from "../../src/rules/principal.js";

const person: Principal = {
  kind: "USER",
  issuer: "https://id.example.com/",
  subject: "auth0|17",
  groups: [],
  groupsKnown: true,
  token: null,
  expiresAt: 1,
};

describe("a principal's id in text", () => {
  test.each<[string, Parameters<typeof principalId>[0], string]>([
    ["a person", person, "https://id.example.com/|auth0|17"],
    ["a service", { kind: "SERVICE", issuer: "gatehouse", subject: "ci" }, "gatehouse|ci"],
    ["the bootstrap token", bootstrapPrincipal, "bootstrap"],
    ["a command on a store's URL", operatorPrincipal("mlflow"), "operator:mlflow"],
  ])("%s", (_, principal, id) => expect(principalId(principal)).toBe(id));

  test("of nobody an issuer vouches for can be taken for the bootstrap token or an operator", () => {
    const ids = ["bootstrap", "operator:mlflow"].map((subject) => principalId({ ...person, subject }));
    expect(ids).toEqual(["https://id.example.com/|bootstrap", "https://id.example.com/|operator:mlflow"]);
  });
});

test("only an operator is unverified", () => {
  const all = [person, { ...person, kind: "SERVICE" } as const, bootstrapPrincipal, operatorPrincipal("mlflow")];
  expect(all.map(isUnverified)).toEqual([false, false, false, true]);
});

test("nobody can change the one bootstrap principal", () => {
  expect([Object.isFrozen(bootstrapPrincipal), Object.isFrozen(bootstrapPrincipal.groups)]).toEqual([true, true]);
});
