import type { Role, RoleScope } from "./role.js";

/** Who a binding is for. `issuer` is who vouches for the subject; a group's subject is its name as the issuer tells it. */
export interface BindingPrincipal {
  readonly kind: "USER" | "GROUP" | "SERVICE";
  readonly issuer: string;
  readonly subject: string;
}

export type BindingEffect = "ALLOW" | "DENY";

/** One statement of who may do what, where and when. All times are epoch milliseconds. */
export interface Binding {
  readonly id: string;
  readonly principal: BindingPrincipal;
  readonly role: Role;
  /** What a SERVICE may do: its second role. Null for every other role. */
  readonly serviceRole: Role | null;
  readonly effect: BindingEffect;
  readonly scope: RoleScope;
  /** Null: from the beginning. */
  readonly notBefore: number | null;
  /** Null: for ever. */
  readonly expiresAt: number | null;
  /** The principal who granted it, as `principalId` writes one. */
  readonly grantedBy: string;
  readonly reason: string | null;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  readonly revokedBy: string | null;
}

/**
 * Whether somebody administers the whole store, now and for good: a person or group, by a grant that has begun, does not
 * expire, is not revoked and is not struck out by a denial of the same principal.
 */
export function hasLastingAdmin(bindings: readonly Binding[], now: number): boolean {
  const ofStore = bindings.filter(({ scope, revokedAt }) => scope.kind === "STORE" && revokedAt === null);
  const denials = ofStore.filter(({ effect, expiresAt }) => effect === "DENY" && !isOver(expiresAt, now));
  return ofStore
    .filter(({ effect, role, principal }) => effect === "ALLOW" && role === "ADMIN" && principal.kind !== "SERVICE")
    .filter(({ notBefore, expiresAt }) => expiresAt === null && (notBefore === null || notBefore <= now))
    .some(({ principal }) => !denials.some((denial) => isSamePrincipal(denial.principal, principal)));
}

function isOver(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

function isSamePrincipal(a: BindingPrincipal, b: BindingPrincipal): boolean {
  return a.kind === b.kind && a.issuer === b.issuer && a.subject === b.subject;
}
