import type { Binding } from "./binding.js";
import { Failure } from "./failure.js";
import type { Principal } from "./principal.js";
import type { Role, RoleScope } from "./role.js";

/** Everything that can be allowed or refused. Noun first, as the mutations. */
export const actions = [
  "READ",
  "EXPERIMENT_CREATE",
  "EXPERIMENT_UPDATE",
  "EXPERIMENT_DELETE",
  "RUN_WRITE",
  "RUN_DELETE_OWN",
  "RUN_DELETE",
  "REGISTERED_MODEL_CREATE",
  "REGISTERED_MODEL_UPDATE",
  "REGISTERED_MODEL_RENAME",
  "REGISTERED_MODEL_DELETE",
  "MODEL_VERSION_CREATE",
  "MODEL_VERSION_UPDATE",
  "MODEL_VERSION_DELETE",
  "ALIAS_SET",
  "STAGE_SET",
  "PROMOTION_REQUEST",
  "PROMOTION_VOTE",
  "PROMOTION_EXECUTE",
  "QUARANTINE",
  "BINDING_EDIT",
  "TOKEN_EDIT",
  "GATE_EDIT",
  "AUDIT_READ",
  "ACCESS_EXPLAIN",
] as const;
export type Action = (typeof actions)[number];

const writing: readonly Action[] = [
  "EXPERIMENT_CREATE",
  "EXPERIMENT_UPDATE",
  "RUN_WRITE",
  "RUN_DELETE_OWN",
  "REGISTERED_MODEL_CREATE",
  "REGISTERED_MODEL_UPDATE",
  "MODEL_VERSION_CREATE",
  "MODEL_VERSION_UPDATE",
  "ALIAS_SET",
  "STAGE_SET",
  "PROMOTION_REQUEST",
  "PROMOTION_EXECUTE",
];

const deciding: readonly Action[] = [
  "EXPERIMENT_DELETE",
  "RUN_DELETE",
  "REGISTERED_MODEL_RENAME",
  "REGISTERED_MODEL_DELETE",
  "MODEL_VERSION_DELETE",
  "QUARANTINE",
  "BINDING_EDIT",
  "TOKEN_EDIT",
  "GATE_EDIT",
  "AUDIT_READ",
  "ACCESS_EXPLAIN",
];

/** The one table of who may do what. An admin does not vote, and nobody votes by another role than approver. */
const actionsOfRole: Readonly<Record<Exclude<Role, "SERVICE">, ReadonlySet<Action>>> = {
  VIEWER: new Set(["READ"]),
  CONTRIBUTOR: new Set(["READ", ...writing]),
  APPROVER: new Set(["READ", "PROMOTION_REQUEST", "PROMOTION_VOTE", "PROMOTION_EXECUTE", "QUARANTINE"]),
  ADMIN: new Set(["READ", ...writing, ...deciding]),
  AUDITOR: new Set(["READ", "QUARANTINE", "AUDIT_READ", "ACCESS_EXPLAIN"]),
};

/** What a binding's role lets its holder do. A service never votes. */
export function actionsOf({ role, serviceRole }: Pick<Binding, "role" | "serviceRole">): ReadonlySet<Action> {
  if (role !== "SERVICE") return actionsOfRole[role];
  if (serviceRole === null || serviceRole === "SERVICE") return new Set();
  return new Set([...actionsOfRole[serviceRole]].filter((action) => action !== "PROMOTION_VOTE"));
}

/** Roles that allow an action, for what is told of a missing grant. */
export function rolesFor(action: Action): Exclude<Role, "SERVICE">[] {
  return Object.entries(actionsOfRole).flatMap(([role, allowed]) =>
    allowed.has(action) ? [role as Exclude<Role, "SERVICE">] : [],
  );
}

/** A refusal of what somebody may not do, with what would let them. */
export class GrantMissing extends Failure {
  constructor(
    readonly missing: Action,
    where: string,
  ) {
    const roles = rolesFor(missing).join(" or ");
    super("FORBIDDEN", "GRANT_MISSING", `This needs ${missing} ${where}, which the role ${roles} has.`);
  }
}

export function grantMissing(missing: Action, where: string): GrantMissing {
  return new GrantMissing(missing, where);
}

/**
 * Whether a binding bears on an action. One that denies takes away what its role may do beyond reading, and reading only
 * as VIEWER, which then takes away everything: who cannot see a thing can do nothing with it.
 */
export function bearsOn({ effect, role, serviceRole }: Binding, action: Action): boolean {
  if (effect === "ALLOW") return actionsOf({ role, serviceRole }).has(action);
  return role === "VIEWER" || (action !== "READ" && actionsOf({ role, serviceRole }).has(action));
}

