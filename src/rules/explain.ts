import type { Binding } from "./binding.js";
import { type Action, decide, type Place, rolesFor } from "./permission.js";
import type { Principal } from "./principal.js";
import type { Role, RoleScope } from "./role.js";

/** A grant that would turn a decision. */
export interface MissingGrant {
  /** Any one of them. */
  readonly roles: readonly Exclude<Role, "SERVICE">[];
  /** The narrowest scope that is wide enough. */
  readonly scope: RoleScope;
}

/** Why somebody may do something, or may not. */
export interface Explanation {
  readonly isAllowed: boolean;
  readonly allowedBy: readonly Binding[];
  readonly deniedBy: readonly Binding[];
  /** Whether the API token that was shown is what stands in the way, or would be if bindings did not. */
  readonly isBeyondToken: boolean;
  /** Null where nobody has to grant anything: it is allowed, or only a denial or the token is in the way, or no grant can help. */
  readonly missingGrant: MissingGrant | null;
}

/**
 * Explains a decision by the very rule that makes it.
 *
 * @param bindings of the store
 * @param now epoch milliseconds
 */
export function explain(
  principal: Principal,
  store: string,
  bindings: readonly Binding[],
  action: Action,
  place: Place,
  now: number,
): Explanation {
  const decision = decide(principal, store, bindings, action, place, now);
  const roles = rolesFor(action).filter(() => canBeGranted(principal, action));
  const isMissing = !decision.isAllowed && decision.allowedBy.length === 0 && roles.length > 0;
  return { ...decision, missingGrant: isMissing ? { roles, scope: scopeOf(place) } : null };
}

/** Nobody gives a service a vote, and the two that bypass bindings hold all but that by themselves. */
function canBeGranted({ kind }: Principal, action: Action): boolean {
  return kind === "USER" || (kind === "SERVICE" && action !== "PROMOTION_VOTE");
}

/** The scope of this place alone. A name that holds the pattern's own sign has no scope of its own: its workspace is the nearest. */
function scopeOf(place: Place): RoleScope {
  if (place.kind === "EXPERIMENT") return { kind: "EXPERIMENT", workspace: place.workspace, id: place.id };
  if (place.kind !== "REGISTERED_MODEL") return place;
  const { workspace, name } = place;
  return name.includes("*") ? { kind: "WORKSPACE", workspace } : { kind: "REGISTERED_MODEL", workspace, pattern: name };
}

/**
 * Somebody else, as far as a ledger knows them: neither their groups, which their issuer tells at sign-in, nor a token.
 *
 * @param id as `principalId` writes it: `issuer|subject`
 * @returns null for what is no such id
 */
export function principalOfId(id: string, bindings: readonly Binding[]): Principal | null {
  const at = id.indexOf("|");
  if (at < 0) return null;
  const [issuer, subject] = [id.slice(0, at), id.slice(at + 1)];
  if (subject === "") return null;
  const isService = bindings.some(
    ({ principal }) => principal.kind === "SERVICE" && principal.issuer === issuer && principal.subject === subject,
  );
  const kind = isService ? "SERVICE" : "USER";
  return { kind, issuer, subject, groups: [], groupsKnown: isService, token: null, expiresAt: null };
}
