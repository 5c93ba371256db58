/** An OpenID provider whose tokens are accepted, and what of them. */
export interface IssuerOptions {
  /** Exactly as the tokens' `iss` has it. */
  readonly issuer: string;
  /** One of these must be among a token's `aud`. */
  readonly audience: readonly string[];
  /** The signatures that are accepted, all of them asymmetric. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Where its keys are; null when its discovery document says so. */
  readonly jwksUri: string | null;
  /** How far its clock and ours may be apart. */
  readonly clockSkewSeconds: number;
  /** How long ago a token may have been issued, whatever its expiry says; null for any time. */
  readonly tokenAgeMaxSeconds: number | null;
  /** Where in a token the user's lasting name and the groups stand, as steps. */
  readonly claims: { readonly user: readonly string[]; readonly groups: readonly string[] };
}

/** Signatures made with a private key that only the issuer has: `none` and the HS family can never be listed. */
export const signatureAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

const loopbackHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether keys may be fetched from here: over https, or over http on this very machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && loopbackHosts.has(hostname));
}

/** An issuer is a URL without query and fragment (OpenID Connect Discovery 1.0); `|` would blur a principal's id. */
export function isIssuerUrl(text: string): boolean {
  return /^https?:\/\/[^\s|?#]{1,247}$/.test(text) && isSafeUrl(text);
}

/** Where the issuer describes itself (OpenID Connect Discovery 1.0, 4.1). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
