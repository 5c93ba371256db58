import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { defaultKeyTimes, IssuerKeys } from "../../../src/gateway/identity/issuer-keys.js";
import { makeKey, type SigningKey, TestIssuer } from "../../support/test-issuer.js";
import { type IdentityUnderTest, identityOf, secondsOf, trusted } from "./identified.js";

const discovery = "/.well-known/openid-configuration";
const fetched = [discovery, "/jwks"];
/** No test waits for it: a time that is never reached. */
const timeoutMs = 600_000;

let oldKey: SigningKey;
let newKey: SigningKey;
let issuer: TestIssuer;
let identity: IdentityUnderTest;

beforeAll(async () => {
  [oldKey, newKey] = await Promise.all([makeKey("old"), makeKey("new")]);
  issuer = await TestIssuer.start(oldKey);
});

afterAll(() => issuer.stop());

beforeEach(() => {
  issuer.interfere = () => false;
  issuer.rotateTo(oldKey);
  issuer.asked();
  identity = identityOf([trusted(issuer.issuer)], { keyTimes: { timeoutMs } });
});

/** One that outlives whatever the test does to the clock. */
const tokenOf = (key: SigningKey, kid = key.kid) =>
  issuer.sign({ exp: secondsOf(identity.now) + 100_000 }, { kid }, key);

describe("an issuer's keys", () => {
  test("are fetched once for many requests, by the discovery document", async () => {
    const token = await tokenOf(oldKey);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => identity.outcome(token)));
    expect([new Set(outcomes), issuer.asked()]).toEqual([new Set(["ada"]), fetched]);
    expect([await identity.outcome(token), issuer.asked()]).toEqual(["ada", []]);
  });

  test("are fetched ahead of the first request", async () => {
    await identity.prepare();
    expect([issuer.asked(), await identity.outcome(await tokenOf(oldKey)), issuer.asked()]).toEqual([
      fetched,
      "ada",
      [],
    ]);
  });

  test("are fetched without a discovery document where the configuration says where they are", async () => {
    identity = identityOf([trusted(issuer.issuer, { jwksUri: `${issuer.issuer}/jwks` })]);
    expect([await identity.outcome(await tokenOf(oldKey)), issuer.asked()]).toEqual(["ada", ["/jwks"]]);
  });

  test("are fetched for no token whose issuer or signature is not accepted anyway", async () => {
    const foreign = await issuer.sign({ iss: "https://evil.example" });
    const unsigned = `${btoa('{"alg":"none"}')}.${foreign.split(".")[1]}.`;
    expect([
      await identity.outcome(foreign),
      await identity.outcome(unsigned.replaceAll("=", "")),
      issuer.asked(),
    ]).toEqual(["TOKEN_ISSUER_UNKNOWN", "TOKEN_ISSUER_UNKNOWN", []]);
  });

  test("are fetched again after ten minutes", async () => {
    await identity.prepare();
    issuer.asked();
    identity.now += 599_999;
    expect([await identity.outcome(await tokenOf(oldKey)), issuer.asked()]).toEqual(["ada", []]);
    identity.now += 1;
    expect([await identity.outcome(await tokenOf(oldKey)), issuer.asked()]).toEqual(["ada", fetched]);
  });
});

