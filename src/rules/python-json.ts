/**
 * A value that has one JSON text in Python and here: without numbers. A map keeps the order of its keys, whatever these are;
 * JavaScript's own objects sort numbers.
 */
export type PlainJson =
  | string
  | boolean
  | null
  | ReadonlyMap<string, PlainJson>
  | { readonly [name: string]: PlainJson };

/** JSON text as Python's `json.dumps` writes it: ASCII alone, a space after each comma and colon, members in their order. */
export function pythonJson(value: PlainJson): string {
  if (typeof value !== "object" || value === null) return inAscii(JSON.stringify(value));
  const entries: readonly [string, PlainJson][] = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries.map(([name, member]) => `${inAscii(JSON.stringify(name))}: ${pythonJson(member)}`).join(", ")}}`;
}

function inAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
