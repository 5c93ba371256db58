import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { TokenRow } from "../../loaders/governance.js";
import { scopeOf } from "../../rules/binding-input.js";
import {
  ApiToken,
  ApiTokenConnection,
  ApiTokenCreateInput,
  ApiTokenCreatePayload,
  ApiTokenRevokeInput,
  ApiTokenRevokePayload,
} from "../../types/api-token.js";
import { RoleScope } from "../../types/binding.js";
import { PageArgs } from "../../types/connection.js";
import { Store } from "../../types/store.js";
import { pageOf } from "../arguments.js";
import type { StoreName } from "../tracking/store.js";
import { payloadOf, shownScope } from "./payload.js";

@Resolver(() => ApiToken)
export class ApiTokenResolver {
  @Mutation(() => ApiTokenCreatePayload, {
    description:
      "Make an API token: for oneself with at most one's own rights, and with an API token at most what that one allows; for others by who has TOKEN_EDIT and every right of the token in all of its scope. Nobody makes the token by which somebody else votes.",
  })
  apiTokenCreate(
    @Arg("input", () => ApiTokenCreateInput, { description: "The token." }) input: ApiTokenCreateInput,
    @Ctx() { actions }: Context,
  ) {
    const { store, label, principal, role, scope, expiresAt } = input;
    return payloadOf(() =>
      actions.createApiToken(store, {
        label,
        principal: principal ? { ...principal } : null,
        role,
        scope: scope ? scopeOf(scope) : null,
        expiresAt: Number(expiresAt),
      }),
    );
  }

  @Mutation(() => ApiTokenRevokePayload, {
    description: "Revoke an API token: one's own, or another's by who has TOKEN_EDIT in all of its scope.",
  })
  apiTokenRevoke(
    @Arg("input", () => ApiTokenRevokeInput, { description: "Which token." }) { store, id }: ApiTokenRevokeInput,
    @Ctx() { actions }: Context,
  ) {
    return payloadOf(async () => ({ apiToken: await actions.revokeApiToken(store, id) }));
  }

  @FieldResolver(() => RoleScope, { nullable: true, description: "Where at most; null for the whole store." })
  scope(@Root() { scope }: TokenRow) {
    return scope && shownScope(scope);
  }
}

@Resolver(() => Store)
export class StoreApiTokensResolver {
  @FieldResolver(() => ApiTokenConnection, {
    nullable: true,
    description:
      "API tokens of the store's ledger, newest first, revoked and expired ones too: all of them with TOKEN_EDIT on the whole store, else the viewer's own.",
  })
  apiTokens(@Root() { name }: StoreName, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.storeApiTokens(name, pageOf(args, ctx));
  }
}
