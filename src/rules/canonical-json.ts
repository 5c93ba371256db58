import canonicalize from "canonicalize";

/** What canonical JSON carries without loss. No -0, which it would print as 0: write that, NaN and the infinities as `MetricValue` does. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * JSON by RFC 8785 (JCS): one text for one value, on every machine. Members are in the order of their names' UTF-16 units, numbers as
 * JavaScript prints them, no white space.
 *
 * @throws Error for what the text would not carry: that is a mistake of the caller, never of a client
 */
export function canonicalJson(value: CanonicalValue): string {
  checkCarried(value, "$");
  const text = canonicalize(value);
  if (text === undefined) throw new Error("canonical JSON of nothing");
  return text;
}

/** The library leaves members out that JSON has no word for, and asks `toJSON`: an audit must not lose or change one without a word. */
function checkCarried(value: unknown, at: string): void {
  const isObject = typeof value === "object" && value !== null;
  if (isObject) checkMembers(value, at);
  const isCarried =
    isObject ||
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0));
  if (!isCarried) throw new Error(`canonical JSON cannot carry what is at ${at}`);
}

function checkMembers(value: object, at: string): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isPlain || typeof (value as { toJSON?: unknown }).toJSON === "function")
    throw new Error(`canonical JSON cannot carry what is at ${at}`);
  // An array's own entries, by its iterator: a hole is an undefined there, where forEach would skip it.
  const members: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? Array.from(value, (member, index) => [String(index), member])
    : Object.entries(value);
  for (const [name, member] of members) checkCarried(member, `${at}.${name}`);
}
