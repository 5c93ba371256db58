import fc from "fast-check";

/** Checks a property with a fixed seed, so that it holds or fails alike on every machine. */
export function check<Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>, numRuns = 1_000): void {
  fc.assert(property, { seed: 20_260_131, numRuns });
}

/** Text of any UTF-16 units, lone surrogates and NUL among them: what a JavaScript string can hold. */
export const anyString = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xd800, 0xdfff, 0x22, 0x5c, 0x3a)))
  .map((units) => String.fromCharCode(...units));

/** Text of any Unicode characters: what a database can hold. */
export const anyText = fc.string({ unit: "binary", maxLength: 300 });

export const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n, -1n),
);

/** Every finite double, -0 among them. */
export const finiteDouble = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
);
