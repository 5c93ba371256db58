/** Text ordered as every store orders it: by its UTF-8 bytes, which is not JavaScript's order beyond U+FFFF. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
