import type { Binding } from "../rules/binding.js";
import { Failure } from "../rules/failure.js";
import { type Grantor, judgeRevocation } from "../rules/grant.js";
import { principalId } from "../rules/principal.js";
import { revokeBinding as markRevoked } from "../stores/ledger/bindings.js";
import { type ActionEnv, changeLedger, requireAllowed } from "./action-env.js";

/**
 * Takes a binding back.
 *
 * @throws Failure NOT_FOUND, also for a binding that the viewer may not edit; CONFLICT LAST_ADMIN, ALREADY_REVOKED;
 *   INVALID for a binding of the configuration; UNAVAILABLE
 */
export async function revokeBinding(env: ActionEnv, store: string, id: string): Promise<Binding> {
  const revoked = await changeLedger(env, store, async (open, grantor) => {
    const known = grantor.bindings.find((binding) => binding.id === id);
    if (known === undefined) {
      requireAllowed(judgeRevocation(grantor, { kind: "STORE" }), "in the store");
    } else {
      refuseHidden(grantor, known);
      refuseConfigured(env, store, id);
    }
    return markRevoked(open, { id, by: principalId(env.viewer), at: grantor.now });
  });
  env.onBindingsChanged(store);
  return revoked;
}

/** Who may edit all of the store is told of every binding; others must not learn from ids which there are. */
function refuseHidden(grantor: Grantor, { scope }: Binding): void {
  if (judgeRevocation(grantor, scope).isAllowed) return;
  requireAllowed(judgeRevocation(grantor, { kind: "STORE" }), "in the store");
}

function refuseConfigured({ configuredBindings }: ActionEnv, store: string, id: string): void {
  if (!configuredBindings(store).some((binding) => binding.id === id)) return;
  throw new Failure("INVALID", "CONFIGURED_BINDING", "This binding stands in the configuration file: remove it there.");
}
