import type { ActionEnv } from "./action-env.js";
import { type ApiTokenGrant, createApiToken } from "./api-token-create.js";
import { revokeApiToken } from "./api-token-revoke.js";
import { type BindingGrant, grantBinding } from "./binding-grant.js";
import { revokeBinding } from "./binding-revoke.js";

export type Actions = ReturnType<typeof createActions>;

/** What the viewer of one request can do. Each throws a Failure for what they cannot. */
export function createActions(env: ActionEnv) {
  return {
    grantBinding: (store: string, grant: BindingGrant) => grantBinding(env, store, grant),
    revokeBinding: (store: string, id: string) => revokeBinding(env, store, id),
    createApiToken: (store: string, grant: ApiTokenGrant) => createApiToken(env, store, grant),
    revokeApiToken: (store: string, id: string) => revokeApiToken(env, store, id),
  };
}
