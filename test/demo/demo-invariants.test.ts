import { beforeAll, describe, expect, test } from "@jest/globals";
import { generateDemo } from "../../src/demo/generate-demo.js";
import type { DemoRows, Row, TableName } from "../../src/demo/recording/demo-tables.js";

let rows: DemoRows;

beforeAll(() => {
  rows = generateDemo({ seed: "test", now: Date.UTC(2026, 5, 1, 12) });
});

describe("what MLflow's own code guarantees holds in the generated rows", () => {
  test.each<[TableName, readonly string[]]>([
    ["experiments", ["workspace", "name"]],
    ["runs", ["run_uuid"]],
    ["tags", ["key", "run_uuid"]],
    ["params", ["key", "run_uuid"]],
    ["metrics", ["key", "timestamp", "step", "run_uuid", "value", "is_nan"]],
    ["latest_metrics", ["key", "run_uuid"]],
    ["datasets", ["experiment_id", "name", "digest"]],
    ["datasets", ["dataset_uuid"]],
    ["inputs", ["source_type", "source_id", "destination_type", "destination_id"]],
    ["input_tags", ["input_uuid", "name"]],
    ["logged_model_metrics", ["model_id", "metric_name", "metric_timestamp_ms", "metric_step", "run_id"]],
    ["logged_model_tags", ["model_id", "tag_key"]],
    ["model_versions", ["workspace", "name", "version"]],
    ["model_version_tags", ["workspace", "key", "name", "version"]],
    ["registered_model_aliases", ["workspace", "name", "alias"]],
    ["trace_tags", ["request_id", "key"]],
    ["trace_request_metadata", ["request_id", "key"]],
    ["spans", ["trace_id", "span_id"]],
  ])("%s are unique by %j", (table, columns) => {
    const keys = rows[table].map((row) =>
      columns.map((column) => String((row as Record<string, unknown>)[column])).join("\0"),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("a run's name is its tag mlflow.runName", () => {
    const named = new Map(
      rows.tags.filter((tag) => tag.key === "mlflow.runName").map((tag) => [tag.run_uuid, tag.value]),
    );
    expect(rows.runs.filter((run) => named.get(run.run_uuid) !== run.name)).toEqual([]);
  });

  test("each run and key has exactly one latest metric: the greatest by step, time and value", () => {
    const latest = new Map<string, Row<"metrics">>();
    for (const point of rows.metrics) {
      const key = `${point.run_uuid} ${point.key}`;
      const known = latest.get(key);
      if (known === undefined || isGreater(point, known)) latest.set(key, point);
    }
    const expected = [...latest.values()].map((point) => [
      point.run_uuid,
      point.key,
      point.step,
      point.timestamp,
      point.value,
      point.is_nan,
    ]);
    const found = rows.latest_metrics.map((row) => [
      row.run_uuid,
      row.key,
      row.step,
      row.timestamp,
      row.value,
      row.is_nan,
    ]);
    expect(found.sort()).toEqual(expected.sort());
  });

  test("NaN is stored as 0 with its flag, and an infinity as the largest double", () => {
    const odd = rows.metrics.filter((point) => point.is_nan || point.value === Number.MAX_VALUE);
    expect(odd.filter((point) => point.is_nan).every((point) => point.value === 0)).toBe(true);
    expect(new Set(odd.map((point) => point.is_nan))).toEqual(new Set([true, false]));
  });

  test("every edge starts and ends at something that exists", () => {
    const runs = new Set(rows.runs.map((run) => run.run_uuid));
    const datasets = new Set(rows.datasets.map((dataset) => dataset.dataset_uuid));
    const models = new Set(rows.logged_models.map((model) => model.model_id));
    const ends = {
      DATASET: datasets,
      RUN: runs,
      RUN_INPUT: runs,
      RUN_OUTPUT: runs,
      MODEL_INPUT: models,
      MODEL_OUTPUT: models,
    };
    const dangling = rows.inputs.filter(
      (edge) =>
        !ends[edge.source_type as keyof typeof ends].has(edge.source_id) ||
        !ends[edge.destination_type as keyof typeof ends].has(edge.destination_id),
    );
    expect(dangling).toEqual([]);
    const edges = new Set(rows.inputs.map((edge) => edge.input_uuid));
    expect(rows.input_tags.filter((tag) => !edges.has(tag.input_uuid))).toEqual([]);
  });

  test("a dataset is read by runs of its own experiment only", () => {
    const experimentOf = new Map(rows.runs.map((run) => [run.run_uuid, run.experiment_id]));
    const homeOf = new Map(rows.datasets.map((dataset) => [dataset.dataset_uuid, dataset.experiment_id]));
    const reads = rows.inputs.filter((edge) => edge.source_type === "DATASET");
    expect(reads.filter((edge) => homeOf.get(edge.source_id) !== experimentOf.get(edge.destination_id))).toEqual([]);
  });

  test("a version made from a logged model is named in that model's tag mlflow.modelVersions, and the other way round", () => {
    const fromVersions = rows.model_versions
      .filter((version) => version.source?.startsWith("models:/m-"))
      .map(
        (version) =>
          `${version.source?.slice("models:/".length)} [{"name": "${version.name}", "version": ${version.version}}]`,
      );
    const deleted = rows.model_versions.filter((version) => version.current_stage === "Deleted_Internal").length;
    const fromTags = rows.logged_model_tags
      .filter((tag) => tag.tag_key === "mlflow.modelVersions")
      .map((tag) => `${tag.model_id} ${tag.tag_value}`);
    expect(fromTags).toEqual(expect.arrayContaining(fromVersions));
    expect(fromTags).toHaveLength(fromVersions.length + deleted);
  });

  test("a model has at most one version in Production, numbers count up from 1, and aliases point at versions", () => {
    for (const model of rows.registered_models) {
      const versions = rows.model_versions.filter((version) => version.name === model.name);
      expect(versions.map((version) => version.version)).toEqual(versions.map((_, index) => index + 1));
      expect(versions.filter((version) => version.current_stage === "Production").length).toBeLessThanOrEqual(1);
      const aliases = rows.registered_model_aliases.filter((alias) => alias.name === model.name);
      const standing = versions.filter((version) => version.current_stage !== "Deleted_Internal");
      expect(aliases.every((alias) => standing.some((version) => version.version === alias.version))).toBe(true);
    }
  });

  test("a deleted version keeps its number and loses what it pointed at", () => {
    expect(rows.model_versions.filter((version) => version.current_stage === "Deleted_Internal")).toEqual([
      expect.objectContaining({
        name: "fraud-detector",
        version: 5,
        description: null,
        source: "REDACTED-SOURCE-PATH",
        run_id: "REDACTED-RUN-ID",
      }),
    ]);
  });

  test("a parent's children name it, ends come after starts, and only the nightly run still trains", () => {
    const runs = new Set(rows.runs.map((run) => run.run_uuid));
    expect(rows.tags.filter((tag) => tag.key === "mlflow.parentRunId" && !runs.has(tag.value))).toEqual([]);
    expect(rows.runs.filter((run) => run.end_time !== null && Number(run.end_time) < Number(run.start_time))).toEqual(
      [],
    );
    expect(rows.runs.filter((run) => run.status === "RUNNING").map((run) => run.name)).toEqual(["nightly-1"]);
  });

  test("a prompt's model and all its versions carry the tag that tells prompts from models", () => {
    const prompts = rows.registered_model_tags
      .filter((tag) => tag.key === "mlflow.prompt.is_prompt")
      .map((tag) => tag.name);
    expect(prompts.sort()).toEqual(["support-answer", "support-triage"]);
    const versions = rows.model_versions.filter((version) => prompts.includes(version.name));
    const tagged = rows.model_version_tags.filter((tag) => tag.key === "mlflow.prompt.is_prompt");
    expect(tagged).toHaveLength(versions.length);
  });
});

function isGreater(point: Row<"metrics">, other: Row<"metrics">): boolean {
  if (point.step !== other.step) return Number(point.step) > Number(other.step);
  if (point.timestamp !== other.timestamp) return Number(point.timestamp) > Number(other.timestamp);
  return Number(point.value) > Number(other.value);
}
