/** Text ordered as every store orders it: by its UTF-8 bytes, which is not JavaScript's order beyond U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const at = firstDifference(a, b);
  const [inA, inB] = [a.charCodeAt(at), b.charCodeAt(at)];
  if (isSurrogate(inA) || isSurrogate(inB)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return at < Math.min(a.length, b.length) ? Math.sign(inA - inB) : Math.sign(a.length - b.length);
}

/** Where the shorter ends, if it is the beginning of the longer. */
function firstDifference(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/** Half of a character beyond U+FFFF; false for NaN. */
function isSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff;
}