describe("rotation", () => {
  test("a token of a new key makes us fetch it, and the old key goes on while it is published", async () => {
    await identity.prepare();
    identity.now += 30_000;
    issuer.rotateTo(newKey, oldKey);
    issuer.asked();
    expect([await identity.outcome(await tokenOf(newKey)), issuer.asked()]).toEqual(["ada", fetched]);
    expect([await identity.outcome(await tokenOf(oldKey)), issuer.asked()]).toEqual(["ada", []]);
  });

  test("a key that is withdrawn is refused once the keys were fetched again", async () => {
    await identity.prepare();
    issuer.rotateTo(newKey);
    identity.now += 600_000;
    expect(await identity.outcome(await tokenOf(oldKey))).toBe("TOKEN_WRONG KEY_UNKNOWN");
  });

  test("a new key under the old name is found as well", async () => {
    await identity.prepare();
    identity.now += 30_000;
    const renamed = { ...newKey, kid: "old", privateJwk: { ...newKey.privateJwk, kid: "old" } };
    issuer.rotateTo(renamed);
    expect(await identity.outcome(await tokenOf(renamed))).toBe("ada");
    expect(await identity.outcome(await tokenOf(oldKey))).toBe("TOKEN_WRONG SIGNATURE");
  });

  test("forged keys do not make us hammer the issuer, and cost nobody else a thing", async () => {
    await identity.prepare();
    issuer.asked();
    const forge = (round: number) => tokenOf(newKey, `forged-${round}`);
    for (let round = 0; round < 10; round += 1)
      expect(await identity.outcome(await forge(round))).toBe("TOKEN_WRONG KEY_UNKNOWN");
    expect(issuer.asked()).toEqual([]);
    identity.now += 30_000;
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async (_, round) => identity.outcome(await forge(round))),
    );
    expect([new Set(outcomes), issuer.asked()]).toEqual([new Set(["TOKEN_WRONG KEY_UNKNOWN"]), fetched]);
    expect([await identity.outcome(await forge(11)), issuer.asked()]).toEqual(["TOKEN_WRONG KEY_UNKNOWN", []]);
    expect(await identity.outcome(await tokenOf(oldKey))).toBe("ada");
  });

  test("whoever still holds the old keys gets the new ones that another had fetched", async () => {
    let now = identity.now;
    const keys = new IssuerKeys(
      trusted(issuer.issuer),
      defaultKeyTimes,
      () => now,
      () => undefined,
    );
    const known = await keys.current();
    now += 30_000;
    const newer = await keys.newerThan(known);
    now += 30_000;
    issuer.asked();
    expect([await keys.newerThan(known), newer === known, issuer.asked()]).toEqual([newer, false, []]);
  });

  test("two keys that fit, and a token that does not say which", async () => {
    issuer.rotateTo(newKey, oldKey);
    const token = await issuer.sign({ exp: secondsOf(identity.now) + 60 }, { kid: undefined as never }, oldKey);
    expect(await identity.outcome(token)).toBe("TOKEN_WRONG KEY_NOT_NAMED");
  });
});

describe("an issuer that is down", () => {
  test("at start is asked again, but not at once", async () => {
    await issuer.stop();
    await identity.prepare();
    const token = await tokenOf(oldKey);
    expect([identity.failures, await identity.outcome(token)]).toEqual([[issuer.issuer], "ISSUER_UNAVAILABLE"]);
    await issuer.restart();
    identity.now += 4_999;
    expect([await identity.outcome(token), issuer.asked()]).toEqual(["ISSUER_UNAVAILABLE", []]);
    identity.now += 1;
    expect([await identity.outcome(token), issuer.asked()]).toEqual(["ada", fetched]);
  });

  test("later costs nothing for an hour; then its tokens wait for it", async () => {
    await identity.prepare();
    await issuer.stop();
    const token = await tokenOf(oldKey);
    identity.now += 600_000;
    expect([await identity.outcome(token), identity.failures]).toEqual(["ada", [issuer.issuer]]);
    identity.now += 2_999_999;
    expect(await identity.outcome(token)).toBe("ada");
    identity.now += 1;
    expect(await identity.outcome(token)).toBe("ISSUER_UNAVAILABLE");
    await issuer.restart();
    identity.now += 5_000;
    expect(await identity.outcome(token)).toBe("ada");
  });

  test("cannot say whether a key is new, so the token is not called wrong", async () => {
    await identity.prepare();
    await issuer.stop();
    identity.now += 30_000;
    expect(await identity.outcome(await tokenOf(newKey))).toBe("ISSUER_UNAVAILABLE");
    expect(await identity.outcome(await tokenOf(oldKey))).toBe("ada");
    await issuer.restart();
  });

  test("does not keep another's people out", async () => {
    const other = await TestIssuer.start(newKey);
    await issuer.stop();
    identity = identityOf([trusted(issuer.issuer), trusted(other.issuer)]);
    await identity.prepare();
    expect(await identity.outcome(await other.accessToken("bob"))).toBe("bob");
    await issuer.restart();
    await other.stop();
  });
});
