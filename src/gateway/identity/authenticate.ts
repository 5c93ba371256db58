import { createHash, timingSafeEqual } from "node:crypto";
import { isApiToken } from "../../rules/api-token.js";
import type { IssuerOptions } from "../../rules/issuer.js";
import { bootstrapPrincipal, type Principal } from "../../rules/principal.js";
import { ApiTokens, type TokenLookup } from "./api-tokens.js";
import { defaultKeyTimes, IssuerKeys, type KeyTimes } from "./issuer-keys.js";
import { isJwt, principalOfJwt, type TrustedIssuer } from "./jwt.js";
import { Refusal } from "./refusal.js";

/**
 * Who asks, from the text of an `Authorization` header, or of what takes its place on another transport. The signal ends
 * every wait. Throws Refusal, a Failure UNAUTHENTICATED, for whoever stays outside.
 */
export type Authenticate = (authorization: string | undefined, signal: AbortSignal) => Promise<Principal>;

export interface Identity {
  readonly authenticate: Authenticate;
  /** Fetches every issuer's keys ahead of the first request. One that is down is told, and asked again when it is needed. */
  prepare(): Promise<void>;
}

export interface IdentityOptions {
  /** Null when it is switched off. */
  readonly bootstrapToken: string | null;
  readonly issuers: readonly IssuerOptions[];
  readonly lookup: TokenLookup;
  readonly now: () => number;
  /** Told when an issuer's keys could not be fetched. */
  readonly onIssuerFailure: (issuer: string, error: unknown) => void;
  readonly keyTimes?: KeyTimes;
}

/** Longer ones are not even looked at. Entra's, with 200 groups, have about 9,000 characters. */
const tokenLengthMax = 12_288;

export function createIdentity(options: IdentityOptions): Identity {
  const { bootstrapToken, now } = options;
  const isBootstrap = bootstrapToken === null ? () => false : equalTo(bootstrapToken);
  const apiTokens = new ApiTokens(options.lookup, now);
  const issuers = new Map(options.issuers.map((issuer) => [issuer.issuer, trust(issuer, options)]));
  return {
    async authenticate(authorization, signal) {
      const token = bearerOf(authorization);
      if (token.length > tokenLengthMax) throw new Refusal("TOKEN_TOO_LONG");
      if (isBootstrap(token)) return bootstrapPrincipal;
      if (isApiToken(token)) return apiTokens.principalOf(token, signal);
      if (isJwt(token)) return principalOfJwt(token, { issuers, now }, signal);
      throw new Refusal("TOKEN_WRONG", "UNKNOWN");
    },
    async prepare() {
      await Promise.allSettled([...issuers.values()].map(({ keys }) => keys.current()));
    },
  };
}

function trust(options: IssuerOptions, { now, onIssuerFailure, keyTimes }: IdentityOptions): TrustedIssuer {
  return { options, keys: new IssuerKeys(options, keyTimes ?? defaultKeyTimes, now, onIssuerFailure) };
}

function bearerOf(authorization: string | undefined): string {
  const [, token] = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw new Refusal("TOKEN_MISSING");
  return token;
}

/** Compared by digest, in constant time: neither the length nor a right beginning shows. */
function equalTo(secret: string): (given: string) => boolean {
  const expected = digest(secret);
  return (given) => timingSafeEqual(digest(given), expected);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
