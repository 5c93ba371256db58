/** How often a text is sent before it gets a name: most texts that are made of a filter never come again. */
const sentBefore = 2;
/** The server keeps a named statement as long as the connection. */
const namesMax = 200;
const unnamedMax = 1_000;

/**
 * Names for the statements that come again, so that each connection parses them once and its server may keep their plan.
 * A name stands for one text only, in all connections of a pool.
 */
export class StatementNames {
  readonly #named = new Map<string, string>();
  readonly #sent = new Map<string, number>();
  #count = 0;

  nameOf(text: string): string | undefined {
    const name = this.#named.get(text);
    if (name !== undefined || this.#named.size >= namesMax) return name;
    const times = (this.#sent.get(text) ?? 0) + 1;
    if (times > sentBefore) return this.#give(text);
    this.#remember(text, times);
    return undefined;
  }

  /** What the server keeps under the names no longer fits its tables: the same texts get other ones. */
  forget(): void {
    this.#named.clear();
  }

  #give(text: string): string {
    this.#count += 1;
    const name = `gatehouse_${this.#count}`;
    this.#sent.delete(text);
    this.#named.set(text, name);
    return name;
  }

  /** The one that was sent longest ago goes first: a Map keeps the order in which its keys came. */
  #remember(text: string, times: number): void {
    this.#sent.delete(text);
    this.#sent.set(text, times);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > unnamedMax && oldest !== undefined) this.#sent.delete(oldest);
  }
}
