/** A seeded source of numbers: the same seed gives the same tests everywhere. */
export interface RandomNumbers {
  /** Uniform over all bit patterns of a finite double but -0 and ±MAX_VALUE: about half lie outside ±1, some are subnormal. */
  double(): number;
  /** Uniform over all 64-bit integers. */
  int64(): bigint;
}

/** SplitMix64. */
export function randomNumbers(seed: bigint): RandomNumbers {
  const scratch = new DataView(new ArrayBuffer(8));
  let state = BigInt.asUintN(64, seed);
  function next(): bigint {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  }
  return {
    double() {
      for (;;) {
        scratch.setBigUint64(0, next());
        const value = scratch.getFloat64(0);
        if (Number.isFinite(value) && !Object.is(value, -0) && Math.abs(value) !== Number.MAX_VALUE) return value;
      }
    },
    int64: () => BigInt.asIntN(64, next()),
  };
}
