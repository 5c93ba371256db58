import type { Commitment } from "./audit-commitment.js";
import type { CanonicalValue } from "./canonical-json.js";
import type { Action } from "./permission.js";
import type { PrincipalKind } from "./principal.js";

/** What the audit keeps of one thing that was done or refused. `audit-leaf.ts` writes its bytes, which are frozen (decision 0019). */
export interface AuditEvent {
  /** Random, of this event alone: two events never have one leaf. */
  readonly id: string;
  /** Epoch milliseconds, by the database's clock. */
  readonly at: number;
  /** What happened, noun first: `MODEL_VERSION_TAG_SET`. */
  readonly type: string;
  readonly actor: AuditActor;
  /** The permission that was asked for; null where none is, such as for a failed login. */
  readonly action: Action | null;
  /** What it was done to; the first is the thing itself, others are what it is about. */
  readonly objects: readonly AuditObject[];
  /** What was changed as it was, and as it is. Null for nothing: created, deleted, refused. */
  readonly before: AuditFacts | null;
  readonly after: AuditFacts | null;
  readonly decision: AuditDecision;
  /** Why the person says it was done. */
  readonly reason: Commitment | null;
  readonly request: AuditRequest;
}

/** Who did it, as known then. No name, no e-mail address, no subject: these are looked up by the id, as long as they are kept. */
export interface AuditActor {
  /** Lasting, and of no meaning by itself: the ledger's own id of the principal. */
  readonly id: string;
  readonly kind: PrincipalKind;
  /** Who vouched for the subject; empty for nobody. */
  readonly issuer: string;
  /** The API token that was shown, by its id in the ledger. */
  readonly tokenId: string | null;
  /** Those of the groups by which the deciding bindings are held, as `issuer|group`. */
  readonly groups: readonly string[];
  readonly groupsKnown: boolean;
}

export interface AuditObject {
  /** Such as `RUN`, `MODEL_VERSION`, `BINDING`. */
  readonly kind: string;
  readonly workspace: string | null;
  /** By the names that MLflow or the ledger knew it by at the time: `{ model: "fraud", version: 3 }`. */
  readonly key: Readonly<Record<string, string | number>>;
  /** What stays when it is renamed or made anew, such as the ledger's model uid. */
  readonly uid: string | null;
  /** Of its content, where there is one: hexadecimal. */
  readonly digest: string | null;
}

/**
 * Values as the graph spells them (`SafeInteger`, `MetricValue`): a 64-bit integer beyond +-(2^53-1) is its decimal text, NaN, the
 * infinities and -0 are words. What people type - descriptions, tags' and parameters' values, names of runs - is a `Commitment`.
 */
export type AuditFacts = { readonly [name: string]: CanonicalValue };

export interface AuditDecision {
  readonly outcome: "ALLOWED" | "DENIED";
  /** `reason` of the failure that refused it; null when allowed. */
  readonly refusal: string | null;
  /** What decided: ids of bindings, gates, permits. */
  readonly by: readonly string[];
  /** Which state of the rules was in force, where they are counted. */
  readonly policyRevision: string | null;
}

export interface AuditRequest {
  readonly id: string;
  /** Of the W3C trace context. */
  readonly traceId: string | null;
  readonly clientAddress: Commitment | null;
}
