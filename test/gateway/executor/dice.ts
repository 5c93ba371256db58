/** Choices that are the same for the same seed. */
export interface Dice {
  /** From 0 to below `bound`. */
  below(bound: number): number;
  chance(probability: number): boolean;
  pick<Value>(from: readonly Value[]): Value;
}

/** Mulberry32: small and fast, since every value of a generated execution throws dice of its own. */
export function diceOf(...seeds: readonly string[]): Dice {
  let state = hash(seeds.join("/"));
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  };
}

/** The seed of something made for a step from what has a seed: short, however deep it lies. */
export function seedBelow(seed: string, step: string): string {
  return hash(`${seed}/${step}`).toString(36);
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state;
}
