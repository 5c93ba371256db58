import { hashApiToken, isWholeApiToken, judgeApiToken, type TokenRecord } from "../../rules/api-token.js";
import type { Principal } from "../../rules/principal.js";
import { Refusal } from "./refusal.js";
import { untilAborted } from "./until-aborted.js";

/**
 * What the ledgers of all stores have under the SHA-256 of a token, in hex. Every token in use is looked up at least
 * every ten seconds, so that this is also where its last use can be noted.
 */
export type TokenLookup = (hash: string) => Promise<TokenLookupAnswer>;

export interface TokenLookupAnswer {
  /** Expired and revoked ones too. */
  readonly records: readonly TokenRecord[];
  /** False when a store that may have the token could not be asked. */
  readonly isComplete: boolean;
}

/** A revocation takes effect within this time. */
const cachedMs = 10_000;
const cachedMax = 1_000;

/** API tokens, by the ledgers of the stores. Only what was found is kept, and only briefly. */
export class ApiTokens {
  readonly #found = new Map<string, { readonly records: readonly TokenRecord[]; readonly until: number }>();

  constructor(
    readonly lookup: TokenLookup,
    readonly now: () => number,
  ) {}

  /** @throws Refusal */
  async principalOf(token: string, signal: AbortSignal): Promise<Principal> {
    if (!isWholeApiToken(token)) throw new Refusal("TOKEN_WRONG", "CHECKSUM");
    const unavailable = () => new Refusal("STORE_UNAVAILABLE", "DEADLINE");
    const { records, isComplete } = await untilAborted(this.#recordsOf(hashApiToken(token)), signal, unavailable);
    const verdict = judgeApiToken(records, this.now());
    if ("principal" in verdict) return verdict.principal;
    if (!isComplete) throw new Refusal("STORE_UNAVAILABLE");
    throw verdict.refused === "EXPIRED" ? new Refusal("TOKEN_EXPIRED") : new Refusal("TOKEN_WRONG", verdict.refused);
  }

  async #recordsOf(hash: string): Promise<TokenLookupAnswer> {
    const known = this.#found.get(hash);
    if (known && known.until > this.now()) return { records: known.records, isComplete: true };
    this.#found.delete(hash);
    const until = this.now() + cachedMs;
    const answer = await this.lookup(hash);
    if (answer.records.length > 0 && answer.isComplete) this.#keep(hash, answer.records, until);
    return answer;
  }

  /** The oldest goes first: a Map keeps the order in which its keys came. */
  #keep(hash: string, records: readonly TokenRecord[], until: number): void {
    const [oldest] = this.#found.keys();
    if (this.#found.size >= cachedMax && oldest !== undefined) this.#found.delete(oldest);
    this.#found.set(hash, { records, until });
  }
}
