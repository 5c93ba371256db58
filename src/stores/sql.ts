// Prisma's tagged template: values become parameters, nested fragments are spliced in. The runtime's own export, since
// the three generated clients share it.
import { join, raw, Sql, sqltag } from "@prisma/client/runtime/client";

export { join, raw, Sql, sqltag as sql };

/** `a and b and c`; an empty list is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sqltag`1 = 1` : join([...conditions], " and ");
}

/** SQLite reads no expression that is nested more than 1,000 deep, and each `or` of a chain nests. */
const chainLengthMax = 500;

/** `(a or b)`; an empty list is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sqltag`1 = 0`;
  if (conditions.length <= chainLengthMax) return sqltag`(${join([...conditions], " or ")})`;
  const chains: Sql[] = [];
  for (let at = 0; at < conditions.length; at += chainLengthMax) {
    chains.push(anyOf(conditions.slice(at, at + chainLengthMax)));
  }
  return anyOf(chains);
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
