import type { ConfigWithoutToken } from "./config.js";
import { hashApiToken } from "./rules/api-token.js";
import type { Role } from "./rules/role.js";
import { bindingsOf, createBinding } from "./stores/ledger/bindings.js";
import { migrateLedger } from "./stores/ledger/migrate.js";
import { createToken, tokenByHash } from "./stores/ledger/tokens.js";
import { createStore, type WritableStore } from "./stores/store.js";

/** An API token, and the role that its holder is to have in a whole store. */
export interface RoleGrant {
  readonly role: Role;
  readonly token: string;
}

export interface GrantRolesOptions {
  /** Who vouches for the holders, who are called as their roles are. */
  readonly issuer: string;
  readonly systemUser: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

const lifetimeMs = 10 * 365 * 86_400_000;

/** Makes the ledger of each store, and in it the roles and tokens that are not there yet. */
export async function grantRoles(
  { stores }: Pick<ConfigWithoutToken, "stores">,
  grants: readonly RoleGrant[],
  options: GrantRolesOptions,
): Promise<void> {
  const { now, newId, systemUser } = options;
  for (const store of stores) {
    await migrateLedger(store, {
      isDryRun: false,
      roles: { mlflow: "mlflow", runtime: "gatehouse" },
      systemUser,
      now,
    });
    const opened = createStore(store, {
      onStatement: () => undefined,
      schemaRecheckMs: Number.MAX_SAFE_INTEGER,
      now,
      newId,
    });
    try {
      await opened.write(async (open) => {
        for (const grant of grants) await grantOne(open, grant, options);
      });
    } finally {
      await opened.close();
    }
  }
}

async function grantOne(
  open: WritableStore,
  { role, token }: RoleGrant,
  { issuer, now, newId }: GrantRolesOptions,
): Promise<void> {
  const hash = hashApiToken(token);
  if ((await tokenByHash(open, hash)) !== null) return;
  const subject = role.toLowerCase();
  const kind = role === "SERVICE" ? "SERVICE" : "USER";
  const holder = { kind, issuer, subject } as const;
  const made = { createdAt: now(), createdBy: "bootstrap" };
  // A service may do what its second role may, and its token's ceiling is that role.
  const serviceRole = role === "SERVICE" ? "CONTRIBUTOR" : null;
  const ceiling = { label: subject, role: serviceRole ?? role, scope: null, expiresAt: made.createdAt + lifetimeMs };
  await createToken(open, { id: newId(), hash, principal: holder, ...ceiling, ...made });
  const isBound = (await bindingsOf(open)).some(
    ({ principal }) => principal.issuer === issuer && principal.subject === subject,
  );
  if (isBound) return;
  await createBinding(open, {
    id: newId(),
    principal: holder,
    role,
    serviceRole,
    effect: "ALLOW",
    scope: { kind: "STORE" },
    notBefore: null,
    expiresAt: null,
    grantedBy: made.createdBy,
    reason: null,
    createdAt: made.createdAt,
  });
}
