// Prisma's tagged template: values become parameters, nested fragments are spliced in. The runtime's own export, since
// the three generated clients share it.
import { join, raw, Sql, sqltag } from "@prisma/client/runtime/client";

export { join, raw, Sql, sqltag as sql };

/** `a and b and c`; an empty list is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sqltag`1 = 1` : join([...conditions], " and ");
}

/** SQLite takes expressions of at most 1,000 levels, and each further `or` is one: long lists are bracketed into parts. */
const partsMax = 200;

/** `(a or b)`; an empty list is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length > partsMax) {
    const size = Math.ceil(conditions.length / partsMax);
    const starts = Array.from({ length: Math.ceil(conditions.length / size) }, (_, at) => at * size);
    return anyOf(starts.map((start) => anyOf(conditions.slice(start, start + size))));
  }
  return conditions.length === 0 ? sqltag`1 = 0` : sqltag`(${join([...conditions], " or ")})`;
}

/** `column = value`, or `column in (value, ...)`; no values are false. */
export function isIn(
  column: Sql,
  values: readonly (string | bigint)[],
  parameter: (value: Sql) => Sql = (value) => value,
): Sql {
  const parameters = values.map((value) => parameter(sqltag`${value}`));
  const [only, ...more] = parameters;
  if (only === undefined) return sqltag`1 = 0`;
  return more.length === 0 ? sqltag`${column} = ${only}` : sqltag`${column} in (${join(parameters)})`;
}
