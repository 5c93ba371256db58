import { createHash } from "node:crypto";
import type { AuditEvent } from "./audit-event.js";
import { type CanonicalValue, canonicalJson } from "./canonical-json.js";

export interface AuditLeaf {
  /** Canonical JSON of the event: its UTF-8 bytes are the entry of the log. */
  readonly text: string;
  /** The 32 bytes of RFC 6962's leaf hash. */
  readonly hash: Buffer;
}

/** An entry's length is a 16-bit number in the tiles of C2SP tlog-tiles. A longer fact belongs in a commitment. */
export const leafBytesMax = 65_535;

const timeMax = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The leaf of an event. The bytes are frozen: decision 0019 says what never changes, and how a version 2 would come.
 *
 * @throws Error for an event that has no bytes: a mistake of the caller
 */
export function auditLeaf(event: AuditEvent): AuditLeaf {
  const text = canonicalJson(versionOne(event));
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > leafBytesMax) throw new Error(`an audit event has at most ${leafBytesMax} bytes`);
  return { text, hash: leafHash(bytes) };
}

/** SHA-256 of a zero byte and the entry, which no inner node of the tree can be. */
export function leafHash(entry: Uint8Array): Buffer {
  return createHash("sha256").update(Uint8Array.of(0)).update(entry).digest();
}

/** Every member, always: one that is absent is null. Listed one by one, so that nothing that rides along is written. */
function versionOne(event: AuditEvent): CanonicalValue {
  const { id, type, action, before, after, reason } = event;
  if (!/^[A-Z][A-Z0-9_]*$/.test(type)) throw new Error("an audit event's type is written in CAPITAL_LETTERS");
  return {
    v: 1,
    id,
    at: timeText(event.at),
    type,
    actor: actorOf(event),
    action,
    objects: event.objects.map(({ kind, workspace, key, uid, digest }) => ({ kind, workspace, key, uid, digest })),
    before,
    after,
    decision: decisionOf(event),
    reason: commitmentOf(reason),
    request: {
      id: event.request.id,
      traceId: event.request.traceId,
      clientAddress: commitmentOf(event.request.clientAddress),
    },
  };
}

function actorOf({ actor }: AuditEvent): CanonicalValue {
  const { id, kind, issuer, tokenId, groups, groupsKnown } = actor;
  return { id, kind, issuer, tokenId, groups: asSet(groups), groupsKnown };
}

function decisionOf({ decision }: AuditEvent): CanonicalValue {
  const { outcome, refusal, by, policyRevision } = decision;
  return { outcome, refusal, by: asSet(by), policyRevision };
}

function commitmentOf(given: AuditEvent["reason"]): CanonicalValue {
  return given === null ? null : { commitment: given.commitment };
}

/** One order for one set: by UTF-16 units, as the members of objects. */
function asSet(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

function timeText(at: number): string {
  if (!Number.isInteger(at) || at < 0 || at > timeMax)
    throw new Error("an audit event's time is in epoch milliseconds");
  return new Date(at).toISOString();
}
