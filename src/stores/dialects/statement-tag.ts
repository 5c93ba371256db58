/** A statement's text, and the comment at its start by which another connection can find it running. */
export interface Tagged {
  readonly text: string;
  readonly tag: string | null;
}

export function untagged(text: string): Tagged {
  return { text, tag: null };
}

export function taggedBy(newId: () => string): (text: string) => Tagged {
  return (text) => {
    const tag = `/* gatehouse:${newId()} */`;
    return { text: `${tag} ${text}`, tag };
  };
}
