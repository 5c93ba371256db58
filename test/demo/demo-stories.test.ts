import { beforeAll, describe, expect, test } from "@jest/globals";
import { generateDemo } from "../../src/demo/generate-demo.js";
import type { DemoRows } from "../../src/demo/recording/demo-tables.js";

let rows: DemoRows;

beforeAll(() => {
  rows = generateDemo({ seed: "gatehouse demo", now: Date.UTC(2026, 5, 1, 12) });
});

describe("the four stories can be read from the rows", () => {
  test("fraud-detector: the champion was restored after a rollback, a challenger waits", () => {
    expect(aliasesOf("fraud-detector")).toEqual({ champion: 3, challenger: 6, "rolled-back": 4 });
    expect(stagesOf("fraud-detector")).toEqual([
      "Archived",
      "Archived",
      "Production",
      "Archived",
      "Deleted_Internal",
      "Staging",
    ]);
    expect(versionTag("fraud-detector", 4, "rolled_back_to")).toBe("3");
  });

  test("fraud-detector: version 4's false positives rose before it was taken back, the champion's did not", () => {
    expect(latest("fraud-detector v4 champion", "false_positive_rate")).toBeGreaterThan(0.03);
    expect(latest("fraud-detector v3 champion", "false_positive_rate")).toBeLessThan(0.02);
  });

  test("leaf-classifier: one run diverged to NaN after an infinity, and failed", () => {
    const failed = rows.runs.filter((run) => run.status === "FAILED" && run.lifecycle_stage === "active");
    expect(failed.map((run) => run.name)).toEqual(["vit-tiny lr=0.3 strong"]);
    const losses = rows.metrics.filter((point) => point.run_uuid === failed[0]?.run_uuid && point.key === "train_loss");
    expect(losses.at(-1)?.is_nan).toBe(true);
    expect(losses.some((point) => point.value === Number.MAX_VALUE)).toBe(true);
  });

  test("leaf-classifier-edge is a copy of the champion's version", () => {
    const [copy] = rows.model_versions.filter((version) => version.name === "leaf-classifier-edge");
    const champion = aliasesOf("leaf-classifier").champion;
    const original = rows.model_versions.find(
      (version) => version.name === "leaf-classifier" && version.version === champion,
    );
    expect(copy).toMatchObject({ source: `models:/leaf-classifier/${champion}`, run_id: original?.run_id });
  });

  test("the incident: offline the bad versions look best, live their error is three times that of the others", () => {
    const offline = [1, 2, 3, 4, 5, 6].map((version) => Number(versionTag("demand-forecast", version, "val_mape")));
    expect(Math.max(offline[3] ?? 0, offline[4] ?? 0)).toBeLessThan(
      Math.min(...offline.filter((_, index) => index < 3)),
    );
    const live = [1, 2, 3, 4, 5, 6].map((version) => latest(`demand-forecast v${version} live`, "live_mape"));
    expect(live.map((error) => error > 0.25)).toEqual([false, false, false, true, true, false]);
  });

  test("the incident: one dataset's digest leads to exactly the bad versions, one of them in production under another name", () => {
    const bad = rows.datasets.filter((dataset) => dataset.digest === "5a1e50ff");
    expect(bad).toHaveLength(1);
    const readers = new Set(
      rows.inputs.filter((edge) => edge.source_id === bad[0]?.dataset_uuid).map((edge) => edge.destination_id),
    );
    const reached = rows.model_versions.filter((version) => readers.has(version.run_id));
    expect(reached.map((version) => `${version.name} ${version.version} ${version.current_stage}`).sort()).toEqual([
      "demand-forecast 4 Archived",
      "demand-forecast 5 Archived",
      "stock-reorder 2 Production",
    ]);
  });

  test("support-assistant: the dearest variant is the best, the cheapest the worst, and tuning buys quality", () => {
    const quality = [1, 2, 3, 4].map((version) => Number(versionTag("support-assistant", version, "quality")));
    const cost = [1, 2, 3, 4].map((version) => Number(versionTag("support-assistant", version, "cost_usd_per_1k")));
    expect(order(quality)).toEqual([3, 4, 2, 1]);
    expect(order(cost)).toEqual([3, 4, 2, 1]);
    expect((quality[3] ?? 0) - (quality[2] ?? 0)).toBeGreaterThan(0.08);
    expect((cost[1] ?? 0) / (cost[3] ?? 0)).toBeGreaterThan(3);
  });
});

function aliasesOf(model: string): Record<string, number | null> {
  return Object.fromEntries(
    rows.registered_model_aliases.filter((row) => row.name === model).map((row) => [row.alias, row.version]),
  );
}

function stagesOf(model: string): (string | null)[] {
  return rows.model_versions.filter((row) => row.name === model).map((row) => row.current_stage);
}

function versionTag(model: string, version: number, key: string): string | null | undefined {
  return rows.model_version_tags.find((tag) => tag.name === model && tag.version === version && tag.key === key)?.value;
}

/** The latest value of a metric in the last run of that name. */
function latest(runName: string, key: string): number {
  const run = rows.runs.filter((row) => row.name === runName).at(-1);
  return Number(rows.latest_metrics.find((row) => row.run_uuid === run?.run_uuid && row.key === key)?.value);
}

/** Numbers from 1, of the smallest value first. */
function order(values: readonly number[]): number[] {
  return values
    .map((value, index) => ({ value, number: index + 1 }))
    .sort((a, b) => a.value - b.value)
    .map(({ number }) => number);
}
