import type { Role, RoleScope } from "./role.js";

export const principalKinds = ["USER", "SERVICE", "BOOTSTRAP", "OPERATOR"] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** Who asks: what every permission, vote and audit entry is about. Never an e-mail address: one can pass to another person. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Who vouches for the subject, such as an OpenID provider's URL; empty for BOOTSTRAP and OPERATOR. It holds no `|`. */
  readonly issuer: string;
  /** The issuer's own, lasting name for the person or service; for OPERATOR the database user. */
  readonly subject: string;
  /** As `issuer|group`, so that two issuers' groups of one name are two groups. */
  readonly groups: readonly string[];
  /** False when nobody told the groups: then none of them may grant anything, and none may be taken for absent. */
  readonly groupsKnown: boolean;
  /** The most that may be done with the API token that was shown; null for every other way in. */
  readonly token: TokenCeiling | null;
  /** When this stops being true, in epoch milliseconds; null for never. A connection that lives longer must ask again. */
  readonly expiresAt: number | null;
}

/** An API token holds in the stores whose ledger has it, and in no other. */
export interface TokenCeiling {
  readonly stores: readonly StoreCeiling[];
}

export interface StoreCeiling {
  /** The store's name in the configuration. */
  readonly store: string;
  /** The token's id in that store's ledger. */
  readonly tokenId: string;
  readonly role: Role;
  /** Null for the whole store. */
  readonly scope: RoleScope | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Whoever holds the token of the configuration: admin on every store, for setting up. */
export const bootstrapPrincipal: Principal = Object.freeze({
  kind: "BOOTSTRAP",
  issuer: "",
  subject: "bootstrap",
  groups: Object.freeze([]),
  groupsKnown: true,
  token: null,
  expiresAt: null,
});

/** A command on a store's own URL: nobody but the database vouches for its user. */
export function operatorPrincipal(databaseUser: string): Principal {
  return {
    kind: "OPERATOR",
    issuer: "",
    subject: databaseUser,
    groups: [],
    groupsKnown: true,
    token: null,
    expiresAt: null,
  };
}

/** The principal in one text, as bindings and the audit write it: `issuer|subject`, `bootstrap`, `operator:<database user>`. */
export function principalId({ kind, issuer, subject }: Pick<Principal, "kind" | "issuer" | "subject">): string {
  if (kind === "BOOTSTRAP") return subject;
  return kind === "OPERATOR" ? `operator:${subject}` : `${issuer}|${subject}`;
}

/** Whether nobody but the caller says who it is. */
export function isUnverified({ kind }: Pick<Principal, "kind">): boolean {
  return kind === "OPERATOR";
}
