import { invalid } from "./failure.js";
import { sqlBuiltins, sqlKeywords } from "./filter-string-words.js";

/** A word of a filter string, as the SQL lexer behind MLflow's searches (sqlparse) sees it. White space makes none. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

export type TokenKind =
  | "name"
  | "quoted name"
  | "string"
  | "integer"
  | "float"
  | "comparator"
  | "keyword"
  | "builtin"
  | "order"
  | "placeholder"
  | "wildcard"
  | "operator"
  | "punctuation"
  | "cast"
  | "other";

/**
 * @returns the tokens in order
 * @throws Failure INVALID FILTER_STRING on a comment, which MLflow's searches have no use for
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const { kind, end } = tokenAt(text, at);
    if (kind === "comment") throw refused(at, "a filter string holds no comments");
    if (kind !== "space") tokens.push({ kind: kind === "word" ? wordKind(text.slice(at, end)) : kind, start: at, end });
    at = end;
  }
  return tokens;
}

/** @param at offset of the first character that is wrong */
export function refused(at: number, what: string): Error {
  return invalid("FILTER_STRING", `Filter string, at character ${at + 1}: ${what}.`);
}

type RuleKind = TokenKind | "space" | "comment" | "word";

function tokenAt(text: string, at: number): { kind: RuleKind; end: number } {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { kind, end: pattern.lastIndex };
  }
  return { kind: "other", end: at + ((text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1) };
}

function wordKind(word: string): TokenKind {
  const upper = word.toUpperCase();
  if (sqlKeywords.has(upper)) return "keyword";
  if (upper === "DIV") return "operator";
  return sqlBuiltins.has(upper) ? "builtin" : "name";
}

// Python's \w, \s and \b know all of Unicode, JavaScript's do not.
const letter = "[A-ZÀ-Ü]";
const word = "[\\p{L}\\p{N}_]";
const space = "[\\s\\x1c-\\x1f\\x85]";
const wordEnd = `(?!${word})`;

/** In sqlparse's order: the first that matches is taken. A keyword of several words matters only if it can be part of a clause. */
const rules: readonly (readonly [RuleKind, RegExp])[] = (
  [
    ["comment", "--|# |/\\*"],
    ["space", space],
    ["other", ":="],
    ["cast", "::"],
    ["wildcard", "\\*"],
    ["name", "`(?:``|[^`])*`"],
    ["name", "´(?:´´|[^´])*´"],
    ["placeholder", "\\?"],
    ["placeholder", `%(?:\\(${word}+\\))?s`],
    ["placeholder", `(?<!${word})[$:?]${word}+`],
    ["other", `\\\\${word}+`],
    ["keyword", `(?:CASE|IN|VALUES|USING|FROM|AS)${wordEnd}`],
    ["name", `(?:@|##|#)${letter}${word}+`],
    ["name", `${letter}${word}*(?=${space}*\\.(?!\\p{Nd}))`],
    ["name", `(?<=\\.)${letter}${word}*`],
    ["name", `${letter}${word}*(?=\\()`],
    ["other", "-?0x[\\p{Nd}A-F]+"],
    ["float", "-?\\d+(?:\\.\\d+)?E-?\\d+"],
    ["float", `(?![_A-ZÀ-Ü])-?(?:\\d+\\.\\d*|\\.\\d+)(?![_A-ZÀ-Ü])`],
    ["integer", `(?![_A-ZÀ-Ü])-?\\d+(?![_A-ZÀ-Ü])`],
    ["string", "'(?:''|\\\\'|[^'])*'"],
    ["quoted name", '"(?:""|\\\\"|[^"])*"'],
    ["name", `(?<![${word.slice(1, -1)}\\])])\\[[^\\]\\[]+\\]`],
    ["keyword", `NOT${space}+NULL${wordEnd}`],
    ["order", `(?:ASC|DESC)(?:${space}+NULLS${space}+(?:FIRST|LAST))?${wordEnd}`],
    ["order", `NULLS${space}+(?:FIRST|LAST)${wordEnd}`],
    ["comparator", `(?:NOT${space}+)?(?:LIKE|ILIKE|RLIKE)${wordEnd}`],
    ["comparator", `(?:NOT${space}+)?REGEXP(?:${space}+BINARY)?${wordEnd}`],
    ["word", `${word}[$#\\p{L}\\p{N}_]*`],
    ["punctuation", "[;:()\\[\\],.]"],
    ["operator", "->>?|#>>?|@>|<@|\\?\\|?|\\?&|-|#-"],
    ["comparator", "[<>=~!]+"],
    ["operator", "[+/@#%^&|-]+"],
  ] as const
).map(([kind, pattern]) => [kind, new RegExp(pattern, "iuy")] as const);
