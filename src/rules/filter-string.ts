import type { Comparison, Condition, Field, ListComparison, NumberOperator, TextComparison } from "./filter.js";
import { integerComparison, metricComparison } from "./filter-number.js";
import { type Group, groupsOf, isKeyword, isOneOf } from "./filter-string-groups.js";
import { refused } from "./filter-string-lexer.js";
import { listOfTexts } from "./filter-string-list.js";
import {
  type Attribute,
  datasetOperators,
  type FieldKind,
  isDatasetField,
  numberOperators,
  type Vocabulary,
} from "./filter-string-vocabulary.js";

/**
 * A filter string of MLflow's searches, read as MLflow 3.17 reads it.
 *
 * @throws Failure INVALID FILTER_STRING, naming the place and what was expected there
 */
export function parseFilterString(text: string, vocabulary: Vocabulary): Condition {
  if (text === "") return { and: [] };
  const groups = groupsOf(text);
  if (groups.length === 0) throw refused(0, "expected a comparison, found only white space");
  return { and: clausesOf(groups).map((clause) => conditionOf(clause, vocabulary)) };
}

/** `left operator right`; IS NULL and IS NOT NULL have no right. */
interface Clause {
  readonly left: Group;
  readonly operator: string;
  readonly operatorAt: number;
  readonly right: Group | null;
}

/** Clauses, and the ANDs between them, which MLflow does not insist on. */
function clausesOf(groups: readonly Group[]): Clause[] {
  const clauses: Clause[] = [];
  for (let at = 0; at < groups.length; ) {
    const { clause, length } = clauseAt(groups.slice(at, at + 4));
    if (clause) clauses.push(clause);
    at += length;
  }
  return clauses;
}

function clauseAt(groups: readonly Group[]): { clause: Clause | null; length: number } {
  const [first, ...following] = groups;
  if (!first || isKeyword(first, "AND")) return { clause: null, length: 1 };
  const [left, operator, right] = first.parts;
  if (first.kind === "comparison" && left && operator && right) {
    return { clause: { left, operator: operator.text, operatorAt: operator.start, right }, length: 1 };
  }
  const predicate = first.kind === "identifier" ? predicateOf(following) : null;
  if (!predicate) throw notAClause(first);
  const { operator: name, right: list, length } = predicate;
  const operatorAt = following[0]?.start ?? first.end;
  return { clause: { left: first, operator: name, operatorAt, right: list }, length: 1 + length };
}

/** `IN (...)`, `NOT IN (...)`, `IS NULL` or `IS NOT NULL` at the front; null for anything else. */
function predicateOf(groups: readonly Group[]): { operator: string; right: Group | null; length: number } | null {
  const [first, second, third] = groups;
  if (!first || !second) return null;
  if (isKeyword(first, "IN") && second.kind === "parenthesis")
    return { operator: first.text, right: second, length: 2 };
  if (isKeyword(first, "IS") && (isKeyword(second, "NULL") || isKeyword(second, "NOT NULL"))) {
    return { operator: `IS ${second.text.toUpperCase()}`, right: null, length: 2 };
  }
  const isNotIn = isKeyword(first, "NOT") && isKeyword(second, "IN") && third?.kind === "parenthesis";
  return isNotIn ? { operator: "NOT IN", right: third, length: 3 } : null;
}

function notAClause({ start, text }: Group): Error {
  return refused(start, `expected AND or a comparison such as metrics.auc > 0.9, found ${shown(text)}`);
}

function conditionOf(clause: Clause, vocabulary: Vocabulary): Condition {
  const { left, right } = clause;
  if (left.kind !== "identifier") throw refused(left.start, `expected a field, found ${shown(left.text)}`);
  const { kind, key } = fieldOf(left, vocabulary);
  const { operators, holds, field } = ruleOf(kind, key, left, vocabulary);
  const operator = operatorOf(clause, operators, vocabulary);
  if (right === null) return { field, operator: operator as "IS NULL" | "IS NOT NULL" };
  if (operator === "IN" || operator === "NOT IN") return listComparison(field, holds, operator, right);
  if (holds === "text") return { field, operator: operator as TextComparison["operator"], text: textOf(right) };
  if (kind === "metric") return metricComparison(field, operator as NumberOperator, Number(numberOf(right).text));
  return integerComparison(field, operator as NumberOperator, integerOf(holds, right));
}

