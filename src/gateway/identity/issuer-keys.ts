import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import { discoveryUrl, type IssuerOptions, isSafeUrl } from "../../rules/issuer.js";
import { type FetchLimits, fetchJson } from "./fetch-json.js";
import { Refusal } from "./refusal.js";

/** The issuer's keys as they were at one moment. */
export interface KeySet {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly fetchedAt: number;
}

export interface KeyTimes extends FetchLimits {
  /** Keys this old are fetched again before they are used. */
  readonly freshMs: number;
  /** Keys this old are not used any more, even while the issuer does not answer. */
  readonly usableMs: number;
  /** A key that the set lacks makes us ask again, but not more often than this: keys can be made up. */
  readonly coolDownMs: number;
  /** After a failure the issuer is left alone this long. */
  readonly failureCoolDownMs: number;
}

export const defaultKeyTimes: KeyTimes = {
  timeoutMs: 5_000,
  bytesMax: 262_144,
  freshMs: 600_000,
  usableMs: 3_600_000,
  coolDownMs: 30_000,
  failureCoolDownMs: 5_000,
};

/** The public keys of one issuer, fetched once for all requests. */
export class IssuerKeys {
  #keys: KeySet | null = null;
  #pending: Promise<void> | null = null;
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly options: Pick<IssuerOptions, "issuer" | "jwksUri">,
    readonly times: KeyTimes,
    readonly now: () => number,
    readonly onFailure: (issuer: string, error: unknown) => void,
  ) {}

  /** @throws Refusal ISSUER_UNAVAILABLE when there are no keys that may still be used */
  async current(): Promise<KeySet> {
    if (this.#keys && this.#ageOf(this.#keys) < this.times.freshMs) return this.#keys;
    await this.#refresh();
    if (this.#keys && this.#ageOf(this.#keys) < this.times.usableMs) return this.#keys;
    throw new Refusal("ISSUER_UNAVAILABLE");
  }

  /**
   * Keys that may have what `known` lacks, or null when asking again so soon would be asking too often.
   * @throws Refusal ISSUER_UNAVAILABLE when the issuer does not answer
   */
  async newerThan(known: KeySet): Promise<KeySet | null> {
    if (this.#keys !== known) return this.#keys;
    if (this.#ageOf(known) < this.times.coolDownMs) return null;
    await this.#refresh();
    if (this.#keys === known) throw new Refusal("ISSUER_UNAVAILABLE");
    return this.#keys;
  }

  #ageOf({ fetchedAt }: KeySet): number {
    return this.now() - fetchedAt;
  }

  /** Never throws: a failure shows in the keys that did not change. Whoever comes meanwhile waits for the same fetch. */
  async #refresh(): Promise<void> {
    if (this.now() - this.#failedAt < this.times.failureCoolDownMs) return;
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = null;
    });
    await this.#pending;
  }

  async #fetch(): Promise<void> {
    const fetchedAt = this.now();
    try {
      const find = await fetchKeys(this.options, this.times);
      this.#keys = { find, fetchedAt };
    } catch (error) {
      this.#failedAt = this.now();
      this.onFailure(this.options.issuer, error);
    }
  }
}

async function fetchKeys({ issuer, jwksUri }: Pick<IssuerOptions, "issuer" | "jwksUri">, limits: FetchLimits) {
  // One time limit for both documents.
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const url = jwksUri ?? jwksUriIn(await fetchJson(discoveryUrl(issuer), limits, signal), issuer);
  return createLocalJWKSet((await fetchJson(url, limits, signal)) as JSONWebKeySet);
}

/** A document that names another issuer is another issuer's (OpenID Connect Discovery 1.0, 4.3). */
function jwksUriIn(document: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: jwksUri } = (document ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error("the discovery document is another issuer's");
  if (typeof jwksUri !== "string" || !isSafeUrl(jwksUri))
    throw new Error("the discovery document has no safe jwks_uri");
  return jwksUri;
}
