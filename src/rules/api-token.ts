import { createHash } from "node:crypto";
import type { Principal } from "./principal.js";
import type { Role, RoleScope } from "./role.js";

/** Secret scanners find our tokens by it. */
const prefix = "gth_";
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const apiTokenSecretBytes = 32;
/** 32 bytes and 4 bytes, in base 62. */
const secretLength = 43;
const checksumLength = 6;
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${secretLength}}_[0-9A-Za-z]{${checksumLength}}$`);

/** What a store's ledger says of an API token. */
export interface TokenRecord {
  /** The store's name in the configuration. */
  readonly store: string;
  readonly id: string;
  readonly principal: { readonly kind: "USER" | "SERVICE"; readonly issuer: string; readonly subject: string };
  readonly role: Role;
  /** Null for the whole store. */
  readonly scope: RoleScope | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Epoch milliseconds; null while it is not revoked. */
  readonly revokedAt: number | null;
}

export type TokenVerdict =
  | { readonly principal: Principal }
  | { readonly refused: "UNKNOWN" | "REVOKED" | "EXPIRED" | "AMBIGUOUS" };

/** The token for 32 random bytes: `gth_<secret>_<checksum>`, 54 characters. */
export function formatApiToken(secret: Uint8Array): string {
  if (secret.length !== apiTokenSecretBytes) throw new RangeError(`a token is made of ${apiTokenSecretBytes} bytes`);
  const body = prefix + base62(secret, secretLength);
  return `${body}_${checksumOf(body)}`;
}

export function isApiToken(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether the token is whole, told without asking anybody: a slip of the pen or a missing end shows in the checksum. */
export function isWholeApiToken(text: string): boolean {
  if (!shape.test(text)) return false;
  const body = text.slice(0, -1 - checksumLength);
  return text.slice(-checksumLength) === checksumOf(body);
}

/** All that is kept of a token: SHA-256 in hex. It is random through and through, so it needs no salt. */
export function hashApiToken(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Who holds a token, from what the ledgers say of it. It holds where it is neither revoked nor expired; ledgers that name
 * different principals for one token cannot both be right, so then it holds nowhere.
 */
export function judgeApiToken(records: readonly TokenRecord[], now: number): TokenVerdict {
  if (records.length === 0) return { refused: "UNKNOWN" };
  const kept = records.filter(({ revokedAt }) => revokedAt === null);
  if (kept.length === 0) return { refused: "REVOKED" };
  const [first, ...others] = kept.filter(({ expiresAt }) => expiresAt > now);
  if (first === undefined) return { refused: "EXPIRED" };
  if (others.some((other) => !isSamePrincipal(first, other))) return { refused: "AMBIGUOUS" };
  const stores = [first, ...others].map(({ store, id, role, scope, expiresAt }) => ({
    store,
    tokenId: id,
    role,
    scope,
    expiresAt,
  }));
  return {
    principal: {
      ...first.principal,
      groups: [],
      // A person's groups are told by the issuer at sign-in, which a token is not; a service has none.
      groupsKnown: first.principal.kind === "SERVICE",
      token: { stores },
      expiresAt: Math.max(...stores.map(({ expiresAt }) => expiresAt)),
    },
  };
}

function isSamePrincipal({ principal: a }: TokenRecord, { principal: b }: TokenRecord): boolean {
  return a.kind === b.kind && a.issuer === b.issuer && a.subject === b.subject;
}

function checksumOf(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(Buffer.from(body)));
  return base62(bytes, checksumLength);
}

function base62(bytes: Uint8Array, length: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, "0");
}

/** CRC-32 as of zip and PNG. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
