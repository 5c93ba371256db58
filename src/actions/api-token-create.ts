import { apiTokenSecretBytes, formatApiToken, hashApiToken } from "../rules/api-token.js";
import { checkHolder, checkLabel, checkScope } from "../rules/binding-input.js";
import { InputFailure } from "../rules/failure.js";
import { judgeToken } from "../rules/grant.js";
import { type Principal, principalId } from "../rules/principal.js";
import type { Role, RoleScope } from "../rules/role.js";
import { createToken, type LedgerToken } from "../stores/ledger/tokens.js";
import { type ActionEnv, changeLedger, requireAllowed } from "./action-env.js";

export interface ApiTokenGrant {
  readonly label: string;
  /** Null for whoever acts. */
  readonly principal: LedgerToken["principal"] | null;
  readonly role: Role;
  /** Null for the whole store. */
  readonly scope: RoleScope | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface CreatedApiToken {
  readonly apiToken: LedgerToken;
  /** Told this once, and kept nowhere. */
  readonly text: string;
}

/**
 * Makes an API token in a store's ledger.
 *
 * @throws Failure NOT_FOUND, FORBIDDEN, INVALID, UNAVAILABLE
 */
export async function createApiToken(env: ActionEnv, store: string, grant: ApiTokenGrant): Promise<CreatedApiToken> {
  const { label, role, scope, expiresAt } = grant;
  checkLabel(label);
  if (role === "SERVICE")
    throw new InputFailure("TOKEN_ROLE", "role is what the token allows at most: a service's too is another role.", [
      "role",
    ]);
  if (scope !== null) checkScope(scope);
  const principal = grant.principal ?? ownerOf(env.viewer);
  checkHolder(principal);
  const text = formatApiToken(env.randomBytes(apiTokenSecretBytes));
  const apiToken = await changeLedger(env, store, async (open, grantor) => {
    if (expiresAt <= grantor.now) throw new InputFailure("NO_TIME_LEFT", "expiresAt must lie ahead.", ["expiresAt"]);
    const verdict = judgeToken(grantor, { principal, role, scope: scope ?? { kind: "STORE" }, expiresAt });
    requireAllowed(verdict, "in all of the token's scope");
    return createToken(open, {
      id: env.newId(),
      hash: hashApiToken(text),
      label,
      principal,
      role,
      scope,
      createdAt: grantor.now,
      createdBy: principalId(env.viewer),
      expiresAt,
    });
  });
  return { apiToken, text };
}

function ownerOf({ kind, issuer, subject }: Principal): LedgerToken["principal"] {
  if (kind === "USER" || kind === "SERVICE") return { kind, issuer, subject };
  throw new InputFailure("PRINCIPAL_MISSING", "Say in principal whose token it is: you are no person of an issuer.", [
    "principal",
  ]);
}
