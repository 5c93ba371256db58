import { Field, ID, InputType, ObjectType } from "type-graphql";
import type { BindingEffect, BindingPrincipal as Holder } from "../rules/binding.js";
import type { Role, RoleScope as Scope } from "../rules/role.js";
import { connectionTypes } from "./connection.js";
import { EffectEnum, HolderKindEnum, RoleEnum, ScopeKindEnum } from "./role.js";
import { DateTime } from "./scalars.js";
import { BindingGrantError, BindingRevokeError, type UserError } from "./user-error.js";

@ObjectType({ simpleResolvers: true, description: "Who a binding or an API token is for." })
export class BindingPrincipal {
  @Field(() => HolderKindEnum, { description: "What kind of somebody." })
  kind!: Holder["kind"];

  @Field(() => String, { description: "Who vouches for the subject: a token's `iss`." })
  issuer!: string;

  @Field(() => String, { description: "The issuer's lasting name for it; a group's as the issuer tells it." })
  subject!: string;
}

@ObjectType({ simpleResolvers: true, description: "The part of a store that something holds for." })
export class RoleScope {
  @Field(() => ScopeKindEnum, { description: "How wide it is." })
  kind!: Scope["kind"];

  @Field(() => String, { nullable: true, description: "The workspace's name; null for STORE." })
  workspace!: string | null;

  @Field(() => String, { nullable: true, description: "MLflow's id of the one experiment; null when it goes by name." })
  experimentId!: string | null;

  @Field(() => String, { nullable: true, description: "Names of experiments or models, with `*` for any text." })
  pattern!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Who may do what, where and when, in one store." })
export class Binding {
  @Field(() => ID, { description: "Its id in the store, for `bindingRevoke`. Not an id for `node(id:)`." })
  id!: string;

  @Field(() => BindingPrincipal, { description: "Who it is for." })
  principal!: BindingPrincipal;

  @Field(() => RoleEnum, { description: "What it gives or takes." })
  role!: Role;

  @Field(() => RoleEnum, { nullable: true, description: "What a SERVICE may do; null for every other role." })
  serviceRole!: Role | null;

  @Field(() => EffectEnum, { description: "Whether it gives or takes." })
  effect!: BindingEffect;

  @Field(() => RoleScope, { description: "Where it holds." })
  scope!: RoleScope;

  @Field(() => DateTime, { nullable: true, description: "From when; null from the beginning." })
  notBefore!: number | null;

  @Field(() => DateTime, { nullable: true, description: "Until when; null for ever." })
  expiresAt!: number | null;

  @Field(() => String, { description: "Who granted it: `issuer|subject`, `bootstrap`, `operator:<user>` or `config`." })
  grantedBy!: string;

  @Field(() => String, { nullable: true, description: "Why, in the grantor's words." })
  reason!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was granted; null for one of the configuration." })
  createdAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: "When it was revoked; null while it is not." })
  revokedAt!: number | null;

  @Field(() => String, { nullable: true, description: "Who revoked it; null while it is not." })
  revokedBy!: string | null;
}

export const BindingConnection = connectionTypes(() => Binding, "Binding", "bindings, oldest first");

@InputType({ description: "Who a binding is for." })
export class BindingPrincipalInput {
  @Field(() => HolderKindEnum, { description: "What kind of somebody." })
  kind!: Holder["kind"];

  @Field(() => String, {
    description: "Who vouches for the subject: a token's `iss`. 1 to 500 characters without `|`.",
  })
  issuer!: string;

  @Field(() => String, { description: "The issuer's lasting name for it, never an address. 1 to 500 characters." })
  subject!: string;
}

@InputType({ description: "The part of a store that something is to hold for." })
export class RoleScopeInput {
  @Field(() => ScopeKindEnum, { description: "How wide it is." })
  kind!: Scope["kind"];

  @Field(() => String, {
    nullable: true,
    description: "The workspace's name; `default` for EXPERIMENT and REGISTERED_MODEL without it.",
  })
  workspace?: string | null;

  @Field(() => String, { nullable: true, description: "MLflow's id of one experiment, in place of a pattern." })
  experimentId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Names of experiments or models, with `*` for any text; compared exactly.",
  })
  pattern?: string | null;
}

@InputType({ description: "A binding to be granted." })
export class BindingGrantInput {
  @Field(() => String, { description: "The store's name in the configuration." })
  store!: string;

  @Field(() => BindingPrincipalInput, { description: "Who it is for." })
  principal!: BindingPrincipalInput;

  @Field(() => RoleEnum, { description: "What it gives or takes; SERVICE for a service, and for nobody else." })
  role!: Role;

  @Field(() => RoleEnum, {
    nullable: true,
    description: "What a SERVICE may do: VIEWER, CONTRIBUTOR, ADMIN or AUDITOR.",
  })
  serviceRole?: Role | null;

  @Field(() => EffectEnum, { nullable: true, defaultValue: "ALLOW", description: "Whether it gives or takes." })
  effect?: BindingEffect | null;

  @Field(() => RoleScopeInput, { description: "Where it holds." })
  scope!: RoleScopeInput;

  @Field(() => DateTime, { nullable: true, description: "From when; at once without it." })
  notBefore?: bigint | null;

  @Field(() => DateTime, { nullable: true, description: "Until when; for ever without it." })
  expiresAt?: bigint | null;

  @Field(() => String, { nullable: true, description: "Why. At most 1,000 characters." })
  reason?: string | null;
}

@InputType({ description: "A binding to be taken back." })
export class BindingRevokeInput {
  @Field(() => String, { description: "The store's name in the configuration." })
  store!: string;

  @Field(() => ID, { description: "The binding's id in the store." })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: "What became of a grant." })
export class BindingGrantPayload {
  @Field(() => Binding, { nullable: true, description: "The binding as it was kept; null when it was refused." })
  binding!: Binding | null;

  @Field(() => [BindingGrantError], { description: "Why it was refused; empty when it was not." })
  errors!: readonly UserError[];
}

@ObjectType({ simpleResolvers: true, description: "What became of a revocation." })
export class BindingRevokePayload {
  @Field(() => Binding, { nullable: true, description: "The binding, marked as revoked; null when that was refused." })
  binding!: Binding | null;

  @Field(() => [BindingRevokeError], { description: "Why it was refused; empty when it was not." })
  errors!: readonly UserError[];
}
