/**
 * The word a person probably meant, or null when none is near. Case, `-` and `_` do not count, and a third of the
 * letters may differ.
 */
export function closestWord(written: string, words: readonly string[]): string | null {
  const target = bare(written);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const distance = editDistance(target, bare(word));
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(word.length / 3))) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` (did you mean ...?)` ready to be appended, or nothing. */
export function didYouMean(written: string, words: readonly string[], prefix = ""): string {
  const word = closestWord(written, words);
  return word === null ? "" : `; did you mean ${prefix}${word}?`;
}

/**
 * Whether a word may be repeated in a message. No name of ours holds a digit or a dot, and most tokens and passwords do:
 * a secret in the place of a key is not repeated.
 */
export function isPlainWord(word: string): boolean {
  return /^[A-Za-z][A-Za-z_-]{0,30}$/.test(word);
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, "").slice(0, 64);
}

/** Letters to add, drop, change or swap with a neighbour. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) row.push(cheapest(a, b, i, j, [...rows, row]));
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** The distance of the first `i` letters of `a` from the first `j` of `b`, when all shorter ones are known. */
function cheapest(a: string, b: string, i: number, j: number, rows: readonly number[][]): number {
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change, isSwap ? at(i - 2, j - 2) + 1 : change);
}
