import { expect, test } from "@jest/globals";
import { lackingIndexes, type StoredIndex, type SuggestedIndex } from "../../src/rules/suggested-index.js";

const wanted: SuggestedIndex = {
  name: "gatehouse_runs_of_experiment",
  table: "runs",
  columns: ["experiment_id", null, "start_time"],
  only: null,
  rowsMin: 100,
  helps: "lists",
};
const wantedOfSome: SuggestedIndex = {
  ...wanted,
  table: "tags",
  columns: ["value"],
  only: { column: "key", value: "mlflow.parentRunId" },
};

function isLacking(index: SuggestedIndex, stored: Partial<StoredIndex>, rows: number | null = 100): boolean {
  const there: StoredIndex = { table: index.table, columns: index.columns, condition: null, ...stored };
  return lackingIndexes([index], [there], () => rows).length === 1;
}

test.each<[string, SuggestedIndex, Partial<StoredIndex>, boolean]>([
  ["the very same", wanted, {}, false],
  ["one with more columns behind", wanted, { columns: ["experiment_id", null, "start_time", "name"] }, false],
  ["one with fewer columns", wanted, { columns: ["experiment_id", null] }, true],
  ["the same columns in another order", wanted, { columns: ["start_time", null, "experiment_id"] }, true],
  ["a column in place of the expression", wanted, { columns: ["experiment_id", "name", "start_time"] }, true],
  ["the same of another table", wanted, { table: "tags" }, true],
  ["the same for some rows only", wanted, { condition: "(name IS NOT NULL)" }, true],
  ["for all rows, where some are wanted", wantedOfSome, {}, false],
  ["for the wanted rows", wantedOfSome, { condition: "((key)::text = 'mlflow.parentRunId'::text)" }, false],
  ["for other rows", wantedOfSome, { condition: "((key)::text = 'mlflow.runName'::text)" }, true],
  ["for all rows, the condition's column first", wantedOfSome, { columns: ["key", "value"] }, false],
  ["for the column of the condition alone", wantedOfSome, { columns: ["key"] }, true],
])("%s", (_title, index, stored, lacking) => {
  expect(isLacking(index, stored)).toBe(lacking);
});

test("a table too small for it needs none, nor does one that cannot be counted", () => {
  expect([99, 100, null].map((rows) => isLacking(wanted, { columns: [] }, rows))).toEqual([false, true, false]);
});
