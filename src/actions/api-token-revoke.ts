import { judgeTokenReading, judgeTokenRevocation } from "../rules/grant.js";
import { principalId } from "../rules/principal.js";
import { type LedgerToken, revokeToken, tokenById } from "../stores/ledger/tokens.js";
import { type ActionEnv, changeLedger, requireAllowed } from "./action-env.js";

/**
 * Revokes an API token: one's own, or another's by who may edit tokens there. It may be used ten seconds longer.
 *
 * @throws Failure NOT_FOUND, FORBIDDEN, UNAVAILABLE; CONFLICT ALREADY_REVOKED
 */
export async function revokeApiToken(env: ActionEnv, store: string, id: string): Promise<LedgerToken> {
  return changeLedger(env, store, async (open, grantor) => {
    const token = await tokenById(open, id);
    const isTheirs =
      token !== null &&
      judgeTokenRevocation(grantor, { principal: token.principal, scope: token.scope ?? { kind: "STORE" } }).isAllowed;
    // Others must not learn from ids which tokens there are.
    if (!isTheirs) requireAllowed(judgeTokenReading(grantor), "in the store");
    return revokeToken(open, { id, by: principalId(env.viewer), at: grantor.now });
  });
}
