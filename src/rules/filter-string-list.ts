import { refused } from "./filter-string-lexer.js";

/**
 * The texts of a list such as `('a', "b")`. MLflow has Python read it as a literal, so Python's strings count: prefixes,
 * escapes, triple quotes, and strings side by side.
 *
 * @param start offset of the list in its filter string, for messages
 * @throws Failure INVALID FILTER_STRING
 */
export function listOfTexts(list: string, start: number): readonly string[] {
  const scanner: Scanner = { source: list.replace(/\r\n?/g, "\n"), at: 0, start };
  const value = readParenthesis(scanner);
  const texts = typeof value === "string" ? [value] : value;
  if (texts.length === 0) throw refused(start, "a list needs at least one quoted text");
  if (!texts.every((text) => typeof text === "string")) throw refused(start, "a list holds quoted texts, not lists");
  return texts;
}

interface Scanner {
  readonly source: string;
  at: number;
  readonly start: number;
}

type Literal = string | readonly Literal[];

/** Python: without a comma, parentheses only hold their content together. */
function readParenthesis(scanner: Scanner): Literal {
  scanner.at += 1;
  const items: Literal[] = [];
  let hasComma = false;
  skipSpace(scanner);
  while (!skips(scanner, ")")) {
    if (items.length > 0 && !hasComma) throw expected(scanner, "a comma or `)`");
    items.push(scanner.source[scanner.at] === "(" ? readParenthesis(scanner) : readStrings(scanner));
    skipSpace(scanner);
    const comma = skips(scanner, ",");
    if (!comma && scanner.source[scanner.at] !== ")") throw expected(scanner, "a comma or `)`");
    hasComma ||= comma;
    skipSpace(scanner);
  }
  return items.length === 1 && !hasComma ? (items[0] ?? "") : items;
}

function readStrings(scanner: Scanner): string {
  let text = readString(scanner);
  for (skipSpace(scanner); /[A-Za-z'"]/.test(scanner.source[scanner.at] ?? ""); skipSpace(scanner)) {
    text += readString(scanner);
  }
  return text;
}

const opening = /([rRuU]?)('''|"""|'|")/y;

function readString(scanner: Scanner): string {
  const [all = "", prefix = "", quote = ""] = match(scanner, opening) ?? [];
  if (all === "") throw expected(scanner, "a quoted text");
  scanner.at += all.length;
  const isRaw = prefix.toLowerCase() === "r";
  const isLong = quote.length === 3;
  let text = "";
  while (!skips(scanner, quote)) {
    const next = scanner.source[scanner.at];
    if (next === undefined || (next === "\n" && !isLong)) throw expected(scanner, `the closing ${quote}`);
    text += next === "\\" ? readEscape(scanner, isRaw) : readPlain(scanner);
  }
  return text;
}

function readPlain(scanner: Scanner): string {
  scanner.at += 1;
  return scanner.source.charAt(scanner.at - 1);
}

const escapes = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^xuUN]|$))/suy;
const escaped: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Python keeps the backslash before a character it does not know, and before any in a raw string. */
function readEscape(scanner: Scanner, isRaw: boolean): string {
  if (isRaw) {
    const pair = scanner.source.slice(scanner.at, scanner.at + 2);
    scanner.at += 2;
    return pair;
  }
  const [all, octal, ...rest] = match(scanner, escapes) ?? [];
  const [hex2, hex4, hex8, character = ""] = rest;
  const hex = hex2 ?? hex4 ?? hex8;
  if (all === undefined || (hex !== undefined && Number.parseInt(hex, 16) > 0x10_ff_ff)) {
    throw expected(scanner, "an escape that Python knows");
  }
  scanner.at += all.length;
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  return hex === undefined ? (escaped[character] ?? all) : String.fromCodePoint(Number.parseInt(hex, 16));
}

const spaces = /(?:[ \t\f\n]|\\\n)*/y;

function skipSpace(scanner: Scanner): void {
  scanner.at += match(scanner, spaces)?.[0].length ?? 0;
}

function skips(scanner: Scanner, mark: string): boolean {
  const isNext = scanner.source.startsWith(mark, scanner.at);
  if (isNext) scanner.at += mark.length;
  return isNext;
}

function match({ source, at }: Scanner, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function expected({ at, start }: Scanner, what: string): Error {
  return refused(start + at, `expected ${what}`);
}
