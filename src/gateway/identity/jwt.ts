import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from "jose";
import { groupsOf, subjectOf } from "../../rules/identity-claims.js";
import type { IssuerOptions } from "../../rules/issuer.js";
import type { Principal } from "../../rules/principal.js";
import type { IssuerKeys, KeySet } from "./issuer-keys.js";
import { Refusal } from "./refusal.js";
import { untilAborted } from "./until-aborted.js";

/** An issuer of the configuration with its keys. */
export interface TrustedIssuer {
  readonly options: IssuerOptions;
  readonly keys: IssuerKeys;
}

export interface JwtContext {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly now: () => number;
}

/** Whether a token has the form of a signed JWT; anything may still be wrong with it. */
export function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

/** Who a signed token (OpenID Connect ID token, or RFC 9068 access token) speaks for. @throws Refusal */
export async function principalOfJwt(token: string, context: JwtContext, signal: AbortSignal): Promise<Principal> {
  const { header, claims } = decode(token);
  const issuer = typeof claims.iss === "string" ? context.issuers.get(claims.iss) : undefined;
  if (issuer === undefined) throw new Refusal("TOKEN_ISSUER_UNKNOWN");
  checkHeader(header, issuer.options);
  return principalOf(await verify(token, issuer, context.now(), signal), issuer.options);
}

/** Read before anything is believed, only to find the issuer whose keys will tell. */
function decode(token: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause: unknown): Refusal {
  return new Refusal("TOKEN_WRONG", "MALFORMED", { cause });
}

/** ID tokens and access tokens; another `typ`, such as `logout+jwt`, was made for something else. */
const acceptedTypes: ReadonlySet<string> = new Set(["jwt", "at+jwt"]);

function checkHeader({ alg, typ }: ProtectedHeaderParameters, { algorithms }: IssuerOptions): void {
  if (!algorithms.some((accepted) => accepted === alg)) throw new Refusal("TOKEN_WRONG", "ALGORITHM");
  if (typ === undefined) return;
  const type = typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : "";
  if (!acceptedTypes.has(type)) throw new Refusal("TOKEN_WRONG", "TYPE");
}

async function verify(token: string, issuer: TrustedIssuer, now: number, signal: AbortSignal): Promise<JWTPayload> {
  const { keys, options } = issuer;
  const unavailable = () => new Refusal("ISSUER_UNAVAILABLE", "DEADLINE");
  const known = await untilAborted(keys.current(), signal, unavailable);
  try {
    return await verifyWith(known, token, options, now);
  } catch (error) {
    if (!mayNeedNewKeys(error)) throw refusalFor(error);
    const newer = await untilAborted(keys.newerThan(known), signal, unavailable);
    if (newer === null) throw refusalFor(error);
    return await verifyWith(newer, token, options, now).catch((stillWrong: unknown) => {
      throw refusalFor(stillWrong);
    });
  }
}

async function verifyWith({ find }: KeySet, token: string, options: IssuerOptions, now: number): Promise<JWTPayload> {
  const { issuer, audience, algorithms, clockSkewSeconds, tokenAgeMaxSeconds } = options;
  const { payload } = await jwtVerify(token, find, {
    issuer,
    audience: [...audience],
    algorithms: [...algorithms],
    requiredClaims: ["exp"],
    clockTolerance: clockSkewSeconds,
    currentDate: new Date(now),
    ...(tokenAgeMaxSeconds === null ? {} : { maxTokenAge: tokenAgeMaxSeconds }),
  });
  return payload;
}

/** The key is not among those we know, or the issuer has put another under its name. */
function mayNeedNewKeys(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}

/** The answer tells apart only what the holder of a rightly signed token can do something about. */
function refusalFor(cause: unknown): Refusal {
  if (cause instanceof errors.JWTExpired) return new Refusal("TOKEN_EXPIRED");
  if (cause instanceof errors.JWTClaimValidationFailed) return refusalForClaim(cause);
  if (cause instanceof errors.JWKSNoMatchingKey) return new Refusal("TOKEN_WRONG", "KEY_UNKNOWN");
  if (cause instanceof errors.JWKSMultipleMatchingKeys) return new Refusal("TOKEN_WRONG", "KEY_NOT_NAMED");
  if (cause instanceof errors.JWSSignatureVerificationFailed) return new Refusal("TOKEN_WRONG", "SIGNATURE");
  // An unusable key in the issuer's set, or a header that asks for what we do not do.
  return new Refusal("TOKEN_WRONG", "NOT_VERIFIABLE", { cause });
}

function refusalForClaim({ claim, reason }: errors.JWTClaimValidationFailed): Refusal {
  const isEarly = reason === "check_failed" && (claim === "nbf" || claim === "iat");
  return isEarly ? new Refusal("TOKEN_NOT_YET_VALID") : new Refusal("TOKEN_WRONG", `CLAIM_${claim.toUpperCase()}`);
}

/** The last instant a Date can hold: some issuers write an expiry beyond it for "never". */
const epochMsMax = 8_640_000_000_000_000;

function principalOf(claims: JWTPayload, { issuer, claims: paths }: IssuerOptions): Principal {
  // Bound to a key or certificate of the client (RFC 7800), which a bearer cannot show.
  if (claims.cnf !== undefined) throw new Refusal("TOKEN_WRONG", "SENDER_CONSTRAINED");
  const subject = subjectOf(claims, paths.user);
  if (subject === null) throw new Refusal("TOKEN_WRONG", "NO_USER");
  return {
    kind: "USER",
    issuer,
    subject,
    ...groupsOf(claims, paths.groups, issuer),
    token: null,
    expiresAt: Math.min((claims.exp ?? 0) * 1_000, epochMsMax),
  };
}
