// Prisma's tagged template: values become parameters, nested fragments are spliced in. The runtime's own export, since
// the three generated clients share it.
import { join, raw, Sql, sqltag } from "@prisma/client/runtime/client";

export { join, raw, Sql, sqltag as sql };

/** Columns of a table: `e.experiment_id, e.name, ...`. */
export function columnsOf(alias: string, names: readonly string[]): Sql {
  return raw(names.map((name) => `${alias}.${name}`).join(", "));
}

/** Columns of a table under names of their own: `e.name as experiment_name, ...`. */
export function prefixed(alias: string, names: readonly string[], prefix: string): Sql {
  return raw(names.map((name) => `${alias}.${name} as ${prefix}${name}`).join(", "));
}

/** The cells of such columns, by the table's own names. */
export function withoutPrefix(row: object, names: readonly string[], prefix: string): object {
  const cells = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.map((name) => [name, cells[prefix + name]]));
}

/** `a and b and c`; an empty list is true. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sqltag`1 = 1` : join([...conditions], " and ");
}

/** `(a or b)`; an empty list is false. */
export function anyOf(conditions: readonly Sql[]): Sql {
  if (conditions.length === 0) return sqltag`1 = 0`;
  if (conditions.length <= orChainMax) return sqltag`(${join([...conditions], " or ")})`;
  const half = Math.ceil(conditions.length / 2);
  return sqltag`(${anyOf(conditions.slice(0, half))} or ${anyOf(conditions.slice(half))})`;
}

/** SQLite takes a chain for a tree as deep as it is long, and allows 1,000 levels. */
const orChainMax = 500;

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
