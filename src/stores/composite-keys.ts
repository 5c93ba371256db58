import { groupBy } from "./child-pages.js";
import { allOf, anyOf, type Sql } from "./sql.js";
import type { OpenStore } from "./store.js";

/** A column of a key, and the condition that it has one of some values. */
export interface KeyColumn {
  isOneOf(values: readonly string[]): Sql;
}

/**
 * Rows whose key is one of some, all columns together. What keys share is said once: a chain of thousands of keys one by
 * one is more than SQLite parses and takes MariaDB seconds.
 *
 * @param keys values in the order of the columns
 */
export function hasOneOfKeys(columns: readonly KeyColumn[], keys: readonly (readonly string[])[]): Sql {
  const chosen = columns.map((_, at) => at).sort((a, b) => valuesAt(keys, a).size - valuesAt(keys, b).size);
  const [at, ...others] = chosen;
  const column = at === undefined ? undefined : columns[at];
  if (at === undefined || column === undefined) return allOf([]);
  if (others.length === 0) return column.isOneOf([...valuesAt(keys, at)]);
  const rest = others.sort((a, b) => a - b);
  return anyOf(
    [...groupBy(keys, (key) => key[at] ?? "")].map(([value, sharing]) => {
      const shorter = sharing.map((key) => rest.map((other) => key[other] ?? ""));
      return allOf([column.isOneOf([value]), hasOneOfKeys(pick(columns, rest), shorter)]);
    }),
  );
}

/** Rows whose column, a text that has no index, is one of some values. */
export function isOneOfScanned({ fragments }: OpenStore, column: Sql, values: readonly string[]): Sql {
  if (values.length === 1 || fragments.isOneOfKeys === null) return fragments.isOneOf(column, values);
  return fragments.isOneOfKeys([{ column, type: "text", values }]);
}

function valuesAt(keys: readonly (readonly string[])[], at: number): Set<string> {
  return new Set(keys.map((key) => key[at] ?? ""));
}

function pick<Item>(items: readonly Item[], places: readonly number[]): Item[] {
  return places.flatMap((at) => items[at] ?? []);
}
