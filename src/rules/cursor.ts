import { invalid } from "./failure.js";

/** A value of an ordering column: integers as bigint, doubles as number, SQL NULL as null. */
export type CursorValue = bigint | string | number | null;

/** What an ordering column holds; `?` where it may be NULL. */
export type CursorKind = "integer" | "integer?" | "double" | "double?" | "text" | "text?";

/** How a list is ordered: its name, which cursors carry, and its columns. */
export interface Ordering<Row> {
  readonly name: string;
  readonly kinds: readonly CursorKind[];
  /** The ordering columns' values in a row. */
  place(row: Row): CursorValue[];
}

const cursorLengthMax = 32_768;

/**
 * Opaque keyset cursor: the ordering's name and the values of its columns in the row it points at. The name keeps a
 * cursor of one list from being read as a place in another.
 */
export function formatCursor(ordering: string, values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify([ordering, ...values.map(tag)])).toString("base64url");
}

/** @throws Failure INVALID when the cursor is malformed or comes from another list or ordering */
export function parseCursor(cursor: string, ordering: string, kinds: readonly CursorKind[]): CursorValue[] {
  const parsed = cursor.length <= cursorLengthMax ? read(cursor) : null;
  if (!parsed || parsed.ordering !== ordering || !fits(parsed.values, kinds)) throw wrongCursor();
  if (formatCursor(ordering, parsed.values) !== cursor) throw wrongCursor();
  return parsed.values;
}

/** The one failure for every cursor that is not a list's own. */
export function wrongCursor(): Error {
  return invalid(
    "WRONG_CURSOR",
    "This cursor does not belong to this list: use an endCursor that this very list returned.",
  );
}

function fits(values: readonly CursorValue[], kinds: readonly CursorKind[]): boolean {
  return values.length === kinds.length && kinds.every((kind, at) => isOfKind(values[at] ?? null, kind));
}

function isOfKind(value: CursorValue, kind: CursorKind): boolean {
  if (value === null) return kind.endsWith("?");
  const type = kind.replace("?", "");
  return type === (typeof value === "bigint" ? "integer" : typeof value === "number" ? "double" : "text");
}

function read(cursor: string): { ordering: unknown; values: CursorValue[] } | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(parts)) return null;
    return { ordering: parts[0], values: parts.slice(1).map(untag) };
  } catch {
    return null;
  }
}

/** JSON has no bigint and loses a double's -0: each value says its kind in one letter. */
function tag(value: CursorValue): string | null {
  if (value === null) return null;
  if (typeof value === "bigint") return `i${value}`;
  return typeof value === "number" ? `f${Object.is(value, -0) ? "-0" : value}` : `s${value}`;
}

function untag(value: unknown): CursorValue {
  if (value === null) return null;
  if (typeof value !== "string") throw new TypeError("not a tagged value");
  const body = value.slice(1);
  if (value.startsWith("s")) return body;
  if (value.startsWith("f")) return toFinite(body);
  if (value.startsWith("i")) return toInt64(body);
  throw new TypeError("unknown tag");
}

function toFinite(text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) throw new TypeError("not a number");
  return value;
}

function toInt64(text: string): bigint {
  const value = BigInt(text);
  if (BigInt.asIntN(64, value) !== value) throw new RangeError("not 64 bits");
  return value;
}
