/** A JSON value in which no number has been rounded: an integer literal beyond ±(2^53-1) is a bigint, every other one a number. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [key: string]: Json };

const marker = "\u0000bigint:";

/** Parses JSON without losing digits of 64-bit integers, which `JSON.parse` rounds in silence. Throws a SyntaxError as it does. */
export function parseJson(text: string): Json {
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Json;
  let found = false;
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (!/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))) return token;
    found = true;
    return JSON.stringify(`${marker}${token}`);
  });
  if (!found) return JSON.parse(text) as Json;
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === "string" && value.startsWith(marker) ? BigInt(value.slice(marker.length)) : value,
  ) as Json;
}
