/** Answers to fields of an object that were read together with it, by the fields' keys in the response. */
export const answersAhead = Symbol("answers ahead");

export interface AnsweredAhead {
  readonly [answersAhead]?: ReadonlyMap<string, unknown>;
}

/** The answer that came with an object for the field under a key; undefined when the field is to be asked itself. */
export function answerAhead(source: unknown, key: string): unknown {
  if (typeof source !== "object" || source === null) return undefined;
  return (source as AnsweredAhead)[answersAhead]?.get(key);
}
