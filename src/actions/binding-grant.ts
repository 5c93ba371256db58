import type { Binding } from "../rules/binding.js";
import { checkBinding } from "../rules/binding-input.js";
import { InputFailure } from "../rules/failure.js";
import { judgeGrant } from "../rules/grant.js";
import { principalId } from "../rules/principal.js";
import { createBinding } from "../stores/ledger/bindings.js";
import { type ActionEnv, changeLedger, requireAllowed } from "./action-env.js";

export type BindingGrant = Pick<
  Binding,
  "principal" | "role" | "serviceRole" | "effect" | "scope" | "notBefore" | "expiresAt" | "reason"
>;

/**
 * Gives a binding in a store's ledger.
 *
 * @throws Failure NOT_FOUND, FORBIDDEN, INVALID, UNAVAILABLE; CONFLICT LAST_ADMIN
 */
export async function grantBinding(env: ActionEnv, store: string, grant: BindingGrant): Promise<Binding> {
  checkBinding(grant);
  const binding = await changeLedger(env, store, async (open, grantor) => {
    if (grant.expiresAt !== null && grant.expiresAt <= grantor.now)
      throw new InputFailure("NO_TIME_LEFT", "expiresAt must lie ahead.", ["expiresAt"]);
    requireAllowed(judgeGrant(grantor, grant), "in all of the scope, for as long as what is granted");
    return createBinding(open, {
      ...grant,
      id: env.newId(),
      grantedBy: principalId(env.viewer),
      createdAt: grantor.now,
    });
  });
  env.onBindingsChanged(store);
  return binding;
}
