/** One line of NDJSON. */
export function jsonLine(members: readonly JsonMember[]): string {
  return `${jsonObject(members)}\n`;
}

export type JsonMember = readonly [name: string, json: string];

/** An object whose members keep their order and their names, whatever these are: JavaScript's own objects sort numbers. */
export function jsonObject(members: readonly JsonMember[]): string {
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}
