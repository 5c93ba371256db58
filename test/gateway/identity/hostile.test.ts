import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { base64url } from "jose";
import { formatApiToken } from "../../../src/rules/api-token.js";
import { makeKey, TestIssuer } from "../../support/test-issuer.js";
import { bootstrapToken, type IdentityUnderTest, identityOf, secondsOf, trusted } from "./identified.js";

let issuer: TestIssuer;
let identity: IdentityUnderTest;
let jwt: string;

beforeAll(async () => {
  issuer = await TestIssuer.start(await makeKey("one"));
  identity = identityOf([trusted(issuer.issuer)]);
  jwt = await issuer.sign({ exp: secondsOf(identity.now) + 600 });
});

afterAll(() => issuer.stop());

const part = (value: unknown) => base64url.encode(JSON.stringify(value) ?? "");
/** Values that a header or claim has and ought not to have. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom("RS256", "none", "HS256", "one", "", null, -1, 1e308, "__proto__", "constructor", []),
);
const headerNames = fc.constantFrom("alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "enc", "zip", "__proto__");
const claimNames = fc.constantFrom(
  "iss",
  "aud",
  "sub",
  "exp",
  "nbf",
  "iat",
  "groups",
  "_claim_names",
  "cnf",
  "hasgroups",
);

const madeUpJwts = fc
  .tuple(fc.dictionary(headerNames, odd), fc.dictionary(claimNames, odd), fc.base64String(), fc.boolean(), fc.boolean())
  .map(([header, claims, signature, hasIssuer, hasAlgorithm]) =>
    [
      part({ ...(hasAlgorithm ? { alg: "RS256" } : {}), ...header }),
      part({ ...claims, ...(hasIssuer ? { iss: issuer.issuer } : {}) }),
      signature.replace(/[+/=]/g, "_"),
    ].join("."),
  );

/** A text with a few characters taken out, put in or changed. */
const damaged = (text: () => string) =>
  fc
    .array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.string({ maxLength: 3 })), { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce((rest, [at, drop, put]) => {
        const place = at % (rest.length + 1);
        return rest.slice(0, place) + put + rest.slice(place + drop);
      }, text()),
    );

const hostileTokens = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  madeUpJwts,
  damaged(() => jwt),
  damaged(() => formatApiToken(new Uint8Array(32))),
  damaged(() => bootstrapToken),
);

/** The last character of a signature holds four bits that say nothing: sixteen texts are one signature. */
function isRight(token: string): boolean {
  const bytesOf = (text: string) => Buffer.from(text.slice(text.lastIndexOf(".") + 1), "base64url").toString("hex");
  const isSigned =
    token.slice(0, -1) === jwt.slice(0, -1) && token.length === jwt.length && bytesOf(token) === bytesOf(jwt);
  return token === bootstrapToken || (isSigned && /[\w-]$/.test(token));
}

describe("whatever is shown for a token", () => {
  test("is the token, or is refused with a reason; nothing else comes out", async () => {
    await fc.assert(
      fc.asyncProperty(hostileTokens, async (token) => {
        const outcome = await identity.outcome(token);
        expect(outcome).toMatch(isRight(token) ? /^(ada|bootstrap)$/ : /^TOKEN_[A-Z_]+( [A-Z_]+)?$/);
      }),
      { numRuns: 5_000 },
    );
  });

  test("no signature but the issuer's makes a person of any claims", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(headerNames, odd), fc.dictionary(claimNames, odd), async (header, claims) => {
        const [, , signature] = jwt.split(".");
        const body = {
          iss: issuer.issuer,
          aud: "gatehouse",
          sub: "eve",
          exp: secondsOf(identity.now) + 600,
          ...claims,
        };
        const token = `${part({ alg: "RS256", kid: "one", ...header })}.${part(body)}.${signature}`;
        expect(await identity.outcome(token)).toMatch(/^TOKEN_(WRONG|ISSUER_UNKNOWN)/);
      }),
      { numRuns: 2_000 },
    );
  });
});
