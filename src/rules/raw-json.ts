import { randomBytes } from "node:crypto";

/**
 * A field's value as JSON text that a database has built: the executor passes it through, and the response holds the very text.
 * Who makes one answers for it: the text is valid JSON of the field's type, null included, and its objects have the keys that were
 * asked for, in that order (`plainSelection` in types/plain-selection.ts says whether that can be, and which they are).
 */
export class RawJson {
  constructor(readonly text: string) {}

  /** The value itself, wherever a result is printed by JSON.stringify alone. */
  toJSON(): unknown {
    return printing === null ? JSON.parse(this.text) : printing.take(this.text);
  }
}

/** No value holds a mark that was made after it; more than this is a value that prints something else than what it was asked for. */
const printsMax = 3;

/** Set while `printWithRawJson` runs, which waits for nothing. */
let printing: Marks | null = null;

/**
 * `JSON.stringify`, with the text of each `RawJson` in its place. A value cannot tell JSON.stringify to print a text as it is, so a mark is
 * printed, and the text put in place of it. The mark is random, made anew for every print and never sent, and its occurrences are
 * counted: should a value hold the mark all the same, the whole is printed again with another.
 */
export function printWithRawJson(value: unknown, newMark: () => string = randomMark): string {
  for (let print = 0; print < printsMax; print += 1) {
    const marks = new Marks(newMark);
    printing = marks;
    try {
      const printed = marks.replaceIn(JSON.stringify(value));
      if (printed !== null) return printed;
    } finally {
      printing = null;
    }
  }
  throw new Error("JSON text that was passed through has no place in the print of it.");
}

class Marks {
  readonly #newMark: () => string;
  readonly #texts: string[] = [];
  #mark = "";

  constructor(newMark: () => string) {
    this.#newMark = newMark;
  }

  take(text: string): string {
    if (this.#texts.push(text) === 1) this.#mark = this.#newMark();
    return this.#mark;
  }

  /** Null when there are more marks than texts. */
  replaceIn(json: string): string | null {
    if (this.#texts.length === 0) return json;
    const pieces = json.split(`"${this.#mark}"`);
    if (pieces.length !== this.#texts.length + 1) return null;
    return pieces.flatMap((piece, index) => [piece, this.#texts[index] ?? ""]).join("");
  }
}

function randomMark(): string {
  return randomBytes(16).toString("hex");
}
