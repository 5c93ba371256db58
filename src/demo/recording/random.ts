/** A stream of numbers fixed by its seed: the same on every engine, since only exact arithmetic is used. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  integer(low: number, high: number): number;
  /** Mean 0, deviation 1, within +-6. */
  normal(): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  hex(length: number): string;
  /** An independent stream: what one story draws never shifts another's numbers. */
  fork(label: string): Random;
}

export function createRandom(seed: string): Random {
  const next = uniformStream(seed);
  const random: Random = {
    next,
    between: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor((high - low + 1) * next()),
    normal: () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6),
    pick: (choices) => choices[Math.floor(choices.length * next())] ?? choices[0],
    hex: (length) => Array.from({ length }, () => Math.floor(16 * next()).toString(16)).join(""),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
  return random;
}

/** Six decimals: readable, and free of the last bits in which a sum may differ. */
export function round6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** 32 hexadecimal digits in the shape of a version 4 UUID, as MLflow's `uuid4().hex`. */
export function uuidHex(random: Random): string {
  return `${random.hex(12)}4${random.hex(3)}${random.pick(["8", "9", "a", "b"])}${random.hex(15)}`;
}

/** sfc32 by Chris Doty-Humphrey (PractRand), public domain. */
function uniformStream(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  return next;
}

/** FNV-1a, 32 bits. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt;
  for (const unit of text) value = Math.imul(value ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  return value;
}
