import type { Binding } from "../../src/rules/binding.js";
import type { Principal } from "../../src/rules/principal.js";

export const issuer = "https://id.example";

export const ann: Principal = {
  kind: "USER",
  issuer,
  subject: "ann",
  groups: [],
  groupsKnown: true,
  token: null,
  expiresAt: null,
};

/** Ann may see the whole store, but for what is said otherwise. */
export function binding(more: Partial<Binding> = {}): Binding {
  return {
    id: "b1",
    principal: { kind: "USER", issuer, subject: "ann" },
    role: "VIEWER",
    serviceRole: null,
    effect: "ALLOW",
    scope: { kind: "STORE" },
    notBefore: null,
    expiresAt: null,
    grantedBy: "bootstrap",
    reason: null,
    createdAt: 0,
    revokedAt: null,
    revokedBy: null,
    ...more,
  };
}
