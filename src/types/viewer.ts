import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import type { PrincipalKind } from "../rules/principal.js";
import { DateTime } from "./scalars.js";

const kinds: { readonly [Kind in PrincipalKind]: Kind } = {
  USER: "USER",
  SERVICE: "SERVICE",
  BOOTSTRAP: "BOOTSTRAP",
  OPERATOR: "OPERATOR",
};
registerEnumType(kinds, {
  name: "PrincipalKind",
  description: "What kind of somebody asks.",
  valuesConfig: {
    USER: { description: "A person whom an issuer of the configuration vouches for." },
    SERVICE: { description: "A program with an API token of its own." },
    BOOTSTRAP: { description: "Whoever has the token of the configuration: admin on every store, for setting up." },
    OPERATOR: { description: "A command on a store's own URL, under the name of its database user." },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: "Who asks, as the access token told it. What this viewer may do depends on it alone.",
})
export class Viewer {
  @Field(() => ID, {
    description:
      "The principal's name in bindings and the audit: `issuer|subject`, or `bootstrap`. Not an id for `node(id:)`.",
  })
  id!: string;

  @Field(() => kinds, { description: "What kind of somebody this is." })
  kind!: PrincipalKind;

  @Field(() => String, {
    nullable: true,
    description: "Who vouches for the subject: the token's `iss`; null for the bootstrap token.",
  })
  issuer!: string | null;

  @Field(() => String, {
    description: "The issuer's lasting name for it, from the claim that the configuration names (`sub` by default).",
  })
  subject!: string;

  @Field(() => [String], { description: "Its groups as `issuer|group`, from the token; empty unless known." })
  groups!: readonly string[];

  @Field(() => Boolean, {
    description:
      "Whether the groups could be told. False with an API token, and for a person in too many groups for the token: then no group grants anything.",
  })
  areGroupsKnown!: boolean;

  @Field(() => Boolean, { description: "Whether nobody but the caller says who it is." })
  isUnverified!: boolean;

  @Field(() => DateTime, { nullable: true, description: "When the access token ends; null when it does not." })
  expiresAt!: number | null;
}
