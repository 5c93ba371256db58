// Each workload holds the same question for every contender, side by side, and what a right answer contains.
// A contender that has `cannot` in place of a question says why; a question without a contender is not asked.
import { historyColumns, historyPoints } from "./history.mjs";
import { lineage } from "./lineage.mjs";
import { modelPage } from "./model-page.mjs";
import { runTable } from "./run-table.mjs";
import { chartOfRuns, chartsOfRun, extremesOfRun } from "./sampled-charts.mjs";
import { searchPage1, searchPage20 } from "./search.mjs";

export const workloads = [
  runTable,
  historyColumns,
  historyPoints,
  chartsOfRun,
  extremesOfRun,
  chartOfRuns,
  modelPage,
  searchPage1,
  searchPage20,
  lineage,
];
