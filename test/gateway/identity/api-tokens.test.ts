import { beforeEach, describe, expect, test } from "@jest/globals";
import type { TokenLookupAnswer } from "../../../src/gateway/identity/api-tokens.js";
import { formatApiToken, hashApiToken, type TokenRecord } from "../../../src/rules/api-token.js";
import { type IdentityUnderTest, identityOf } from "./identified.js";

const tokenOf = (seed: number) => formatApiToken(new Uint8Array(32).fill(seed));
const token = tokenOf(1);

/** A ledger in memory: records by the hash of their token. */
let ledger: Map<string, TokenRecord[]>;
let isComplete: boolean;
let asked: string[];
let identity: IdentityUnderTest;

beforeEach(() => {
  ledger = new Map();
  isComplete = true;
  asked = [];
  identity = identityOf([], {
    lookup: async (hash): Promise<TokenLookupAnswer> => {
      asked.push(hash);
      return { records: ledger.get(hash) ?? [], isComplete };
    },
  });
});

const record = (changes: Partial<TokenRecord> = {}): TokenRecord => ({
  store: "prod",
  id: "t1",
  principal: { kind: "USER", issuer: "https://id.example.com", subject: "ada" },
  role: "VIEWER",
  scope: null,
  expiresAt: identity.now + 60_000,
  revokedAt: null,
  ...changes,
});
const keep = (...records: TokenRecord[]) => ledger.set(hashApiToken(token), records);

describe("an API token", () => {
  test("is looked up by its hash alone, and speaks for its principal", async () => {
    keep(record());
    const { kind, subject, token: ceiling } = await identity.principal(token);
    expect([kind, subject, ceiling?.stores.map(({ store, role }) => `${store} ${role}`)]).toEqual([
      "USER",
      "ada",
      ["prod VIEWER"],
    ]);
    expect(asked).toEqual([hashApiToken(token)]);
  });

  test("that no ledger has is refused, and asked for anew every time", async () => {
    expect([await identity.outcome(token), await identity.outcome(token), asked.length]).toEqual([
      "TOKEN_WRONG UNKNOWN",
      "TOKEN_WRONG UNKNOWN",
      2,
    ]);
    keep(record());
    expect(await identity.outcome(token)).toBe("ada");
  });

  test.each([
    token.slice(0, -1),
    `${token}0`,
    `${token.slice(0, 9)}${token[9] === "x" ? "y" : "x"}${token.slice(10)}`,
    "gth_",
    "gth_x",
  ])("with a slip of the pen is told without asking a store: %s", async (mistyped) => {
    expect([await identity.outcome(mistyped), asked]).toEqual(["TOKEN_WRONG CHECKSUM", []]);
  });

  test("is remembered for ten seconds, so that a revocation takes effect within them", async () => {
    keep(record());
    await identity.outcome(token);
    keep(record({ revokedAt: identity.now }));
    identity.now += 9_999;
    expect([await identity.outcome(token), asked.length]).toEqual(["ada", 1]);
    identity.now += 1;
    expect([await identity.outcome(token), asked.length]).toEqual(["TOKEN_WRONG REVOKED", 2]);
  });

  test("ends at its end, remembered or not", async () => {
    keep(record({ expiresAt: identity.now + 500 }));
    expect(await identity.outcome(token)).toBe("ada");
    identity.now += 500;
    expect([await identity.outcome(token), asked.length]).toEqual(["TOKEN_EXPIRED", 1]);
  });

  test("counts from before it was looked up: a slow answer is not remembered for longer", async () => {
    keep(record());
    identity = identityOf([], {
      lookup: async (hash) => {
        identity.now += 10_000;
        asked.push(hash);
        return { records: ledger.get(hash) ?? [], isComplete };
      },
    });
    await identity.outcome(token);
    await identity.outcome(token);
    expect(asked.length).toBe(2);
  });

  test("that may be in a store that does not answer is neither refused nor, when found elsewhere, remembered", async () => {
    isComplete = false;
    expect(await identity.outcome(token)).toBe("STORE_UNAVAILABLE");
    keep(record());
    expect([await identity.outcome(token), await identity.outcome(token), asked.length]).toEqual(["ada", "ada", 3]);
  });

  test("is remembered among a thousand at most, the latest ones", async () => {
    for (let seed = 0; seed <= 1_000; seed += 1) {
      const other = formatApiToken(
        Uint8Array.from({ length: 32 }, (_, index) => (index < 2 ? (seed >> (8 * index)) & 255 : 7)),
      );
      ledger.set(hashApiToken(other), [
        record({ principal: { kind: "SERVICE", issuer: "gatehouse", subject: `s${seed}` } }),
      ]);
      expect(await identity.outcome(other)).toBe(`s${seed}`);
      expect(await identity.outcome(other)).toBe(`s${seed}`);
    }
    expect(asked.length).toBe(1_001);
    const first = formatApiToken(Uint8Array.from({ length: 32 }, (_, index) => (index < 2 ? 0 : 7)));
    await identity.outcome(first);
    expect(asked.length).toBe(1_002);
  });

  test("whose store hangs does not hold a request beyond its end", async () => {
    identity = identityOf([], { lookup: () => new Promise(() => undefined) });
    const leaving = new AbortController();
    const outcome = identity.outcome(token, leaving.signal);
    leaving.abort();
    expect(await outcome).toBe("STORE_UNAVAILABLE DEADLINE");
  });
});
