import { Field, ID, InputType, ObjectType } from "type-graphql";
import type { Role } from "../rules/role.js";
import { BindingPrincipal, RoleScope, RoleScopeInput } from "./binding.js";
import { connectionTypes } from "./connection.js";
import { OwnerKindEnum, RoleEnum } from "./role.js";
import { DateTime } from "./scalars.js";
import { ApiTokenCreateError, ApiTokenRevokeError, type UserError } from "./user-error.js";

@ObjectType({ simpleResolvers: true, description: "An API token as the store's ledger keeps it: never its text." })
export class ApiToken {
  @Field(() => ID, { description: "Its id in the store, for `apiTokenRevoke`. Not an id for `node(id:)`." })
  id!: string;

  @Field(() => String, { description: "What its maker calls it." })
  label!: string;

  @Field(() => BindingPrincipal, { description: "Who comes with it." })
  principal!: BindingPrincipal;

  @Field(() => RoleEnum, { description: "The most that may be done with it, of what its owner may." })
  role!: Role;

  @Field(() => RoleScope, { nullable: true, description: "Where at most; null for the whole store." })
  scope!: RoleScope | null;

  @Field(() => DateTime, { description: "When it was made." })
  createdAt!: number;

  @Field(() => String, { description: "Who made it: `issuer|subject`, `bootstrap` or `operator:<user>`." })
  createdBy!: string;

  @Field(() => DateTime, { description: "Until when it is accepted." })
  expiresAt!: number;

  @Field(() => DateTime, { nullable: true, description: "Its last use, to the minute; null before the first." })
  lastUsedAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: "When it was revoked; null while it is not." })
  revokedAt!: number | null;

  @Field(() => String, { nullable: true, description: "Who revoked it; null while it is not." })
  revokedBy!: string | null;
}

export const ApiTokenConnection = connectionTypes(() => ApiToken, "ApiToken", "API tokens, newest first");

@InputType({ description: "Who an API token is for." })
export class ApiTokenPrincipalInput {
  @Field(() => OwnerKindEnum, { description: "A person or a program." })
  kind!: "USER" | "SERVICE";

  @Field(() => String, {
    description: "Who vouches for the subject: a token's `iss`. 1 to 500 characters without `|`.",
  })
  issuer!: string;

  @Field(() => String, { description: "The issuer's lasting name for it. 1 to 500 characters." })
  subject!: string;
}

@InputType({ description: "An API token to be made." })
export class ApiTokenCreateInput {
  @Field(() => String, { description: "The store's name in the configuration; the token is accepted for no other." })
  store!: string;

  @Field(() => String, { description: "What it is for, in 1 to 200 characters." })
  label!: string;

  @Field(() => ApiTokenPrincipalInput, { nullable: true, description: "Whose it is; the viewer's own without it." })
  principal?: ApiTokenPrincipalInput | null;

  @Field(() => RoleEnum, { description: "The most that may be done with it; not SERVICE." })
  role!: Role;

  @Field(() => RoleScopeInput, { nullable: true, description: "Where at most; the whole store without it." })
  scope?: RoleScopeInput | null;

  @Field(() => DateTime, { description: "Until when it is accepted." })
  expiresAt!: bigint;
}

@InputType({ description: "An API token to be revoked." })
export class ApiTokenRevokeInput {
  @Field(() => String, { description: "The store's name in the configuration." })
  store!: string;

  @Field(() => ID, { description: "The token's id in the store." })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: "What became of a new API token." })
export class ApiTokenCreatePayload {
  @Field(() => ApiToken, { nullable: true, description: "The token as it was kept; null when it was refused." })
  apiToken!: ApiToken | null;

  @Field(() => String, {
    nullable: true,
    description: "Its text, told this once and kept nowhere; null when it was refused.",
  })
  text!: string | null;

  @Field(() => [ApiTokenCreateError], { description: "Why it was refused; empty when it was not." })
  errors!: readonly UserError[];
}

@ObjectType({ simpleResolvers: true, description: "What became of a revocation." })
export class ApiTokenRevokePayload {
  @Field(() => ApiToken, {
    nullable: true,
    description: "The token, marked as revoked; accepted for up to ten seconds more. Null when that was refused.",
  })
  apiToken!: ApiToken | null;

  @Field(() => [ApiTokenRevokeError], { description: "Why it was refused; empty when it was not." })
  errors!: readonly UserError[];
}
