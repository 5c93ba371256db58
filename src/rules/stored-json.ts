/** JSON text that MLflow's clients wrote into a text column; null where it is none, for example cut at the column's width. */
export function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Such a value as JSON text again; null where it nests too deep for that. */
export function printJson(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
