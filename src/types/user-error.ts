import { createUnionType, Field, InterfaceType, ObjectType, registerEnumType } from "type-graphql";
import type { FailureCode } from "../rules/failure.js";
import type { Action } from "../rules/permission.js";
import type { Role } from "../rules/role.js";
import { ActionEnum } from "./action.js";
import { RoleEnum } from "./role.js";

const codes: { readonly [Code in FailureCode]: Code } = {
  UNAUTHENTICATED: "UNAUTHENTICATED",
  NOT_FOUND: "NOT_FOUND",
  FORBIDDEN: "FORBIDDEN",
  INVALID: "INVALID",
  CONFLICT: "CONFLICT",
  UNAVAILABLE: "UNAVAILABLE",
  GATE_CLOSED: "GATE_CLOSED",
  LIMIT: "LIMIT",
  INTERNAL: "INTERNAL",
};
registerEnumType(codes, {
  name: "ErrorCode",
  description: "What went wrong, as in `extensions.code` of a top-level error.",
  valuesConfig: {
    UNAUTHENTICATED: { description: "No access token, or a wrong one." },
    NOT_FOUND: { description: "It does not exist, or is not visible to the viewer." },
    FORBIDDEN: { description: "The viewer may see it and may not do this." },
    INVALID: { description: "The input is wrong." },
    CONFLICT: { description: "The state of things does not allow it." },
    UNAVAILABLE: { description: "The store cannot do it now, or not as it is." },
    GATE_CLOSED: { description: "A condition of the release is not met." },
    LIMIT: { description: "It asks for too much." },
    INTERNAL: { description: "An error of the server." },
  },
});

@InterfaceType({
  description: "Something that the person who asked can act on. A client that knows no new kind shows `message`.",
})
export abstract class UserError {
  @Field(() => String, { description: "For people, in English." })
  message!: string;

  @Field(() => codes, { description: "What kind of failure it is." })
  code!: FailureCode;

  @Field(() => String, { description: "Finer than the code, and as stable: `LAST_ADMIN`." })
  reason!: string;

  @Field(() => [String], { nullable: true, description: "Where in the arguments it is; null for the whole." })
  path!: readonly string[] | null;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "It is not there, or not visible to the viewer: nobody can tell which.",
})
class NotFound extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "The viewer may see it and may not do this." })
class Forbidden extends UserError {
  @Field(() => ActionEnum, { description: "What the viewer lacks." })
  missing!: Action;

  @Field(() => [RoleEnum], { description: "Roles that would do." })
  roles!: readonly Role[];
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "The input is wrong at `path`." })
class Invalid extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "The state of things does not allow it." })
class Conflict extends UserError {}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The store cannot do it as it is, such as without a ledger.",
})
class Unavailable extends UserError {}

const expected = {
  NOT_FOUND: "NotFound",
  FORBIDDEN: "Forbidden",
  INVALID: "Invalid",
  CONFLICT: "Conflict",
  UNAVAILABLE: "Unavailable",
} as const;

/** The type of a failure that belongs in a payload; undefined for one that belongs at the top level. */
export function errorTypeOf(code: FailureCode): string | undefined {
  return Object.hasOwn(expected, code) ? expected[code as keyof typeof expected] : undefined;
}

function errorsOf(name: string, what: string) {
  return createUnionType({
    name,
    description: `Why ${what} was refused.`,
    types: () => [NotFound, Forbidden, Invalid, Conflict, Unavailable] as const,
  });
}

export const BindingGrantError = errorsOf("BindingGrantError", "a binding");
export const BindingRevokeError = errorsOf("BindingRevokeError", "the revocation of a binding");
export const ApiTokenCreateError = errorsOf("ApiTokenCreateError", "an API token");
export const ApiTokenRevokeError = errorsOf("ApiTokenRevokeError", "the revocation of an API token");
