import type { Binding } from "./binding.js";
import { type Action, actionsOf, decideWithin } from "./permission.js";
import type { Principal } from "./principal.js";
import type { Role, RoleScope } from "./role.js";
import { contains, extentOf } from "./scope-extent.js";

/** Who wants to give something away, and what is known of the store when they do. */
export interface Grantor {
  readonly principal: Principal;
  readonly store: string;
  /** Of the store. */
  readonly bindings: readonly Binding[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A refusal names the first action that the grantor lacks in the scope, or lacks for as long as what is to be given. */
export type GrantVerdict = { readonly isAllowed: true } | { readonly isAllowed: false; readonly missing: Action };

export type Grant = Pick<Binding, "role" | "serviceRole" | "effect" | "scope" | "expiresAt">;

/**
 * Whether a binding may be given: by who may edit bindings in all of its scope, and nobody gives what they do not hold
 * there themselves, nor for longer. A denial gives nothing, so whoever may edit bindings there may give it.
 */
export function judgeGrant(grantor: Grantor, grant: Grant): GrantVerdict {
  const given = grant.effect === "ALLOW" ? [...actionsOf(grant)] : [];
  const expiresAt = grant.effect === "ALLOW" ? grant.expiresAt : grantor.now;
  return firstMissing(["BINDING_EDIT", ...given], (action) => holdsFor(grantor, action, grant.scope, expiresAt));
}

/** Whether a binding may be taken back: by who may edit bindings in all of its scope. */
export function judgeRevocation(grantor: Grantor, scope: RoleScope): GrantVerdict {
  return firstMissing(["BINDING_EDIT"], (action) => holdsFor(grantor, action, scope, grantor.now));
}

/** An API token to be made: for whom, and the most it allows. */
export interface TokenGrant {
  readonly principal: Pick<Principal, "kind" | "issuer" | "subject">;
  readonly role: Role;
  readonly scope: RoleScope;
  readonly expiresAt: number;
}

/**
 * Whether an API token may be made. For oneself: with at most one's own rights, and with an API token at most what that one
 * allows, for as long. For somebody else: by who may edit tokens there, and holds all that the token allows.
 */
export function judgeToken(grantor: Grantor, token: TokenGrant): GrantVerdict {
  const given = [...actionsOf({ role: token.role, serviceRole: null })];
  if (isSelf(grantor.principal, token.principal)) {
    return firstMissing(given, (action) => mayCarry(grantor, action, token));
  }
  return firstMissing(
    ["TOKEN_EDIT", ...given],
    (action) => mayVoteFor(grantor, action) && holdsFor(grantor, action, token.scope, grantor.now),
  );
}

/** A vote is a person's own: nobody who comes by the graph makes the token by which another votes. */
function mayVoteFor({ principal }: Grantor, action: Action): boolean {
  return action !== "PROMOTION_VOTE" || principal.kind === "OPERATOR";
}

/** Whether an API token may be revoked: by its owner, or by who may edit tokens there. */
export function judgeTokenRevocation(grantor: Grantor, token: Pick<TokenGrant, "principal" | "scope">): GrantVerdict {
  if (isSelf(grantor.principal, token.principal)) return { isAllowed: true };
  return firstMissing(["TOKEN_EDIT"], (action) => holdsFor(grantor, action, token.scope, grantor.now));
}

/** Whether every token of the store may be seen. */
export function judgeTokenReading(grantor: Grantor): GrantVerdict {
  return firstMissing(["TOKEN_EDIT"], (action) => holdsFor(grantor, action, { kind: "STORE" }, grantor.now));
}

function firstMissing(actions: readonly Action[], holds: (action: Action) => boolean): GrantVerdict {
  const missing = actions.find((action) => !holds(action));
  return missing === undefined ? { isAllowed: true } : { isAllowed: false, missing };
}

/**
 * Whether the grantor may do it everywhere in the scope, until then by the bindings known now.
 *
 * @param until epoch milliseconds; null for ever
 */
function holdsFor(
  { principal, store, bindings, now }: Grantor,
  action: Action,
  scope: RoleScope,
  until: number | null,
): boolean {
  // Whoever sets the store up votes nowhere, and yet somebody has to name the first approver.
  if (principal.kind === "BOOTSTRAP" || principal.kind === "OPERATOR") return true;
  const lasting = bindings.filter(
    ({ effect, expiresAt }) => effect === "DENY" || expiresAt === null || (until !== null && until <= expiresAt),
  );
  return decideWithin(principal, store, lasting, action, extentOf(scope), now).isAllowed;
}

/** What is denied to the owner is denied to every token of theirs, so only what is allowed is asked for. */
function mayCarry(grantor: Grantor, action: Action, { scope, expiresAt }: TokenGrant): boolean {
  const { principal, store, bindings, now } = grantor;
  if (principal.kind === "BOOTSTRAP" || principal.kind === "OPERATOR") return false;
  const extent = { holds: extentOf(scope).holds, touches: () => false };
  if (!decideWithin(principal, store, bindings, action, extent, now).isAllowed) return false;
  if (principal.token === null) return true;
  return principal.token.stores.some(
    (ceiling) =>
      ceiling.store === store &&
      expiresAt <= ceiling.expiresAt &&
      actionsOf({ role: ceiling.role, serviceRole: null }).has(action) &&
      contains(ceiling.scope ?? { kind: "STORE" }, scope),
  );
}

function isSelf(principal: Principal, other: TokenGrant["principal"]): boolean {
  return principal.kind === other.kind && principal.issuer === other.issuer && principal.subject === other.subject;
}
