import { Failure, InputFailure } from "../../rules/failure.js";
import { GrantMissing, rolesFor } from "../../rules/permission.js";
import type { RoleScope } from "../../rules/role.js";
import { errorTypeOf, type UserError } from "../../types/user-error.js";

/** The effect of a mutation, or what of its failure the person can act on; everything else stays a top-level error. */
export async function payloadOf<Effect extends object>(
  effect: () => Promise<Effect>,
): Promise<(Effect & { readonly errors: readonly UserError[] }) | { readonly errors: readonly UserError[] }> {
  try {
    return { ...(await effect()), errors: [] };
  } catch (error) {
    const type = error instanceof Failure ? errorTypeOf(error.code) : undefined;
    if (type === undefined) throw error;
    return { errors: [userError(type, error as Failure)] };
  }
}

function userError(type: string, failure: Failure): UserError {
  const { message, code, reason } = failure;
  return {
    __typename: type,
    message,
    code,
    reason,
    path: failure instanceof InputFailure ? ["input", ...failure.path] : null,
    ...(failure instanceof GrantMissing ? { missing: failure.missing, roles: rolesFor(failure.missing) } : {}),
  } as UserError;
}

/** A scope as the graph shows it. */
export function shownScope(scope: RoleScope) {
  return {
    kind: scope.kind,
    workspace: "workspace" in scope ? scope.workspace : null,
    experimentId: "id" in scope ? scope.id : null,
    pattern: "pattern" in scope ? scope.pattern : null,
  };
}

export function toEpochMs(time: bigint | null | undefined): number | null {
  return time === null || time === undefined ? null : Number(time);
}
