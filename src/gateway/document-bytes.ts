import { type DocumentNode, print } from "graphql";

/** Measured, rounded up: what a character of a document takes once it is parsed. */
const bytesPerCharacter = 150;

/** What a parsed document takes of the memory, by estimate. */
export function documentBytes(document: DocumentNode): number {
  const text = document.loc?.source.body ?? print(document);
  return text.length * bytesPerCharacter;
}
