import type { TokenLookup } from "../../../src/gateway/identity/api-tokens.js";
import { createIdentity, type Identity } from "../../../src/gateway/identity/authenticate.js";
import { defaultKeyTimes, type KeyTimes } from "../../../src/gateway/identity/issuer-keys.js";
import { Refusal } from "../../../src/gateway/identity/refusal.js";
import type { IssuerOptions } from "../../../src/rules/issuer.js";
import type { Principal } from "../../../src/rules/principal.js";
import { testAudience } from "../../support/test-issuer.js";

export const bootstrapToken = "bootstrap-token-0123456789";

export interface IdentityUnderTest {
  /** Epoch milliseconds; a test moves it. */
  now: number;
  /** Issuers whose keys could not be fetched, in order. */
  readonly failures: string[];
  prepare(): Promise<void>;
  principal(token: string, signal?: AbortSignal): Promise<Principal>;
  /** Who it is, as `issuer|subject` without the issuer, or why not, as `REASON` or `REASON DETAIL`. */
  outcome(token: string, signal?: AbortSignal): Promise<string>;
}

export function trusted(issuer: string, changes: Partial<IssuerOptions> = {}): IssuerOptions {
  return {
    issuer,
    audience: [testAudience],
    algorithms: ["RS256"],
    jwksUri: null,
    clockSkewSeconds: 0,
    tokenAgeMaxSeconds: null,
    claims: { user: ["sub"], groups: ["groups"] },
    ...changes,
  };
}

export function identityOf(
  issuers: readonly IssuerOptions[],
  { keyTimes, lookup }: { keyTimes?: Partial<KeyTimes>; lookup?: TokenLookup } = {},
): IdentityUnderTest {
  const failures: string[] = [];
  const never = new AbortController().signal;
  const under: IdentityUnderTest = {
    now: Date.now(),
    failures,
    prepare: () => identity.prepare(),
    principal: (token, signal = never) => identity.authenticate(`Bearer ${token}`, signal),
    async outcome(token, signal = never) {
      try {
        return (await identity.authenticate(`Bearer ${token}`, signal)).subject;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return error.detail === null ? error.reason : `${error.reason} ${error.detail}`;
      }
    },
  };
  const identity: Identity = createIdentity({
    bootstrapToken,
    issuers,
    lookup: lookup ?? (async () => ({ records: [], isComplete: true })),
    now: () => under.now,
    onIssuerFailure: (issuer) => void failures.push(issuer),
    keyTimes: { ...defaultKeyTimes, ...keyTimes },
  });
  return under;
}

export const secondsOf = (epochMs: number): number => Math.floor(epochMs / 1_000);
