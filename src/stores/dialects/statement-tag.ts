import { randomUUID } from "node:crypto";

/** A statement's text, and the comment at its start by which another connection can find it running. */
export interface Tagged {
  readonly text: string;
  readonly tag: string | null;
}

export function untagged(text: string): Tagged {
  return { text, tag: null };
}

export function statementTag(text: string): Tagged {
  const tag = `/* gatehouse:${randomUUID()} */`;
  return { text: `${tag} ${text}`, tag };
}
