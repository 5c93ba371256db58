import { InputFailure } from "./failure.js";

export interface TextBounds {
  /** 1 where an empty text is refused. */
  readonly charactersMin?: number;
  /** Unicode characters, as MLflow and the databases' VARCHAR count them: an emoji is one. */
  readonly charactersMax: number;
  /** UTF-8 bytes, where one of the databases bounds the column by them. */
  readonly bytesMax?: number;
}

/** NUL, which PostgreSQL keeps in no text, and halves of a character, which no database keeps as they are. */
const unstorable = /[\0\p{Cs}]/u;

/**
 * A text that is to be stored as it is. A text that is too long is refused, also where MLflow would cut it
 * (MLFLOW_TRUNCATE_LONG_VALUES): nothing that was sent is lost without a word.
 *
 * @param path where the text is in the arguments
 * @throws InputFailure
 */
export function checkText(text: string, bounds: TextBounds, path: readonly string[]): void {
  const what = path.at(-1) ?? "The text";
  const { charactersMin = 0, charactersMax, bytesMax = Number.POSITIVE_INFINITY } = bounds;
  if (text.length < charactersMin) throw new InputFailure("EMPTY", `${what} must not be empty.`, path);
  if (hasMoreCharacters(text, charactersMax))
    throw new InputFailure("TOO_LONG", `${what} must have at most ${charactersMax} characters.`, path);
  if (Buffer.byteLength(text) > bytesMax)
    throw new InputFailure("TOO_LONG", `${what} must have at most ${bytesMax} bytes in UTF-8.`, path);
  if (unstorable.test(text))
    throw new InputFailure("UNSTORABLE_TEXT", `${what} must hold no NUL and no half of a character.`, path);
}

/** Counts no further than it must: a dataset's profile may have millions of characters. */
function hasMoreCharacters(text: string, max: number): boolean {
  if (text.length <= max) return false;
  let count = 0;
  for (const _ of text) {
    count += 1;
    if (count > max) return true;
  }
  return false;
}

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;

/**
 * An integer for a 64-bit column.
 *
 * @throws InputFailure
 */
export function checkInteger(value: bigint, path: readonly string[], min = int64Min): void {
  if (value >= min && value <= int64Max) return;
  throw new InputFailure("OUT_OF_RANGE", `${path.at(-1)} must be an integer from ${min} to ${int64Max}.`, path);
}

/**
 * MLflow lets the last of several values of one key win, where it does not refuse them; here one of them would be lost.
 *
 * @param path where the list is in the arguments
 * @throws InputFailure
 */
export function checkDistinctKeys(list: readonly { readonly key: string }[], path: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, { key }] of list.entries()) {
    if (seen.has(key))
      throw new InputFailure("DUPLICATE_KEY", `"${key}" is given twice: a key has one value.`, [
        ...path,
        String(index),
        "key",
      ]);
    seen.add(key);
  }
}
