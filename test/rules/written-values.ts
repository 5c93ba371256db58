import fc from "fast-check";

/** Pieces of which names are made that something is special about, for MLflow, for Python or for a database. */
const pieces = [
  ..."abZ09_-. :/%@#?;\\'\"\n\t\r\0\u007f\u0085\u00a0\u2028\u200b\ufeff",
  ..."éßΩж日本ªº²½٣३Ⅷ〇\u0301\u20dd\u{1F600}\u{1D7D8}",
  "\ud800",
  "..",
  "./",
  "//",
  "latest",
  "v1",
  "V٣",
  "LATEST",
];

/** Names of a few pieces, most of which say something. */
export const anyName = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(""));

/** Names that mostly are good, some but for a line break at the end. */
const tame = fc
  .tuple(fc.string({ unit: fc.constantFrom(..."abcXYZ019_-./ :"), maxLength: 12 }), fc.constantFrom("", "", "", "\n"))
  .map(([name, end]) => `${name}${end}`);

/** Texts about as long as the bounds, in characters of one and of four bytes. */
export function aboutAsLongAs(...bounds: readonly number[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...bounds),
      fc.integer({ min: -1, max: 1 }),
      fc.constantFrom("x", "é", "日", "\u{1D7D8}"),
      fc.constantFrom("", "y"),
    )
    .map(([bound, more, unit, last]) => `${unit.repeat(bound + more - last.length)}${last}`);
}

export function nameUpTo(...bounds: readonly number[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 4, arbitrary: anyName }, { weight: 4, arbitrary: tame }, aboutAsLongAs(...bounds));
}

/** What a metric may be given. */
export const anyMetricValue = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? "-0" : value)),
  fc.constantFrom("NaN", "Infinity", "-Infinity", "-0", 0, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
) as fc.Arbitrary<number | "NaN" | "Infinity" | "-Infinity" | "-0">;

/** The seeded sample of an arbitrary: the same on every machine. */
export function sampleOf<Value>(arbitrary: fc.Arbitrary<Value>, count: number): Value[] {
  return fc.sample(arbitrary, { seed: 20_260_131, numRuns: count });
}
