import { type Random, round6 } from "../recording/random.js";

// Only additions, products and quotients: they round the same on every engine, which exp and sin need not.

/** Falls from `start` towards `floor`, half of the way after `half` steps, with noise that fades as it falls. */
export function fallingCurve(random: Random, shape: CurveShape): (step: number) => number {
  return (step) => {
    const rest = 1 / (1 + step / shape.half);
    const value = shape.end + (shape.start - shape.end) * rest;
    return round6(value + random.normal() * shape.noise * (0.2 + rest));
  };
}

/** Rises (or falls) from `start` towards `end`, never past `cap`. */
export function risingCurve(random: Random, shape: CurveShape & { cap: number }): (step: number) => number {
  const curve = fallingCurve(random, shape);
  return (step) => Math.min(curve(step), shape.cap);
}

export interface CurveShape {
  readonly start: number;
  readonly end: number;
  /** Steps until half of the way is done. */
  readonly half: number;
  readonly noise: number;
}

/** Between -1 and 1 over a day: lowest at midnight, highest at noon. */
export function dayWave(hour: number): number {
  const position = (((hour % 24) + 24) % 24) / 24;
  return 1 - 4 * Math.abs(position - 0.5);
}
