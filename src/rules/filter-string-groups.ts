import { refused, type Token, type TokenKind, tokensOf } from "./filter-string-lexer.js";

/** A stretch of a filter string that stands for one thing, made of tokens and smaller groups. */
export interface Group {
  readonly kind: TokenKind | GroupKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Group[];
}

type GroupKind = "identifier" | "parenthesis" | "brackets" | "function" | "typed literal" | "operation" | "comparison";

/**
 * A filter string as sqlparse groups it, in sqlparse's order of passes; MLflow reads its clauses off this. Passes that
 * only make groups which no clause may contain are left out: their tokens are refused one by one.
 *
 * @throws Failure INVALID FILTER_STRING on a comment or semicolon
 */
export function groupsOf(text: string): Group[] {
  const passes = [functions, periods, arrays, identifiers, orders, casts, typedLiterals];
  const tokens = parentheses(
    brackets(
      tokensOf(text).map((token) => groupOf(text, token)),
      text,
    ),
    text,
  );
  const semicolon = tokens.find((token) => token.kind === "punctuation" && token.text === ";");
  if (semicolon) throw refused(semicolon.start, "a filter string is one expression, without a semicolon");
  return [...passes, operations, comparisons, renamings, aliases].reduce((groups, pass) => pass(groups, text), tokens);
}

function groupOf(text: string, { kind, start, end }: Token): Group {
  return { kind, text: text.slice(start, end), start, end, parts: [] };
}

type Pass = (groups: readonly Group[], text: string) => Group[];

const brackets: Pass = matching("[", "]", "brackets");
const parentheses: Pass = matching("(", ")", "parenthesis");

/** An opening or closing mark without its partner stays what it is. */
function matching(open: string, close: string, kind: GroupKind): Pass {
  const isMark = (group: Group, mark: string) => group.kind === "punctuation" && group.text === mark;
  return (groups, text) => {
    const out: Group[] = [];
    const opened: number[] = [];
    for (const group of groups) {
      out.push(group);
      if (isMark(group, open)) opened.push(out.length - 1);
      const from = isMark(group, close) ? opened.pop() : undefined;
      if (from !== undefined) out.push(join(text, kind, out.splice(from)));
    }
    return out;
  };
}

/** `name (...)`. */
const functions: Pass = pairs("function", isOneOf("name", "builtin", "placeholder"), isOneOf("parenthesis"));

/** `a.b`, `a->b`, and `a.` before something that cannot follow. */
const periods: Pass = (groups, text) =>
  merged(groups, text, "identifier", {
    isMiddle: ({ kind, text: mark }) =>
      (kind === "punctuation" && mark === ".") || (kind === "operator" && (mark === "->" || mark === "->>")),
    isLeft: isOneOf("brackets", "identifier", "name", "quoted name"),
    isRight: isOneOf("brackets", "function", "name", "quoted name", "wildcard", "string"),
    needsRight: false,
  });

/** `a[0]`. */
const arrays: Pass = (groups, text) =>
  merged(groups, text, "identifier", {
    isMiddle: isOneOf("brackets"),
    isLeft: isOneOf("brackets", "identifier", "function", "name", "quoted name"),
    isRight: () => false,
    needsRight: false,
  });

const identifiers: Pass = (groups, text) =>
  groups.map((group) => (isOneOf("name", "quoted name")(group) ? join(text, "identifier", [group]) : group));

/** `a desc`: where a key ends in one of these words, they are part of it. */
const orders: Pass = (groups, text) =>
  merged(groups, text, "identifier", {
    isMiddle: isOneOf("order"),
    isLeft: isOneOf("identifier", "integer", "float"),
    isRight: () => false,
    needsRight: false,
  });

/** `a::b`. */
const casts: Pass = (groups, text) =>
  merged(groups, text, "identifier", {
    isMiddle: isOneOf("cast"),
    isLeft: () => true,
    isRight: () => true,
    needsRight: true,
  });

