import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../src/config.js";
import type { IssuerOptions } from "../../src/rules/issuer.js";
import { problemsOf, sqliteStore, token } from "./problems-of.js";

const corp = { name: "corp", issuer: "https://id.example.com/realms/corp", audience: "gatehouse" };
const base = { token, stores: [sqliteStore] };
const withIssuers = (...issuers: object[]) => ({ ...base, issuers }) as Parameters<typeof parseConfig>[0];
const defaults: Omit<IssuerOptions, "issuer" | "audience"> = {
  algorithms: ["RS256"],
  jwksUri: null,
  clockSkewSeconds: 30,
  tokenAgeMaxSeconds: null,
  claims: { user: ["sub"], groups: ["groups"] },
};

describe("an issuer", () => {
  test("with only what is required gets every default", () => {
    expect(parseConfig(withIssuers(corp), {}).issuers).toEqual([
      { issuer: corp.issuer, audience: ["gatehouse"], ...defaults },
    ]);
  });

  test("with everything, as a file has it", () => {
    const issuer = {
      issuer: "https://sts.windows.net/2b3c/",
      audience: ["api://gatehouse", "2b3c"],
      algorithms: ["PS256", "ES512"],
      jwksUri: "https://login.example.com/keys?app=1",
      clockSkewSeconds: 0,
      tokenAgeMaxSeconds: "3600",
      claims: { user: "oid", groups: String.raw`https://example\.com/groups.all` },
    };
    expect(parseConfig(withIssuers(issuer), {}).issuers).toEqual([
      {
        ...issuer,
        tokenAgeMaxSeconds: 3_600,
        claims: { user: ["oid"], groups: ["https://example.com/groups", "all"] },
      },
    ]);
  });

  test("by variables and flags, beside those of the file", () => {
    const env = {
      GATEHOUSE_ISSUER_MY_IDP_ISSUER: "https://idp.example",
      GATEHOUSE_ISSUER_MY_IDP_AUDIENCE: "a, b",
      GATEHOUSE_ISSUER_MY_IDP_ALGORITHMS: "ES256,RS256",
      GATEHOUSE_ISSUER_MY_IDP_CLAIMS_GROUPS: "realm_access.roles",
      GATEHOUSE_ISSUER_CORP_CLOCK_SKEW_SECONDS: "5",
      GATEHOUSE_ISSUER_FLAG_AUDIENCE: "c",
    };
    const flags = { issuers: ["flag=https://flag.example", "corp=https://other.example"] };
    const { issuers } = parseConfig(withIssuers(corp), env, flags);
    expect(issuers).toEqual([
      { issuer: "https://other.example", audience: ["gatehouse"], ...defaults, clockSkewSeconds: 5 },
      {
        issuer: "https://idp.example",
        audience: ["a", "b"],
        ...defaults,
        algorithms: ["ES256", "RS256"],
        claims: { user: ["sub"], groups: ["realm_access", "roles"] },
      },
      { issuer: "https://flag.example", audience: ["c"], ...defaults },
    ]);
  });

  const url = "must be an https:// URL (http:// only for this machine) without query and fragment";
  const path = String.raw`must be names with dots between, as in realm_access.roles; a dot in a name is written \.`;
  const algorithms =
    "must be one or more of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519";

  test.each<[string, object[], string]>([
    ["without a URL", [{ audience: "a" }], "issuers[0].issuer: is missing: give the URL that its tokens have as `iss`"],
    [
      "without an audience",
      [{ issuer: corp.issuer }],
      "issuers[0].audience: is missing: give what a token for Gatehouse has as `aud`",
    ],
    [
      "with no audience in its list",
      [{ ...corp, audience: [] }],
      "issuers[0].audience: must be one or more names, of which a token must have one as `aud`",
    ],
    ["over plain http", [{ ...corp, issuer: "http://id.example.com" }], `issuers[0].issuer: ${url}`],
    ["with a query", [{ ...corp, issuer: "https://id.example.com?x=1" }], `issuers[0].issuer: ${url}`],
    [
      "with keys over plain http",
      [{ ...corp, jwksUri: "http://id.example.com/keys" }],
      "issuers[0].jwksUri: must be an https:// URL (http:// only for this machine)",
    ],
    ["with no signature", [{ ...corp, algorithms: ["none"] }], `issuers[0].algorithms: ${algorithms}`],
    ["with a shared secret", [{ ...corp, algorithms: ["RS256", "HS256"] }], `issuers[0].algorithms: ${algorithms}`],
    ["with none of them", [{ ...corp, algorithms: [] }], `issuers[0].algorithms: ${algorithms}`],
    [
      "with clocks an hour apart",
      [{ ...corp, clockSkewSeconds: 3_600 }],
      "issuers[0].clockSkewSeconds: must be a whole number from 0 to 600",
    ],
    ["with a path that is none", [{ ...corp, claims: { groups: "a..b" } }], `issuers[0].claims.groups: ${path}`],
    [
      "with an address as the user",
      [{ ...corp, claims: { user: "email" } }],
      "issuers[0].claims.user: must not be an address, which can pass to another person",
    ],
    [
      "with another's name",
      [corp, { ...corp, issuer: "https://b.example" }],
      "issuers[1].name: is the name of another issuer as well: give each its own",
    ],
    [
      "with another's URL",
      [corp, { ...corp, name: "b" }],
      "issuers[1].issuer: is the issuer of another issuer as well: give each its own",
    ],
    [
      "with a near miss",
      [{ ...corp, audiense: "x" }],
      "issuers[0].audiense: is not a key of Gatehouse; did you mean audience?",
    ],
  ])("%s is a problem", (_, issuers, problem) => {
    expect(problemsOf(() => parseConfig(withIssuers(...issuers), {}))).toEqual([problem]);
  });

  test.each<[string, Record<string, string>, string[], string]>([
    [
      "a variable of an issuer that is not there",
      { GATEHOUSE_ISSUER_X_AUDIENCE: "a" },
      [],
      "GATEHOUSE_ISSUER_X_AUDIENCE: belongs to an issuer that is not configured; give its URL as well, or remove this",
    ],
    [
      "a variable with a slip of the pen",
      { GATEHOUSE_ISSUER_CORP_AUDIENSE: "a" },
      [],
      "GATEHOUSE_ISSUER_CORP_AUDIENSE: is not a variable of Gatehouse; did you mean GATEHOUSE_ISSUER_CORP_AUDIENCE?",
    ],
    [
      "a flag without a name",
      {},
      ["https://id.example.com"],
      "--issuer: must be NAME=URL, such as corp=https://id.example.com/realms/corp; a name is made of a-z, 0-9, _ and -",
    ],
    ["a flag with a URL that is none", {}, ["corp=x"], `--issuer corp: ${url}`],
  ])("%s is a problem", (_, env, issuers, problem) => {
    expect(problemsOf(() => parseConfig(withIssuers(corp), env, { issuers }))).toEqual([problem]);
  });
});

describe("the bootstrap token", () => {
  test("is not needed, and not kept, where it is switched off", () => {
    const { token: _token, ...rest } = base;
    expect(parseConfig({ ...rest, bootstrap: false }, {}).token).toBeNull();
    expect(parseConfig({ ...base, bootstrap: false }, {}).token).toBeNull();
    expect(parseConfig(base, { GATEHOUSE_BOOTSTRAP: "off" }).token).toBeNull();
    expect(parseConfig({ ...base, bootstrap: false }, {}, { bootstrap: "true" }).token).toBe(token);
  });

  test("is asked for where the switch cannot be read", () => {
    expect(problemsOf(() => parseConfig({ ...base, bootstrap: "perhaps" as never }, {}))).toEqual([
      "bootstrap: must be true or false",
    ]);
  });
});
