import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { Binding as BindingRow } from "../../rules/binding.js";
import { scopeOf } from "../../rules/binding-input.js";
import {
  Binding,
  BindingConnection,
  BindingGrantInput,
  BindingGrantPayload,
  BindingRevokeInput,
  BindingRevokePayload,
  RoleScope,
} from "../../types/binding.js";
import { PageArgs } from "../../types/connection.js";
import { DateTime } from "../../types/scalars.js";
import { Store } from "../../types/store.js";
import { pageOf } from "../arguments.js";
import type { StoreName } from "../tracking/store.js";
import { payloadOf, shownScope, toEpochMs } from "./payload.js";

@Resolver(() => Binding)
export class BindingResolver {
  @Mutation(() => BindingGrantPayload, {
    description:
      "Grant a binding. Needs BINDING_EDIT in all of its scope, and nobody grants what they do not hold there themselves, nor for longer; a denial may be granted by who edits bindings there.",
  })
  bindingGrant(
    @Arg("input", () => BindingGrantInput, { description: "The binding." }) input: BindingGrantInput,
    @Ctx() { actions }: Context,
  ) {
    return payloadOf(async () => {
      const binding = await actions.grantBinding(input.store, {
        principal: { ...input.principal },
        role: input.role,
        serviceRole: input.serviceRole ?? null,
        effect: input.effect ?? "ALLOW",
        scope: scopeOf(input.scope),
        notBefore: toEpochMs(input.notBefore),
        expiresAt: toEpochMs(input.expiresAt),
        reason: input.reason ?? null,
      });
      return { binding };
    });
  }

  @Mutation(() => BindingRevokePayload, {
    description:
      "Take a binding back. Needs BINDING_EDIT in all of its scope; the last lasting admin of a store stays (CONFLICT, LAST_ADMIN).",
  })
  bindingRevoke(
    @Arg("input", () => BindingRevokeInput, { description: "Which binding." }) { store, id }: BindingRevokeInput,
    @Ctx() { actions }: Context,
  ) {
    return payloadOf(async () => ({ binding: await actions.revokeBinding(store, id) }));
  }

  @FieldResolver(() => RoleScope, { description: "Where it holds." })
  scope(@Root() { scope }: BindingRow) {
    return shownScope(scope);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: "When it was granted; null for one of the configuration.",
  })
  createdAt(@Root() { createdAt, grantedBy }: BindingRow): number | null {
    return grantedBy === "config" ? null : createdAt;
  }
}

@Resolver(() => Store)
export class StoreBindingsResolver {
  @FieldResolver(() => BindingConnection, {
    nullable: true,
    description:
      "Bindings that are not revoked, of the ledger and of the configuration, where the viewer has BINDING_EDIT; FORBIDDEN for who has it nowhere in the store.",
  })
  bindings(@Root() { name }: StoreName, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.storeBindings(name, pageOf(args, ctx));
  }
}
