import { Failure } from "../../rules/failure.js";
import type { Principal } from "../../rules/principal.js";
import type { Role, RoleScope } from "../../rules/role.js";
import type { OpenStore, Store, WritableStore } from "../store.js";
import { requireLedger } from "./ledger.js";
import { type ScopeColumns, toRole, toScope, toScopeColumns, toTime } from "./scope-columns.js";

/** An API token as a store's ledger keeps it. All times are epoch milliseconds. */
export interface LedgerToken {
  readonly store: string;
  readonly id: string;
  /** What its owner calls it. */
  readonly label: string;
  /** Who comes with it. */
  readonly principal: { readonly kind: "USER" | "SERVICE"; readonly issuer: string; readonly subject: string };
  /** The most that may be done with it. */
  readonly role: Role;
  /** Where at most; null for the whole store. */
  readonly scope: RoleScope | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  /** To the minute; null before its first use. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  readonly revokedBy: string | null;
}

export type NewToken = Omit<LedgerToken, "store" | "lastUsedAt" | "revokedAt" | "revokedBy"> & {
  /** SHA-256 of the token's text in hex; the text itself is kept nowhere. */
  readonly hash: string;
};

/** @returns the token as it was kept */
export async function createToken(open: WritableStore, token: NewToken): Promise<LedgerToken> {
  requireLedger(open);
  const { principal, scope, createdAt, expiresAt, ...same } = token;
  const row = await open.models.ledgerToken.create({
    data: {
      ...same,
      principalKind: principal.kind,
      issuer: principal.issuer,
      subject: principal.subject,
      ...toScopeColumns(scope),
      createdAt: BigInt(createdAt),
      expiresAt: BigInt(expiresAt),
    },
    select: columns,
  });
  return known(open.name, row);
}

/** @returns the token of a hash, one that is revoked or over too; null for none, and where there is no ledger */
export async function tokenByHash(open: OpenStore, hash: string): Promise<LedgerToken | null> {
  if (open.ledger === null) return null;
  requireLedger(open);
  const row = await open.models.ledgerToken.findUnique({ where: { hash }, select: columns });
  return row === null ? null : toToken(open.name, row);
}

/** @returns the token of an id, one that is revoked or over too; null for none */
export async function tokenById(open: OpenStore, id: string): Promise<LedgerToken | null> {
  if (open.ledger === null) return null;
  requireLedger(open);
  const row = await open.models.ledgerToken.findUnique({ where: { id }, select: columns });
  return row === null ? null : toToken(open.name, row);
}

/** Where a page of tokens ended. */
export type TokenPosition = Pick<LedgerToken, "createdAt" | "id">;

/**
 * @param owner whose; null for everybody's
 * @returns up to `limit` tokens, newest first, revoked ones too, from a position on
 */
export async function listTokens(
  open: OpenStore,
  owner: Pick<Principal, "kind" | "issuer" | "subject"> | null,
  limit: number,
  after: TokenPosition | null,
): Promise<LedgerToken[]> {
  if (open.ledger === null) return [];
  requireLedger(open);
  const createdAt = BigInt(after?.createdAt ?? 0);
  const rows = await open.models.ledgerToken.findMany({
    where: {
      ...(owner && { principalKind: owner.kind, issuer: owner.issuer, subject: owner.subject }),
      ...(after && { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: after.id } }] }),
    },
    select: columns,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.flatMap((row) => toToken(open.name, row) ?? []);
}

/**
 * Marks a token as revoked; its row stays.
 *
 * @param by the principal who does it
 * @param at epoch milliseconds
 * @throws Failure NOT_FOUND; CONFLICT ALREADY_REVOKED
 */
export async function revokeToken(
  open: WritableStore,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: number },
): Promise<LedgerToken> {
  requireLedger(open);
  const { count } = await open.models.ledgerToken.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: BigInt(at), revokedBy: by },
  });
  const row = await open.models.ledgerToken.findUnique({ where: { id }, select: columns });
  if (row === null) throw new Failure("NOT_FOUND", "TOKEN_NOT_FOUND", "There is no such token.");
  if (count === 0) throw new Failure("CONFLICT", "ALREADY_REVOKED", "The token is revoked already.");
  return known(open.name, row);
}

const useRecordedEveryMs = 60_000;

/**
 * Records that a token was used, at most once a minute, whichever process asks. A store that is attached read-only keeps
 * no record.
 *
 * @param token as it was last read, which spares the statement for most uses
 * @returns whether it was recorded
 */
export async function touchToken(
  store: Store,
  { id, lastUsedAt }: Pick<LedgerToken, "id" | "lastUsedAt">,
  at: number,
): Promise<boolean> {
  const before = at - useRecordedEveryMs;
  if (lastUsedAt !== null && lastUsedAt > before) return false;
  if ((await store.ready()).mode === "READ_ONLY") return false;
  return store.write(async (open) => {
    const { count } = await open.models.ledgerToken.updateMany({
      where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: BigInt(before) } }] },
      data: { lastUsedAt: BigInt(at) },
    });
    return count > 0;
  });
}

const columns = {
  id: true,
  label: true,
  principalKind: true,
  issuer: true,
  subject: true,
  role: true,
  scopeKind: true,
  scopeWorkspace: true,
  scopeExperimentId: true,
  scopePattern: true,
  createdAt: true,
  createdBy: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
  revokedBy: true,
} as const;

interface TokenRow extends ScopeColumns {
  readonly id: string;
  readonly label: string;
  readonly principalKind: string;
  readonly issuer: string;
  readonly subject: string;
  readonly role: string;
  readonly createdAt: bigint;
  readonly createdBy: string;
  readonly expiresAt: bigint;
  readonly lastUsedAt: bigint | null;
  readonly revokedAt: bigint | null;
  readonly revokedBy: string | null;
}

/** @returns null for a token that this build does not understand: nobody comes with it */
function toToken(store: string, row: TokenRow): LedgerToken | null {
  const kind = row.principalKind === "USER" || row.principalKind === "SERVICE" ? row.principalKind : undefined;
  const role = toRole(row.role);
  const scope = row.scopeKind === null ? null : toScope(row);
  if (kind === undefined || role === undefined || scope === undefined) return null;
  return {
    store,
    id: row.id,
    label: row.label,
    principal: { kind, issuer: row.issuer, subject: row.subject },
    role,
    scope,
    createdAt: Number(row.createdAt),
    createdBy: row.createdBy,
    expiresAt: Number(row.expiresAt),
    lastUsedAt: toTime(row.lastUsedAt),
    revokedAt: toTime(row.revokedAt),
    revokedBy: row.revokedBy,
  };
}

/** What was just written is understood. */
function known(store: string, row: TokenRow): LedgerToken {
  const token = toToken(store, row);
  if (token === null) throw new Error("the ledger holds another token than was written");
  return token;
}
