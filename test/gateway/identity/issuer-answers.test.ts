import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { makeKey, type SigningKey, TestIssuer } from "../../support/test-issuer.js";
import { type IdentityUnderTest, identityOf, secondsOf, trusted } from "./identified.js";

const discovery = "/.well-known/openid-configuration";
const fetched = [discovery, "/jwks"];
/** No test waits for it: a time that is never reached. */
const timeoutMs = 600_000;

let key: SigningKey;
let issuer: TestIssuer;
let identity: IdentityUnderTest;

beforeAll(async () => {
  key = await makeKey("one");
  issuer = await TestIssuer.start(key);
});

afterAll(() => issuer.stop());

beforeEach(() => {
  issuer.interfere = () => false;
  issuer.asked();
  identity = identityOf([trusted(issuer.issuer)], { keyTimes: { timeoutMs } });
});

const makeToken = () => issuer.sign({ exp: secondsOf(identity.now) + 600 });

describe("an issuer that answers badly", () => {
  const jwks = { keys: [] as unknown[] };
  /** The same server by an address that is not known to be this machine's. */
  const alias = () => issuer.issuer.replace("127.0.0.1", "0.0.0.0");
  const documents: readonly (readonly [string, string, string | number])[] = [
    ["with an error", discovery, 500],
    ["with a redirect", discovery, 302],
    ["with no JSON", discovery, "<html>"],
    ["with null", discovery, "null"],
    ["with nothing of use", discovery, "{}"],
    ["with another issuer's document", discovery, '{"issuer":"https://other.example","jwks_uri":"ISSUER/jwks"}'],
    [
      "with keys over plain http, beyond this machine's own names",
      discovery,
      '{"issuer":"ISSUER","jwks_uri":"ALIAS/jwks"}',
    ],
    ["with keys in a file", discovery, '{"issuer":"ISSUER","jwks_uri":"file:///etc/passwd"}'],
    ["with keys at a number", discovery, '{"issuer":"ISSUER","jwks_uri":7}'],
    ["with keys that are an error", "/jwks", 404],
    ["with keys that are a redirect", "/jwks", 307],
    ["with keys that are none", "/jwks", '{"keys":"x"}'],
    ["with keys of more than 256 KiB", "/jwks", JSON.stringify({ ...jwks, padding: "x".repeat(262_144) })],
  ];

  test.each(documents)("%s is not believed, and said to be unavailable", async (_, path, answer) => {
    issuer.interfere = (request, response) => {
      if (request.url !== path) return false;
      const isStatus = typeof answer === "number";
      const right =
        path === discovery ? { issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/jwks` } : { keys: [key.publicJwk] };
      response.writeHead(isStatus ? answer : 200, {
        "content-type": "application/json",
        location: `${issuer.issuer}/elsewhere`,
      });
      response.end(
        isStatus ? JSON.stringify(right) : answer.replaceAll("ISSUER", issuer.issuer).replace("ALIAS", alias()),
      );
      return true;
    };
    expect([await identity.outcome(await makeToken()), identity.failures]).toEqual([
      "ISSUER_UNAVAILABLE",
      [issuer.issuer],
    ]);
    expect(issuer.asked()).toEqual(path === discovery ? [discovery] : fetched);
  });

  test("with an endless answer is left after 256 KiB", async () => {
    issuer.interfere = (request, response) => {
      if (request.url !== "/jwks") return false;
      const more = () => {
        while (!response.destroyed && response.write(" ".repeat(16_384)));
      };
      response.on("drain", more);
      more();
      return true;
    };
    expect(await identity.outcome(await makeToken())).toBe("ISSUER_UNAVAILABLE");
  });

  test.each([
    ["a private key", () => [{ ...key.privateJwk }]],
    ["a secret", () => [{ kty: "oct", kid: "one", alg: "HS256", k: "c2VjcmV0" }]],
    ["a key of 512 bits", () => [{ ...key.publicJwk, n: String(key.publicJwk.n).slice(0, 86) }]],
    ["a key without its parts", () => [{ kty: "RSA", kid: "one", alg: "RS256" }]],
    ["what is no key", () => [null, 7, "x", []]],
  ])("with %s lets nobody in, and breaks nothing", async (_, keys) => {
    issuer.interfere = (request, response) => {
      if (request.url !== "/jwks") return false;
      response.end(JSON.stringify({ keys: keys() }));
      return true;
    };
    expect(await identity.outcome(await makeToken())).toMatch(
      /^(TOKEN_WRONG (NOT_VERIFIABLE|KEY_UNKNOWN)|ISSUER_UNAVAILABLE)$/,
    );
  });

  test.each([
    ["at its document", discovery, null],
    ["at its keys", "/jwks", null],
    ["in the middle of its keys", "/jwks", '{"keys":['],
  ])("not at all, %s, is given up when the time for it is over", async (_, path, part) => {
    // Of its own: a request that was given up before it was heard must not be heard by the next test.
    const hanging = await TestIssuer.start(key);
    hanging.interfere = (request, response) => {
      if (request.url !== path) return false;
      if (part !== null) response.write(part);
      return true;
    };
    identity = identityOf([trusted(hanging.issuer)], { keyTimes: { timeoutMs: 50 } });
    const token = await hanging.sign({ exp: secondsOf(identity.now) + 600 });
    expect([await identity.outcome(token), identity.failures]).toEqual(["ISSUER_UNAVAILABLE", [hanging.issuer]]);
    await hanging.stop();
  });

  test("not at all does not hold a request beyond its own end, and serves the next when it comes", async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      issuer.interfere = (request, response) => {
        if (request.url !== "/jwks") return false;
        answer = () => void response.end(JSON.stringify({ keys: [key.publicJwk] }));
        resolve();
        return true;
      };
    });
    const token = await makeToken();
    const leaving = new AbortController();
    const [left, stayed] = [identity.outcome(token, leaving.signal), identity.outcome(token)];
    await asked;
    leaving.abort();
    expect(await left).toBe("ISSUER_UNAVAILABLE DEADLINE");
    expect(await identity.outcome(token, leaving.signal)).toBe("ISSUER_UNAVAILABLE DEADLINE");
    answer();
    expect([await stayed, issuer.asked()]).toEqual(["ada", fetched]);
  });
});