/** The text up to the first dot is a prefix; without a dot it is an attribute. */
function fieldOf(
  { text, start }: Group,
  { prefixes, mayQuote, attributes, keyAliases }: Vocabulary,
): { kind: FieldKind; key: string } {
  const dot = text.indexOf(".");
  const before = text.slice(0, Math.max(dot, 0));
  const prefix = mayQuote.prefix ? unquoted(before, "`") : before;
  const bare = Object.keys(attributes).length === 0 ? "dataset" : "attribute";
  const kind = dot < 0 ? bare : Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined;
  if (kind === undefined)
    throw refused(start, `expected one of ${namesOf(prefixes)} before the dot, found ${shown(prefix)}`);
  const written = text.slice(dot + 1);
  const isStrict = kind === "attribute" && !mayQuote.attribute;
  const key = isStrict ? written : unquoted(unquoted(written, "'", '"'), "`");
  return { kind, key: Object.hasOwn(keyAliases, key) ? (keyAliases[key] ?? key) : key };
}

interface FieldRule {
  readonly field: Field;
  readonly holds: Attribute["holds"];
  readonly operators: readonly string[];
}

function ruleOf(kind: FieldKind, key: string, { start }: Group, vocabulary: Vocabulary): FieldRule {
  const { attributes, keyOperators } = vocabulary;
  if (kind === "metric") return { field: { kind, key }, holds: "number", operators: numberOperators };
  if (kind === "param" || kind === "tag") return { field: { kind, key }, holds: "text", operators: keyOperators };
  if (kind === "dataset") {
    if (isDatasetField(key)) return { field: { kind, name: key }, holds: "text", operators: datasetOperators };
    throw refused(start, `expected name, digest or context of a dataset, found ${shown(key)}`);
  }
  const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (!attribute) throw refused(start, `expected one of the attributes ${namesOf(attributes)}, found ${shown(key)}`);
  return { ...attribute, field: { kind, name: attribute.name } };
}

function operatorOf({ operator, operatorAt }: Clause, allowed: readonly string[], vocabulary: Vocabulary): string {
  const name = vocabulary.operatorsInCapitals ? operator : operator.toUpperCase();
  if (allowed.includes(name)) return name;
  throw refused(operatorAt, `expected one of ${allowed.join(", ")} here, found ${shown(operator)}`);
}

function listComparison(
  field: Field,
  holds: Attribute["holds"],
  operator: ListComparison["operator"],
  right: Group,
): Condition {
  const texts = listOfTexts(right.text, right.start);
  if (holds === "text") return { field, operator, texts };
  const any = { or: texts.map((text): Comparison => ({ field, operator: "=", number: integerIn(text, right) })) };
  return operator === "IN" ? any : { not: any };
}

/** A double-quoted text is a name to sqlparse, and as one may be dotted or cast: what is between the outer quotes counts. */
function textOf(right: Group): string {
  const { text } = right;
  const trimmed = isOneOf("string", "identifier")(right) ? unquoted(text, "'", '"') : text;
  if (trimmed === text) throw refused(right.start, `expected a quoted text such as 'abc', found ${shown(text)}`);
  return trimmed;
}

function numberOf(right: Group): Group {
  if (isOneOf("integer", "float")(right)) return right;
  throw refused(right.start, `expected a number, found ${shown(right.text)}`);
}

function integerOf(holds: Attribute["holds"], right: Group): number | bigint {
  const isText = isOneOf("string", "identifier")(right);
  if (holds === "integer as text" || (holds === "integer or its text" && isText))
    return integerIn(textOf(right), right);
  const { kind, text, start } = numberOf(right);
  if (kind === "integer") return BigInt(text);
  if (holds === "number") return Number(text);
  throw refused(start, `expected a whole number, found ${shown(text)}`);
}

/** As Python's int() reads it. */
function integerIn(text: string, { start }: Group): bigint {
  const [, sign = "", digits] = /^\s*([+-]?)(\d+(?:_\d+)*)\s*$/.exec(text) ?? [];
  if (digits === undefined) throw refused(start, `expected a whole number, found ${shown(text)}`);
  const value = BigInt(digits.replaceAll("_", ""));
  return sign === "-" ? -value : value;
}

function unquoted(text: string, ...quotes: readonly string[]): string {
  const isQuoted = quotes.some((quote) => text.length >= 2 && text.startsWith(quote) && text.endsWith(quote));
  return isQuoted ? text.slice(1, -1) : text;
}

function namesOf(record: object): string {
  return Object.keys(record).join(", ");
}

const shownMax = 60;

function shown(text: string): string {
  return text.length > shownMax ? `\`${text.slice(0, shownMax)}...\`` : `\`${text}\``;
}