/** `date '2026-01-01'`. */
const typedLiterals: Pass = pairs("typed literal", isOneOf("builtin"), isOneOf("string"));

const isOperand = isOneOf(
  "brackets",
  "parenthesis",
  "function",
  "identifier",
  "operation",
  "typed literal",
  "integer",
  "float",
  "string",
  "placeholder",
);

/** `a + b`: no part of any clause, but it may hide one. */
const operations: Pass = (groups, text) =>
  merged(groups, text, "operation", {
    isMiddle: isOneOf("operator", "wildcard"),
    isLeft: isOperand,
    isRight: isOperand,
    needsRight: true,
  });

const comparisons: Pass = (groups, text) =>
  merged(groups, text, "comparison", {
    isMiddle: isOneOf("comparator"),
    isLeft: isComparable,
    isRight: isComparable,
    needsRight: true,
  });

function isComparable(group: Group): boolean {
  return (isOperand(group) && group.kind !== "brackets") || isKeyword(group, "NULL");
}

/** `a as b`. */
const renamings: Pass = (groups, text) =>
  merged(groups, text, "identifier", {
    isMiddle: (group) => isKeyword(group, "AS"),
    isLeft: (group) => isKeyword(group, "NULL") || !isOneOf("keyword", "order")(group),
    isRight: () => true,
    needsRight: true,
  });

/** `a b`: sqlparse takes b for another name of a. So MLflow reads `tags.my key IS NULL`, and misreads a missing AND. */
const aliases: Pass = pairs(
  "identifier",
  isOneOf("parenthesis", "function", "identifier", "operation", "comparison", "integer", "float"),
  isOneOf("identifier"),
);

export function isOneOf(...kinds: readonly Group["kind"][]): (group: Group) => boolean {
  return ({ kind }) => kinds.includes(kind);
}

export function isKeyword({ kind, text }: Group, word: string): boolean {
  return kind === "keyword" && text.toUpperCase() === word;
}

interface Merging {
  readonly isMiddle: (group: Group) => boolean;
  readonly isLeft: (group: Group) => boolean;
  readonly isRight: (group: Group) => boolean;
  /** Whether nothing is joined without a right part. */
  readonly needsRight: boolean;
}

/** Joins each `left middle right`. What was joined can be the next one's left if its last part could: sqlparse looks there. */
function merged(groups: readonly Group[], text: string, kind: GroupKind, rule: Merging): Group[] {
  const out: Group[] = [];
  let judged: Group | undefined;
  let takenAt = -1;
  groups.forEach((group, at) => {
    const left = out.at(-1);
    const right = groups.slice(at + 1, at + 2).filter(rule.isRight);
    const middle = at === takenAt ? [] : [group];
    if (left && judged && joinsAt(group, judged, right.length, rule)) {
      judged = join(text, kind, [left, ...middle, ...right]);
      out.splice(-1, 1, judged);
      takenAt = at + right.length;
    } else {
      judged = group;
      out.push(...middle);
    }
  });
  return out;
}

function joinsAt(middle: Group, left: Group, rights: number, { isMiddle, isLeft, needsRight }: Merging): boolean {
  return isMiddle(middle) && isLeft(left) && (rights > 0 || !needsRight);
}

/** Joins each `first second`; what was joined is not joined again. */
function pairs(kind: GroupKind, isFirst: (group: Group) => boolean, isSecond: (group: Group) => boolean): Pass {
  return (groups, text) => {
    const out: Group[] = [];
    for (let at = 0; at < groups.length; at += 1) {
      const [first, second] = [groups[at], groups[at + 1]];
      if (!first) break;
      const joins = second !== undefined && isFirst(first) && isSecond(second);
      out.push(joins ? join(text, kind, [first, second]) : first);
      if (joins) at += 1;
    }
    return out;
  };
}

function join(text: string, kind: GroupKind, parts: readonly Group[]): Group {
  const start = parts.at(0)?.start ?? 0;
  const end = parts.at(-1)?.end ?? start;
  return { kind, text: text.slice(start, end), start, end, parts };
}
