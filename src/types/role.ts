import { registerEnumType } from "type-graphql";
import type { BindingEffect, BindingPrincipal } from "../rules/binding.js";
import type { Role, RoleScope } from "../rules/role.js";

export const RoleEnum: { readonly [Key in Role]: Key } = {
  VIEWER: "VIEWER",
  CONTRIBUTOR: "CONTRIBUTOR",
  APPROVER: "APPROVER",
  ADMIN: "ADMIN",
  AUDITOR: "AUDITOR",
  SERVICE: "SERVICE",
};
registerEnumType(RoleEnum, {
  name: "Role",
  description: "What somebody may be in a scope. No role implies another; only APPROVER votes.",
  valuesConfig: {
    VIEWER: { description: "Reads." },
    CONTRIBUTOR: { description: "Reads and writes; deletes nothing but own runs." },
    APPROVER: { description: "Reads, asks for promotions, votes on them and carries them out, quarantines." },
    ADMIN: { description: "Writes, deletes, renames, and edits bindings, tokens and gates; votes on nothing." },
    AUDITOR: { description: "Reads, also the audit; explains access, quarantines." },
    SERVICE: { description: "A program: may do what its second role may, and never votes." },
  },
});

export const EffectEnum: { readonly [Key in BindingEffect]: Key } = { ALLOW: "ALLOW", DENY: "DENY" };
registerEnumType(EffectEnum, {
  name: "BindingEffect",
  description: "Whether a binding gives or takes.",
  valuesConfig: {
    ALLOW: { description: "Gives what its role may do." },
    DENY: {
      description: "Takes away what its role may do beyond reading; as VIEWER everything. Wins over every ALLOW.",
    },
  },
});

export const HolderKindEnum: { readonly [Key in BindingPrincipal["kind"]]: Key } = {
  USER: "USER",
  GROUP: "GROUP",
  SERVICE: "SERVICE",
};
registerEnumType(HolderKindEnum, {
  name: "BindingPrincipalKind",
  description: "What kind of somebody a binding is for.",
  valuesConfig: {
    USER: { description: "A person of an issuer." },
    GROUP: { description: "Whoever an issuer says is in the group." },
    SERVICE: { description: "A program with API tokens of its own." },
  },
});

export const OwnerKindEnum = { USER: "USER", SERVICE: "SERVICE" } as const;
registerEnumType(OwnerKindEnum, {
  name: "ApiTokenPrincipalKind",
  description: "Who can have API tokens.",
  valuesConfig: {
    USER: { description: "A person of an issuer." },
    SERVICE: { description: "A program." },
  },
});

export const ScopeKindEnum: { readonly [Key in RoleScope["kind"]]: Key } = {
  STORE: "STORE",
  WORKSPACE: "WORKSPACE",
  EXPERIMENT: "EXPERIMENT",
  REGISTERED_MODEL: "REGISTERED_MODEL",
};
registerEnumType(ScopeKindEnum, {
  name: "RoleScopeKind",
  description: "How wide something holds.",
  valuesConfig: {
    STORE: { description: "The whole store." },
    WORKSPACE: { description: "One workspace." },
    EXPERIMENT: { description: "Experiments of a workspace, with their runs, datasets, logged models and traces." },
    REGISTERED_MODEL: { description: "Registered models of a workspace, prompts included, with their versions." },
  },
});
