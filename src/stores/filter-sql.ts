import type {
  Comparison,
  Condition,
  ListComparison,
  NumberComparison,
  PresenceComparison,
  TextComparison,
} from "../rules/filter.js";
import { beyondColumn } from "../rules/filter-number.js";
import type { Fragments } from "./dialects/dialect.js";
import type { KeyedTable, SearchColumn, SearchTable } from "./search-table.js";
import { allOf, anyOf, join, type Sql, sql } from "./sql.js";
import type { OpenStore } from "./store.js";

/** The condition on the list's row, true or false and never NULL, so that `not` is plain negation; nothing for none. */
export function filterSql(
  { fragments }: OpenStore,
  table: SearchTable,
  condition: Condition | null | undefined,
): Sql[] {
  return condition ? [conditionSql({ fragments, table }, condition)] : [];
}

interface Search {
  readonly fragments: Fragments;
  readonly table: SearchTable;
}

function conditionSql(search: Search, condition: Condition): Sql {
  if ("operator" in condition) return comparisonSql(search, condition);
  if ("not" in condition) return sql`not (${conditionSql(search, condition.not)})`;
  if ("and" in condition) return allOf(condition.and.map((part) => conditionSql(search, part)));
  if ("or" in condition) return anyOf(condition.or.map((part) => conditionSql(search, part)));
  return datasetSql(search, condition.someDataset);
}

function comparisonSql(search: Search, comparison: Comparison): Sql {
  const { fragments, table } = search;
  const { field } = comparison;
  if (field.kind === "dataset") return datasetSql(search, comparison);
  if (field.kind === "attribute") {
    return attributeSql(search, missing(table.attributes[field.name], field.name), comparison);
  }
  return keyedSql(fragments, missing(table.keyed[field.kind], field.kind), field.key, comparison);
}

/** Each comparison alone is about some dataset of the row; under `someDataset` all are about the same one. */
function datasetSql(search: Search, condition: Condition): Sql {
  const datasets = missing(search.table.datasets, "dataset");
  return datasets.exists(ofOneDataset(condition));

  function ofOneDataset(part: Condition): Sql {
    if ("not" in part) return sql`not (${ofOneDataset(part.not)})`;
    if ("and" in part) return allOf(part.and.map(ofOneDataset));
    if ("or" in part) return anyOf(part.or.map(ofOneDataset));
    if (!("operator" in part) || part.field.kind !== "dataset") throw new TypeError("not a condition on a dataset");
    return datasets.fields[part.field.name]((column) => testSql(search.fragments, column, part));
  }
}

function attributeSql(search: Search, target: SearchColumn, comparison: Comparison): Sql {
  if (target.kind === "tag") {
    return keyedSql(search.fragments, missing(search.table.keyed.tag, "tag"), target.key, comparison);
  }
  const { column } = target;
  if (comparison.operator === "EXISTS") return sql`${column} is not null`;
  const test =
    "number" in comparison && target.kind === "integer"
      ? integerSql(column, comparison, target.max)
      : testSql(search.fragments, column, comparison);
  return sql`(${column} is not null and ${test})`;
}

/** A whole number that the column cannot hold is not sent to it: PostgreSQL refuses such a parameter. */
function integerSql(column: Sql, { operator, number }: NumberComparison, max: bigint): Sql {
  const verdict = beyondColumn(operator, BigInt(number), max);
  if (verdict !== null) return verdict ? sql`1 = 1` : sql`1 = 0`;
  return sql`${column} ${numberOperators[operator]} ${number}`;
}

function keyedSql(fragments: Fragments, { table, owned }: KeyedTable, key: string, comparison: Comparison): Sql {
  const { operator } = comparison;
  const isMlflows = operator === "IS NULL" || operator === "IS NOT NULL";
  const isKey = isMlflows ? sql`x.key = ${key}` : fragments.isOneOf(sql`x.key`, [key]);
  const conditions = [owned(sql`x`), isKey, ...valueSql(fragments, comparison)];
  const exists = sql`exists (select 1 from ${table} x where ${allOf(conditions)})`;
  return operator === "IS NULL" ? sql`not ${exists}` : exists;
}

function valueSql(fragments: Fragments, comparison: Comparison): Sql[] {
  if (["EXISTS", "IS NULL", "IS NOT NULL"].includes(comparison.operator)) return [];
  return comparison.field.kind === "metric" ? metricSql(comparison) : [testSql(fragments, sql`x.value`, comparison)];
}

/** MLflow stores NaN as 0 with a flag; SQLite as NULL where it was written as NaN. */
function metricSql(comparison: Comparison): Sql[] {
  if (comparison.operator === "IS NAN") return [sql`(x.is_nan or x.value is null)`];
  if (!("number" in comparison)) throw new TypeError(`${comparison.operator} is not for metrics`);
  const { operator, number } = comparison;
  const test = sql`x.value ${numberOperators[operator]} ${number}`;
  return operator === "!=" ? [sql`(${test} or x.is_nan or x.value is null)`] : [test, sql`not x.is_nan`];
}

function testSql(
  fragments: Fragments,
  column: Sql,
  comparison: TextComparison | ListComparison | NumberComparison | PresenceComparison,
): Sql {
  if ("text" in comparison) return textSql(fragments, column, comparison);
  if ("texts" in comparison) return listSql(fragments, column, comparison);
  if (comparison.operator === "EXISTS") return sql`${column} is not null`;
  throw new TypeError(`${comparison.operator} is not for texts`);
}

function textSql({ exact, isOneOf, matches }: Fragments, column: Sql, { operator, text }: TextComparison): Sql {
  switch (operator) {
    case "=":
      return isOneOf(column, [text]);
    case "!=":
      return sql`${exact(column)} <> ${exact(sql`${text}`)}`;
    case "LIKE":
      return matches.like(column, text);
    case "ILIKE":
      return matches.ilike(column, text);
    case "CONTAINS":
      return matches.contains(column, text);
    case "STARTS WITH":
      return matches.startsWith(column, text);
    case "ENDS WITH":
      return matches.endsWith(column, text);
  }
}

function listSql({ exact, isOneOf }: Fragments, column: Sql, { operator, texts }: ListComparison): Sql {
  if (operator === "IN") return isOneOf(column, texts);
  const others = texts.map((text) => exact(sql`${text}`));
  return others.length === 0 ? sql`${column} is not null` : sql`${exact(column)} not in (${join(others)})`;
}

const numberOperators = {
  "=": sql`=`,
  "!=": sql`<>`,
  "<": sql`<`,
  "<=": sql`<=`,
  ">": sql`>`,
  ">=": sql`>=`,
} as const;

function missing<Value>(value: Value | null | undefined, name: string): Value {
  if (value === null || value === undefined) throw new TypeError(`this list has no ${name} to search by`);
  return value;
}
