import { type Binding, type BindingPrincipal, hasLastingAdmin } from "../../rules/binding.js";
import { Failure } from "../../rules/failure.js";
import { sql } from "../sql.js";
import type { OpenStore, WritableStore } from "../store.js";
import { requireLedger } from "./ledger.js";
import { type ScopeColumns, toRole, toScope, toScopeColumns, toTime } from "./scope-columns.js";

export type NewBinding = Omit<Binding, "revokedAt" | "revokedBy">;

/**
 * @returns every binding that is not revoked, oldest first, those not begun or over too; none where there is no ledger
 * @throws Failure UNAVAILABLE for a ledger that is there and cannot be used: what it denies must not be passed over
 */
export async function bindingsOf(open: OpenStore): Promise<Binding[]> {
  if (open.ledger === null) return [];
  requireLedger(open);
  const rows = await open.models.ledgerBinding.findMany({
    where: { revokedAt: null },
    select: columns,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.flatMap((row) => toBinding(open.name, row) ?? []);
}

/**
 * @returns the binding as it was kept
 * @throws Failure CONFLICT LAST_ADMIN for a denial that leaves the store without an admin
 */
export async function createBinding(open: WritableStore, binding: NewBinding): Promise<Binding> {
  requireLedger(open);
  const { principal, scope, notBefore, expiresAt, createdAt, ...same } = binding;
  return keepingAnAdmin(open, createdAt, async () => {
    const row = await open.models.ledgerBinding.create({
      data: {
        ...same,
        principalKind: principal.kind,
        issuer: principal.issuer,
        subject: principal.subject,
        ...toScopeColumns(scope),
        notBefore: toCell(notBefore),
        expiresAt: toCell(expiresAt),
        createdAt: BigInt(createdAt),
      },
      select: columns,
    });
    return kept(open.name, row);
  });
}

/**
 * Marks a binding as revoked; its row stays.
 *
 * @param by the principal who does it
 * @param at epoch milliseconds
 * @throws Failure NOT_FOUND; CONFLICT ALREADY_REVOKED; CONFLICT LAST_ADMIN when the store would have no admin left
 */
export async function revokeBinding(
  open: WritableStore,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: number },
): Promise<Binding> {
  requireLedger(open);
  return keepingAnAdmin(open, at, async () => {
    const { count } = await open.models.ledgerBinding.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: BigInt(at), revokedBy: by },
    });
    const row = await open.models.ledgerBinding.findUnique({ where: { id }, select: columns });
    if (row === null) throw new Failure("NOT_FOUND", "BINDING_NOT_FOUND", "There is no such binding.");
    if (count === 0) throw new Failure("CONFLICT", "ALREADY_REVOKED", "The binding is revoked already.");
    return kept(open.name, row);
  });
}

/** Whoever could take an admin away waits here for the others, and then sees what they did. */
async function keepingAnAdmin<Result>(
  open: WritableStore,
  now: number,
  change: () => Promise<Result>,
): Promise<Result> {
  await open.rows(
    sql`select id from gatehouse_bindings where role = 'ADMIN' and scope_kind = 'STORE' and revoked_at is null order by id${open.fragments.forUpdate}`,
  );
  const hadAdmin = hasLastingAdmin(await bindingsOfStore(open), now);
  const result = await change();
  if (hadAdmin && !hasLastingAdmin(await bindingsOfStore(open), now)) {
    throw new Failure("CONFLICT", "LAST_ADMIN", `Store "${open.name}" would be left without an admin.`);
  }
  return result;
}

async function bindingsOfStore(open: WritableStore): Promise<Binding[]> {
  const rows = await open.models.ledgerBinding.findMany({
    where: { revokedAt: null, scopeKind: "STORE", OR: [{ role: "ADMIN" }, { effect: "DENY" }] },
    select: columns,
  });
  return rows.flatMap((row) => toBinding(open.name, row) ?? []);
}

const columns = {
  id: true,
  principalKind: true,
  issuer: true,
  subject: true,
  role: true,
  serviceRole: true,
  effect: true,
  scopeKind: true,
  scopeWorkspace: true,
  scopeExperimentId: true,
  scopePattern: true,
  notBefore: true,
  expiresAt: true,
  grantedBy: true,
  reason: true,
  createdAt: true,
  revokedAt: true,
  revokedBy: true,
} as const;

interface BindingRow extends ScopeColumns {
  readonly id: string;
  readonly principalKind: string;
  readonly issuer: string;
  readonly subject: string;
  readonly role: string;
  readonly serviceRole: string | null;
  readonly effect: string;
  readonly notBefore: bigint | null;
  readonly expiresAt: bigint | null;
  readonly grantedBy: string;
  readonly reason: string | null;
  readonly createdAt: bigint;
  readonly revokedAt: bigint | null;
  readonly revokedBy: string | null;
}

/**
 * @returns null for an allowance that this build does not understand: it allows nothing
 * @throws Failure UNAVAILABLE for a denial that it does not understand
 */
function toBinding(store: string, row: BindingRow): Binding | null {
  const role = toRole(row.role);
  const serviceRole = row.serviceRole === null ? null : toRole(row.serviceRole);
  const scope = toScope(row);
  const kind = kinds.find((known) => known === row.principalKind);
  if (role !== undefined && serviceRole !== undefined && scope !== undefined && kind !== undefined) {
    if (row.effect === "ALLOW" || row.effect === "DENY") {
      return {
        id: row.id,
        principal: { kind, issuer: row.issuer, subject: row.subject },
        role,
        serviceRole,
        effect: row.effect,
        scope,
        notBefore: toTime(row.notBefore),
        expiresAt: toTime(row.expiresAt),
        grantedBy: row.grantedBy,
        reason: row.reason,
        createdAt: Number(row.createdAt),
        revokedAt: toTime(row.revokedAt),
        revokedBy: row.revokedBy,
      };
    }
  }
  if (row.effect === "ALLOW") return null;
  throw new Failure(
    "UNAVAILABLE",
    "LEDGER_INCOMPATIBLE",
    `Store "${store}" has a binding that only a newer Gatehouse understands.`,
  );
}

const kinds: readonly BindingPrincipal["kind"][] = ["USER", "GROUP", "SERVICE"];

/** What was just written is understood. */
function kept(store: string, row: BindingRow): Binding {
  const binding = toBinding(store, row);
  if (binding === null) throw new Error("the ledger gave back another binding than was written");
  return binding;
}

function toCell(time: number | null): bigint | null {
  return time === null ? null : BigInt(time);
}
