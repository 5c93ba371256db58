import { createHmac } from "node:crypto";
import { type CanonicalValue, canonicalJson } from "./canonical-json.js";

/**
 * Stands in an audit event for a text that a person typed or that tells of a person. The text and its salt lie beside the leaf; when
 * they are erased the leaf still verifies, and nobody can find the text by trying.
 */
export type Commitment = {
  /** 64 hexadecimal digits. */
  readonly commitment: string;
};

export const saltBytes = 32;

/**
 * HMAC-SHA-256 of the text's UTF-8 bytes, with the salt as its key.
 *
 * @param salt 32 random bytes, of this text alone
 * @throws Error for another length of salt, and for half a character, which has no bytes of its own
 */
export function commitTo(text: string, salt: Uint8Array): Commitment {
  if (salt.length !== saltBytes) throw new Error(`a commitment's salt has ${saltBytes} bytes`);
  if (/\p{Cs}/u.test(text)) throw new Error("half a character cannot be committed to");
  return { commitment: createHmac("sha256", salt).update(text, "utf8").digest("hex") };
}

/** The same for a value such as a batch of tags or metrics, by its canonical JSON. */
export function commitToValue(value: CanonicalValue, salt: Uint8Array): Commitment {
  return commitTo(canonicalJson(value), salt);
}

/** Whether a text kept beside a leaf is the one that was committed to. */
export function isCommittedTo({ commitment }: Commitment, text: string, salt: Uint8Array): boolean {
  return commitTo(text, salt).commitment === commitment;
}
