import type { Comparison, Condition, NumberOperator } from "../../src/rules/filter.js";
import type { RunFacts } from "./search-store.js";

/** What a condition means, said anew and without SQL. ILIKE and LIKE are for the databases to say. */
export function holdsFor(run: RunFacts, condition: Condition): boolean {
  if ("and" in condition) return condition.and.every((part) => holdsFor(run, part));
  if ("or" in condition) return condition.or.some((part) => holdsFor(run, part));
  if ("not" in condition) return !holdsFor(run, condition.not);
  if ("someDataset" in condition) return run.datasets.some((dataset) => ofDataset(dataset, condition.someDataset));
  const { field } = condition;
  if (field.kind === "dataset") return run.datasets.some((dataset) => ofDataset(dataset, condition));
  if (field.kind === "attribute") return compares(run.attributes[field.name] ?? null, condition);
  const values: Readonly<Record<string, string | number>> = run[fieldsOf[field.kind]];
  return compares(values[field.key] ?? null, condition);
}

function ofDataset(dataset: RunFacts["datasets"][number], condition: Condition): boolean {
  if ("and" in condition) return condition.and.every((part) => ofDataset(dataset, part));
  if ("or" in condition) return condition.or.some((part) => ofDataset(dataset, part));
  if ("not" in condition) return !ofDataset(dataset, condition.not);
  if (!("operator" in condition) || condition.field.kind !== "dataset") throw new Error("not about a dataset");
  return compares(dataset[condition.field.name], condition);
}

function compares(value: string | number | bigint | null, comparison: Comparison): boolean {
  if (comparison.operator === "IS NULL") return value === null;
  if (value === null) return false;
  if ("number" in comparison) return comparesNumber(value as number | bigint, comparison.operator, comparison.number);
  if ("texts" in comparison) return comparison.texts.includes(String(value)) === (comparison.operator === "IN");
  if (!("text" in comparison)) return comparison.operator === "IS NAN" ? Number.isNaN(value) : true;
  return comparesText(String(value), comparison.operator, comparison.text);
}

function comparesText(value: string, operator: string, text: string): boolean {
  switch (operator) {
    case "=":
      return value === text;
    case "!=":
      return value !== text;
    case "CONTAINS":
      return value.includes(text);
    case "STARTS WITH":
      return value.startsWith(text);
    case "ENDS WITH":
      return value.endsWith(text);
    default:
      throw new Error(`${operator} is the database's to say`);
  }
}

function comparesNumber(value: number | bigint, operator: NumberOperator, number: number | bigint): boolean {
  if (operator === "=") return value === number;
  if (operator === "!=") return value !== number;
  if (operator === "<") return value < number;
  if (operator === "<=") return value <= number;
  return operator === ">" ? value > number : value >= number;
}

const fieldsOf = { param: "params", tag: "tags", metric: "metrics" } as const;
