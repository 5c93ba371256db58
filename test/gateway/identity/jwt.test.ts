import { createHmac, createPublicKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { base64url, decodeJwt, type JWTHeaderParameters, type JWTPayload } from "jose";
import { makeKey, type SigningKey, TestIssuer, testAudience } from "../../support/test-issuer.js";
import { bootstrapToken, type IdentityUnderTest, identityOf, secondsOf, trusted } from "./identified.js";

let keys: { readonly [Name in "first" | "second" | "foreign" | "elliptic"]: SigningKey };
let first: TestIssuer;
let second: TestIssuer;
let identity: IdentityUnderTest;

beforeAll(async () => {
  const [one, two, foreign, elliptic] = await Promise.all([
    makeKey("one"),
    makeKey("two"),
    makeKey("one"),
    makeKey("curve", "ES256"),
  ]);
  keys = { first: one, second: two, foreign, elliptic };
  first = await TestIssuer.start(keys.first, () => ({ groups: ["ml", "risk"] }));
  second = await TestIssuer.start(keys.second);
  identity = identityOf([trusted(first.issuer), trusted(second.issuer)]);
});

afterAll(() => Promise.all([first.stop(), second.stop()]));

/** Valid for ten minutes, unless the test says otherwise. */
const lasting = () => ({ iat: secondsOf(identity.now), exp: secondsOf(identity.now) + 600 });

describe("a token of a real issuer is accepted", () => {
  test("for a person, with the groups that it names", async () => {
    const token = await first.accessToken("ada");
    expect(await identity.principal(token)).toEqual({
      kind: "USER",
      issuer: first.issuer,
      subject: "ada",
      groups: [`${first.issuer}|ml`, `${first.issuer}|risk`],
      groupsKnown: true,
      token: null,
      expiresAt: Number(decodeJwt(token).exp) * 1_000,
    });
  });

  test("for a program that asked the token endpoint", async () => {
    expect(await identity.outcome(await first.clientToken())).toBe("pipeline");
  });

  test("from several issuers, each for its own people", async () => {
    const issuers = await Promise.all(
      [first, second].map(async (issuer) => identity.principal(await issuer.accessToken("ada"))),
    );
    expect(issuers.map(({ issuer, subject }) => [issuer, subject])).toEqual([
      [first.issuer, "ada"],
      [second.issuer, "ada"],
    ]);
  });

  test("with our audience among others, and with another type of JWT", async () => {
    for (const typ of ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
      expect(await identity.outcome(await first.sign({ ...lasting(), aud: ["other", testAudience] }, { typ }))).toBe(
        "ada",
      );
  });

  test("when it names no key and its issuer has one", async () => {
    const token = await first.sign(lasting());
    const [, payload] = token.split(".");
    const header = base64url.encode(JSON.stringify({ alg: "RS256" }));
    const signed = await signedBy(keys.first, `${header}.${payload}`);
    expect(await identity.outcome(signed)).toBe("ada");
  });
});

async function signedBy({ privateKey }: SigningKey, input: string): Promise<string> {
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, Buffer.from(input));
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}

describe("a token is refused", () => {
  type Case = readonly [string, JWTPayload, Partial<JWTHeaderParameters>, string];
  const cases: readonly Case[] = [
    ["for another audience", { aud: "other" }, {}, "TOKEN_WRONG CLAIM_AUD"],
    ["for our audience in other letters", { aud: testAudience.toUpperCase() }, {}, "TOKEN_WRONG CLAIM_AUD"],
    ["for no audience", { aud: undefined as never }, {}, "TOKEN_WRONG CLAIM_AUD"],
    ["of an issuer that is not configured", { iss: "https://evil.example" }, {}, "TOKEN_ISSUER_UNKNOWN"],
    ["of no issuer", { iss: undefined as never }, {}, "TOKEN_ISSUER_UNKNOWN"],
    ["of a list of issuers", { iss: ["x"] as never }, {}, "TOKEN_ISSUER_UNKNOWN"],
    ["without an end", { exp: undefined as never }, {}, "TOKEN_WRONG CLAIM_EXP"],
    ["with an end that is text", { exp: "tomorrow" as never }, {}, "TOKEN_WRONG CLAIM_EXP"],
    ["without a user", { sub: undefined as never }, {}, "TOKEN_WRONG NO_USER"],
    ["with a user that is a number", { sub: 7 as never }, {}, "TOKEN_WRONG NO_USER"],
    ["that is bound to its client's key", { cnf: { jkt: "x" } }, {}, "TOKEN_WRONG SENDER_CONSTRAINED"],
    ["that says to log out", {}, { typ: "logout+jwt" }, "TOKEN_WRONG TYPE"],
    ["with a type that is no text", {}, { typ: 7 as never }, "TOKEN_WRONG TYPE"],
    ["with a key that nobody has", {}, { kid: "three" }, "TOKEN_WRONG KEY_UNKNOWN"],
    ["with a key of another issuer", {}, { kid: "two" }, "TOKEN_WRONG KEY_UNKNOWN"],
    ["with an extension that must be understood", {}, { crit: ["exp"], exp: 1 } as never, "TOKEN_WRONG NOT_VERIFIABLE"],
  ];

  test.each(cases)("%s", async (_, claims, header, outcome) => {
    const signed =
      header.crit === undefined ? await first.sign({ ...lasting(), ...claims }, header) : await critical(header);
    expect(await identity.outcome(signed)).toBe(outcome);
  });

  /** jose does not sign what it would not verify. */
  async function critical(header: object): Promise<string> {
    const [, payload] = (await first.sign(lasting())).split(".");
    return signedBy(
      keys.first,
      `${base64url.encode(JSON.stringify({ alg: "RS256", kid: "one", ...header }))}.${payload}`,
    );
  }

  test("that another issuer signed", async () => {
    const token = await second.sign({ ...lasting(), iss: first.issuer });
    expect(await identity.outcome(token)).toBe("TOKEN_WRONG KEY_UNKNOWN");
    const renamed = await second.sign({ ...lasting(), iss: first.issuer }, { kid: "one" });
    expect(await identity.outcome(renamed)).toBe("TOKEN_WRONG SIGNATURE");
  });

  test("that was signed with another key of the same name", async () => {
    expect(await identity.outcome(await first.sign(lasting(), {}, keys.foreign))).toBe("TOKEN_WRONG SIGNATURE");
  });

  test("that brings its own key, or says where to get one", async () => {
    const jwk = keys.foreign.publicJwk as never;
    for (const header of [{ jwk }, { jku: `${second.issuer}/jwks` }, { x5u: `${second.issuer}/x` }])
      expect(await identity.outcome(await first.sign(lasting(), header, keys.foreign))).toBe("TOKEN_WRONG SIGNATURE");
    expect(second.asked().filter((path) => path.startsWith("/x"))).toEqual([]);
  });

  test("that is not signed: alg none, in any letters", async () => {
    const [, payload] = (await first.sign(lasting())).split(".");
    for (const alg of ["none", "None", "NONE", "nOnE"]) {
      const header = base64url.encode(JSON.stringify({ alg }));
      expect(await identity.outcome(`${header}.${payload}.`)).toBe("TOKEN_WRONG ALGORITHM");
    }
  });

  test("whose secret is the issuer's public key", async () => {
    const [, payload] = (await first.sign(lasting())).split(".");
    const { publicJwk } = keys.first;
    const pem = createPublicKey({ key: publicJwk as never, format: "jwk" }).export({ type: "spki", format: "pem" });
    for (const alg of ["HS256", "HS384", "HS512"]) {
      const input = `${base64url.encode(JSON.stringify({ alg, kid: "one" }))}.${payload}`;
      for (const secret of [pem, JSON.stringify(publicJwk), String(publicJwk.n)]) {
        const signature = createHmac(`sha${alg.slice(2)}`, secret)
          .update(input)
          .digest("base64url");
        expect(await identity.outcome(`${input}.${signature}`)).toBe("TOKEN_WRONG ALGORITHM");
      }
    }
  });

  test("whose signature is made in a way that is not listed for its issuer", async () => {
    const token = await first.sign(lasting(), {}, keys.elliptic);
    expect(await identity.outcome(token)).toBe("TOKEN_WRONG ALGORITHM");
  });

  test("that was changed anywhere after it was signed", async () => {
    const parts = (await first.sign(lasting())).split(".");
    for (const place of [0, 1, 2]) {
      const changed = parts.map((part, index) =>
        index === place ? `${part.slice(0, 9)}${part[9] === "A" ? "B" : "A"}${part.slice(10)}` : part,
      );
      expect(await identity.outcome(changed.join("."))).toMatch(/^TOKEN_(WRONG|ISSUER_UNKNOWN)/);
    }
  });

  test("that is no JWT, though it looks like one", async () => {
    const encode = (value: unknown) => base64url.encode(typeof value === "string" ? value : JSON.stringify(value));
    const header = encode({ alg: "RS256" });
    for (const token of [
      "a.b.c",
      "a.b.",
      `${header}.b.c`,
      `${header}.${encode("[]")}.c`,
      `${header}.${encode("null")}.c`,
      `${header}.${encode('"x"')}.c`,
      `${encode("null")}.${encode({ iss: first.issuer })}.c`,
      `${encode("[")}.${encode({ iss: first.issuer })}.c`,
      `${header}.${encode("[".repeat(4_000))}.c`,
    ])
      expect(await identity.outcome(token)).toBe("TOKEN_WRONG MALFORMED");
    for (const token of ["a.b", "a.b.c.d", "a.b.c.d.e", ".b.c", "a..c", "ä.b.c"])
      expect(await identity.outcome(token)).toMatch(/^TOKEN_(WRONG UNKNOWN|MISSING)$/);
  });

  test("that is longer than any token, before it is looked at", async () => {
    const token = await first.sign({ ...lasting(), padding: "x".repeat(12_288) });
    expect(await identity.outcome(token)).toBe("TOKEN_TOO_LONG");
    const long = await first.sign({ ...lasting(), padding: "x".repeat(8_500) });
    expect([await identity.outcome(long), long.length > 11_000]).toEqual(["ada", true]);
  });
});

describe("the clock", () => {
  /** Ten days ahead: the clock that counts is the one that is handed in. */
  const ourNow = Date.now() + 864_000_000;
  const at = (seconds: number) => secondsOf(ourNow) + seconds;
  /** A second before, at and after each edge, with a clock skew of 30 s. */
  test.each<[string, () => JWTPayload, string]>([
    ["ended 29 s ago", () => ({ exp: at(-29) }), "ada"],
    ["ended 30 s ago", () => ({ exp: at(-30) }), "TOKEN_EXPIRED"],
    ["begins in 30 s", () => ({ exp: at(600), nbf: at(30) }), "ada"],
    ["begins in 31 s", () => ({ exp: at(600), nbf: at(31) }), "TOKEN_NOT_YET_VALID"],
    ["was issued 630 s ago", () => ({ exp: at(600), iat: at(-630) }), "ada"],
    ["was issued 631 s ago", () => ({ exp: at(600), iat: at(-631) }), "TOKEN_EXPIRED"],
    ["will be issued in 30 s", () => ({ exp: at(600), iat: at(30) }), "ada"],
    ["will be issued in 31 s", () => ({ exp: at(600), iat: at(31) }), "TOKEN_NOT_YET_VALID"],
    ["does not say when it was issued", () => ({ exp: at(600), iat: undefined as never }), "TOKEN_WRONG CLAIM_IAT"],
    ["ended and was for others", () => ({ exp: at(-600), aud: "other" }), "TOKEN_WRONG CLAIM_AUD"],
  ])("a token that %s", async (_, claims, outcome) => {
    const options = trusted(first.issuer, { clockSkewSeconds: 30, tokenAgeMaxSeconds: 600 });
    const strict = identityOf([options]);
    strict.now = ourNow;
    expect(await strict.outcome(await first.sign({ iat: at(-10), ...claims() }))).toBe(outcome);
  });

  test("without a greatest age, the time of issue does not count", async () => {
    for (const iat of [1, at(1_000_000), undefined])
      expect(await identity.outcome(await first.sign({ ...lasting(), iat: iat as never }))).toBe("ada");
  });

  test("an end after the end of time is an end all the same", async () => {
    const { expiresAt } = await identity.principal(await first.sign({ exp: 1e15 }));
    expect(expiresAt).toBe(8_640_000_000_000_000);
  });
});

describe("what the configuration says of an issuer counts", () => {
  test("where the user and the groups stand", async () => {
    const claims = { user: ["https://example.com/id"], groups: ["realm_access", "roles"] };
    const configured = identityOf([trusted(first.issuer, { claims })]);
    const token = await first.sign({ ...lasting(), "https://example.com/id": "7", realm_access: { roles: ["ml"] } });
    const { subject, groups } = await configured.principal(token);
    expect([subject, groups]).toEqual(["7", [`${first.issuer}|ml`]]);
  });

  test("an overage of groups is no group, and said to be unknown", async () => {
    const token = await first.sign({ ...lasting(), _claim_names: { groups: "src1" } });
    const { groups, groupsKnown } = await identity.principal(token);
    expect([groups, groupsKnown]).toEqual([[], false]);
  });

  test("its algorithms and its audiences", async () => {
    const options = trusted(first.issuer, { algorithms: ["ES256", "RS256"], audience: ["a", "b"] });
    const configured = identityOf([options]);
    first.rotateTo(keys.elliptic, keys.first);
    for (const aud of ["a", "b"]) {
      expect(await configured.outcome(await first.sign({ ...lasting(), aud }))).toBe("ada");
      expect(await configured.outcome(await first.sign({ ...lasting(), aud }, {}, keys.first))).toBe("ada");
    }
    // The curve's key does not verify what calls itself RSA, nor the other way round.
    const mixed = await first.sign({ ...lasting(), aud: "a" }, { kid: "curve" }, keys.first);
    expect(await configured.outcome(mixed)).toBe("TOKEN_WRONG KEY_UNKNOWN");
    first.rotateTo(keys.first);
  });
});

describe("the bootstrap token", () => {
  test("is the principal of that name", async () => {
    expect(await identity.principal(bootstrapToken)).toEqual(
      expect.objectContaining({ kind: "BOOTSTRAP", subject: "bootstrap", token: null, expiresAt: null }),
    );
  });

  test.each([bootstrapToken.slice(1), `${bootstrapToken}0`, bootstrapToken.toUpperCase()])(
    "is not %s",
    async (token) => {
      expect(await identity.outcome(token)).toBe("TOKEN_WRONG UNKNOWN");
    },
  );
});
