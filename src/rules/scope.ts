import type { Binding } from "./binding.js";
import { actionsOf, bearsOn, covers, isActive, isHeldBy } from "./permission.js";
import type { Principal } from "./principal.js";
import type { RoleScope } from "./role.js";

/**
 * What the viewer may read of one store. Every read takes one and makes it a condition of its SQL, so that nothing hidden
 * is counted, paged over or read.
 */
export type Scope =
  | { readonly sees: "everything" }
  | { readonly sees: "nothing" }
  | {
      readonly sees: "some";
      readonly allowed: readonly RoleScope[];
      /** Wins over what is allowed. */
      readonly denied: readonly RoleScope[];
      /** Bounds both: what the API token that was shown reaches. */
      readonly within: readonly RoleScope[];
    };

export const everything: Scope = { sees: "everything" };
export const nothing: Scope = { sees: "nothing" };

const wholeStore: RoleScope = { kind: "STORE" };

/**
 * The places that `decide` lets a principal read.
 *
 * @param bindings of the store
 * @param now epoch milliseconds
 */
export function readScopeOf(principal: Principal, store: string, bindings: readonly Binding[], now: number): Scope {
  if (principal.kind === "BOOTSTRAP" || principal.kind === "OPERATOR") return everything;
  const own = bindings.filter(
    (binding) => isHeldBy(binding, principal) && isActive(binding, now) && bearsOn(binding, "READ"),
  );
  const scopesBy = (effect: Binding["effect"]) => own.filter((one) => one.effect === effect).map(({ scope }) => scope);
  const allowed = widest(scopesBy("ALLOW"));
  const denied = widest(scopesBy("DENY"));
  const within = principal.token === null ? [wholeStore] : widest(reachOfToken(principal.token, store, now));
  if (allowed.length === 0 || within.length === 0 || denied.some(isWholeStore)) return nothing;
  if (allowed.some(isWholeStore) && within.some(isWholeStore) && denied.length === 0) return everything;
  return { sees: "some", allowed, denied, within };
}

function reachOfToken({ stores }: NonNullable<Principal["token"]>, store: string, now: number): RoleScope[] {
  return stores
    .filter((ceiling) => ceiling.store === store && now < ceiling.expiresAt)
    .filter(({ role }) => actionsOf({ role, serviceRole: null }).has("READ"))
    .map(({ scope }) => scope ?? wholeStore);
}

/** The same reach without what lies in another of them whole. */
function widest(scopes: readonly RoleScope[]): readonly RoleScope[] {
  if (scopes.some(isWholeStore)) return [wholeStore];
  const workspaces = new Set(scopes.flatMap((scope) => (scope.kind === "WORKSPACE" ? scope.workspace : [])));
  const inWorkspace = (scope: RoleScope) =>
    scope.kind !== "STORE" && scope.kind !== "WORKSPACE" && workspaces.has(scope.workspace);
  const left = scopes.filter((scope) => !inWorkspace(scope));
  return [...new Map(left.map((scope) => [JSON.stringify(scope), scope])).values()];
}

function isWholeStore({ kind }: RoleScope): boolean {
  return kind === "STORE";
}

/** Whether a workspace, as a place of its own, may be shown: it is open whole, or something that may lie in it is. */
export function showsWorkspace(scope: Scope, workspace: string): boolean {
  if (scope.sees !== "some") return scope.sees === "everything";
  const place = { kind: "WORKSPACE", workspace } as const;
  const touches = (one: RoleScope) => covers(one, place) || ("workspace" in one && one.workspace === workspace);
  return (
    scope.allowed.some(touches) && scope.within.some(touches) && !scope.denied.some((denied) => covers(denied, place))
  );
}
