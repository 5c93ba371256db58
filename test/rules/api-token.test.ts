import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  apiTokenSecretBytes,
  formatApiToken,
  hashApiToken,
  isApiToken,
  isWholeApiToken,
  judgeApiToken,
  type TokenRecord,
} from "../../src/rules/api-token.js";

const secrets = fc.uint8Array({ minLength: apiTokenSecretBytes, maxLength: apiTokenSecretBytes });
const digits = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];

/** Written anew, digit by digit, from a remainder that fits a number. */
function base62(bytes: Uint8Array, length: number): string {
  let rest = [...bytes];
  const text: string[] = [];
  for (let place = 0; place < length; place += 1) {
    let carry = 0;
    rest = rest.map((byte) => {
      const value = carry * 256 + byte;
      carry = value % 62;
      return Math.floor(value / 62);
    });
    text.unshift(digits[carry] ?? "");
  }
  return text.join("");
}

describe("an API token", () => {
  test("of known bytes is the same for ever: ledgers keep the hash of its text", () => {
    expect(formatApiToken(new Uint8Array(32))).toBe("gth_0000000000000000000000000000000000000000000_2hwiGj");
    expect(formatApiToken(new Uint8Array(32).fill(255))).toBe("gth_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1_1229yH");
  });

  test("is its 32 bytes in base 62 and the CRC-32 of all before it, as zlib has it", () => {
    fc.assert(
      fc.property(secrets, (bytes) => {
        const body = `gth_${base62(bytes, 43)}`;
        const checksum = Buffer.alloc(4);
        checksum.writeUInt32BE(crc32(body));
        expect(formatApiToken(bytes)).toBe(`${body}_${base62(checksum, 6)}`);
      }),
    );
  });

  test("is whole as it was made", () => {
    fc.assert(
      fc.property(secrets, (bytes) => {
        const token = formatApiToken(bytes);
        expect([isApiToken(token), isWholeApiToken(token)]).toEqual([true, true]);
      }),
    );
  });

  test("with one character changed, missing or doubled is not whole", () => {
    const places = fc.nat({ max: 53 });
    fc.assert(
      fc.property(secrets, places, fc.constantFrom(...digits, "_", "-", "\n", "é"), (bytes, place, other) => {
        const token = formatApiToken(bytes);
        const [before, after] = [token.slice(0, place), token.slice(place + 1)];
        if (other !== token[place]) expect(isWholeApiToken(before + other + after)).toBe(false);
        expect(isWholeApiToken(before + after)).toBe(false);
        expect(isWholeApiToken(before + token[place] + token[place] + after)).toBe(false);
      }),
    );
  });

  test("is not made of fewer or more bytes", () => {
    for (const length of [0, 31, 33]) expect(() => formatApiToken(new Uint8Array(length))).toThrow(RangeError);
  });

  test("is kept as the SHA-256 of its text", () => {
    const token = formatApiToken(new Uint8Array(32).fill(7));
    expect(hashApiToken(token)).toBe(createHash("sha256").update(token).digest("hex"));
  });
});

const now = 1_000_000;
const record: TokenRecord = {
  store: "prod",
  id: "t1",
  principal: { kind: "USER", issuer: "https://id.example.com", subject: "ada" },
  role: "CONTRIBUTOR",
  scope: null,
  expiresAt: now + 1,
  revokedAt: null,
};
const elsewhere: TokenRecord = {
  ...record,
  store: "dev",
  id: "t2",
  role: "VIEWER",
  scope: { kind: "STORE" },
  expiresAt: now + 9,
};
const ceiling = ({ store, id, role, scope, expiresAt }: TokenRecord) => ({
  store,
  tokenId: id,
  role,
  scope,
  expiresAt,
});

describe("what the ledgers say of a token", () => {
  test("makes its principal, with a ceiling in every store that has it", () => {
    expect(judgeApiToken([record, elsewhere], now)).toEqual({
      principal: {
        kind: "USER",
        issuer: "https://id.example.com",
        subject: "ada",
        groups: [],
        groupsKnown: false,
        token: { stores: [ceiling(record), ceiling(elsewhere)] },
        expiresAt: now + 9,
      },
    });
  });

  test("makes a service, which is known to be in no group", () => {
    const service: TokenRecord = { ...record, principal: { kind: "SERVICE", issuer: "gatehouse", subject: "ci" } };
    expect(judgeApiToken([service], now)).toEqual({
      principal: expect.objectContaining({ kind: "SERVICE", subject: "ci", groups: [], groupsKnown: true }),
    });
  });

  test.each<[string, TokenRecord[], readonly TokenRecord[]]>([
    ["where it is revoked", [{ ...record, revokedAt: now }, elsewhere], [elsewhere]],
    ["where it has expired", [{ ...record, expiresAt: now }, elsewhere], [elsewhere]],
    [
      "where it is revoked, even if another principal's there",
      [{ ...record, revokedAt: 1, principal: { ...record.principal, subject: "bob" } }, elsewhere],
      [elsewhere],
    ],
  ])("leaves out the store %s", (_, records, left) => {
    const verdict = judgeApiToken(records, now);
    expect("principal" in verdict && verdict.principal.token).toEqual({ stores: left.map(ceiling) });
  });

  test.each<[string, TokenRecord[], string]>([
    ["no ledger has it", [], "UNKNOWN"],
    ["every ledger has it revoked", [{ ...record, revokedAt: now + 5 }], "REVOKED"],
    ["it expires this very millisecond", [{ ...record, expiresAt: now }], "EXPIRED"],
    [
      "one has it revoked, one expired",
      [
        { ...record, revokedAt: 1 },
        { ...elsewhere, expiresAt: 1 },
      ],
      "EXPIRED",
    ],
    [
      "two name different people",
      [record, { ...elsewhere, principal: { ...record.principal, subject: "bob" } }],
      "AMBIGUOUS",
    ],
    [
      "two name different issuers",
      [record, { ...elsewhere, principal: { ...record.principal, issuer: "x" } }],
      "AMBIGUOUS",
    ],
    [
      "one names a service",
      [record, { ...elsewhere, principal: { ...record.principal, kind: "SERVICE" } }],
      "AMBIGUOUS",
    ],
  ])("refuses it when %s", (_, records, refused) => expect(judgeApiToken(records, now)).toEqual({ refused }));
});
