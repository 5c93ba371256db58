import { Failure } from "../../rules/failure.js";

const messages = {
  TOKEN_MISSING: "Send the access token as `Authorization: Bearer <token>`.",
  TOKEN_TOO_LONG: "This access token is too long.",
  TOKEN_WRONG: "This access token is not valid here.",
  TOKEN_EXPIRED: "This access token is no longer valid: get a new one.",
  TOKEN_NOT_YET_VALID: "This access token is not valid yet.",
  TOKEN_ISSUER_UNKNOWN: "The issuer of this access token is not known here.",
  ISSUER_UNAVAILABLE: "The issuer of this access token does not answer, so the token cannot be checked now: try again.",
  STORE_UNAVAILABLE: "A store that may know this access token does not answer: try again.",
} as const;

export type RefusalReason = keyof typeof messages;

/** Why somebody stays outside. The client is told the reason; the log alone the detail, a word that helps who runs this server. */
export class Refusal extends Failure {
  constructor(
    override readonly reason: RefusalReason,
    readonly detail: string | null = null,
    options?: { cause?: unknown },
  ) {
    super("UNAUTHENTICATED", reason, messages[reason], options);
  }

  /** Whether the same token may be right later: what failed is not the token. */
  get isTemporary(): boolean {
    return this.reason === "ISSUER_UNAVAILABLE" || this.reason === "STORE_UNAVAILABLE";
  }
}