/** Of somebody whose groups nobody told, no group's grant holds, and the denials of all of the issuer's groups do. */
export function isHeldBy({ principal: holder, effect }: Binding, principal: Principal): boolean {
  if (holder.kind === "GROUP" && !principal.groupsKnown) return effect === "DENY" && holder.issuer === principal.issuer;
  if (holder.kind === "GROUP") return principal.groups.includes(`${holder.issuer}|${holder.subject}`);
  return holder.kind === principal.kind && holder.issuer === principal.issuer && holder.subject === principal.subject;
}

/** @param now epoch milliseconds */
export function isActive({ notBefore, expiresAt, revokedAt }: Binding, now: number): boolean {
  return revokedAt === null && (notBefore === null || notBefore <= now) && (expiresAt === null || now < expiresAt);
}

/** Where a thing is: in the store, a workspace of it, and there in an experiment or a registered model, or in neither. */
export type Place =
  | { readonly kind: "STORE" }
  | { readonly kind: "WORKSPACE"; readonly workspace: string }
  | { readonly kind: "EXPERIMENT"; readonly workspace: string; readonly id: string; readonly name: string }
  | { readonly kind: "REGISTERED_MODEL"; readonly workspace: string; readonly name: string };

/** Whether what holds for a scope holds for all of a place. */
export function covers(scope: RoleScope, place: Place): boolean {
  if (scope.kind === "STORE") return true;
  if (place.kind === "STORE" || scope.workspace !== place.workspace) return false;
  if (scope.kind === "WORKSPACE") return true;
  if (scope.kind !== place.kind) return false;
  if ("id" in scope) return place.kind === "EXPERIMENT" && scope.id === place.id;
  return matchesPattern(scope.pattern, place.name);
}

/** `*` stands for any text, also for none; everything else for itself, byte by byte. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - at >= last.length && name.endsWith(last);
}

export interface Decision {
  readonly isAllowed: boolean;
  /** Bindings that allow it. */
  readonly allowedBy: readonly Binding[];
  /** Bindings that deny it; one is enough. */
  readonly deniedBy: readonly Binding[];
  /** Whether the API token that was shown allows less than its owner may. */
  readonly isBeyondToken: boolean;
}

/**
 * Decides for one place of one store: deny by default, and a binding that denies wins over all that allow.
 *
 * @param bindings of the store
 * @param now epoch milliseconds
 */
export function decide(
  principal: Principal,
  store: string,
  bindings: readonly Binding[],
  action: Action,
  place: Place,
  now: number,
): Decision {
  const isThere = (scope: RoleScope) => covers(scope, place);
  return decideWithin(principal, store, bindings, action, { holds: isThere, touches: isThere }, now);
}

/** What is decided about: a place, or all places of a scope. */
export interface Extent {
  /** Whether what is allowed in a scope is allowed in all of it. */
  readonly holds: (scope: RoleScope) => boolean;
  /** Whether what is denied in a scope is denied in some of it. */
  readonly touches: (scope: RoleScope) => boolean;
}

/** The decision itself, for a place or for more than one. */
export function decideWithin(
  principal: Principal,
  store: string,
  bindings: readonly Binding[],
  action: Action,
  { holds, touches }: Extent,
  now: number,
): Decision {
  if (principal.kind === "BOOTSTRAP" || principal.kind === "OPERATOR") {
    return { isAllowed: action !== "PROMOTION_VOTE", allowedBy: [], deniedBy: [], isBeyondToken: false };
  }
  const bearing = bindings.filter(
    (binding) => isHeldBy(binding, principal) && isActive(binding, now) && bearsOn(binding, action),
  );
  const allowedBy = bearing.filter(({ effect, scope }) => effect === "ALLOW" && holds(scope));
  const deniedBy = bearing.filter(({ effect, scope }) => effect === "DENY" && touches(scope));
  const isBeyondToken = !tokenAllows(principal, store, action, holds, now);
  return {
    isAllowed: allowedBy.length > 0 && deniedBy.length === 0 && !isBeyondToken,
    allowedBy,
    deniedBy,
    isBeyondToken,
  };
}

/** An API token holds in the stores that know it, for what its role may do in its scope. */
function tokenAllows(
  { token }: Principal,
  store: string,
  action: Action,
  holds: Extent["holds"],
  now: number,
): boolean {
  if (token === null) return true;
  return token.stores.some(
    (ceiling) =>
      ceiling.store === store &&
      now < ceiling.expiresAt &&
      actionsOf({ role: ceiling.role, serviceRole: null }).has(action) &&
      holds(ceiling.scope ?? { kind: "STORE" }),
  );
}
