import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { columnWidthsOf } from "../../src/rules/column-widths.js";
import { checkDatasets, type DatasetInput } from "../../src/rules/dataset-input.js";
import { checkExperimentName } from "../../src/rules/experiment-input.js";
import { type MetricInput, type MetricPoint, readMetric } from "../../src/rules/metric-input.js";
import { checkParams, type ParamInput } from "../../src/rules/param-input.js";
import { type BatchSizes, checkBatchSizes } from "../../src/rules/run-batch-input.js";
import {
  checkCustomViews,
  checkExperimentTags,
  checkRegisteredModelTags,
  checkRunTags,
  checkVersionTags,
  type TagInput,
} from "../../src/rules/tag-input.js";
import { int64 } from "../rules/arbitraries.js";
import { aboutAsLongAs, anyMetricValue, anyName, nameUpTo, sampleOf } from "../rules/written-values.js";
import {
  breakAtEnd,
  type Difference,
  describeBesideMlflowChecks,
  differenceOf,
  expectAgreement,
  lengthOf,
  unstorable,
} from "./written-comparison.js";

const widths = columnWidthsOf("dc11669786a5");
const wider = (max: number): Difference<{ readonly value: string }> => ({
  why: "the value is longer than the column",
  holds: ({ value }) => lengthOf(value) > max,
});

describeBesideMlflowChecks("what may be written to runs and experiments", (checks) => {
  test("metrics, and their values as stored", async () => {
    type Case = { key: string; value: MetricInput["value"]; timestamp: string; step: string };
    const cases = fc.record({
      key: nameUpTo(250),
      value: anyMetricValue,
      timestamp: fc.oneof(int64, fc.constant(2n ** 63n)).map(String),
      step: fc.oneof(int64, fc.constant(-(2n ** 63n) - 1n)).map(String),
    });
    await expectAgreement<Case>(checks(), {
      ask: "metric",
      cases: sampleOf(cases, 2_000),
      ours: ({ key, value, timestamp, step }) =>
        readMetric({ key, value, timestamp: BigInt(timestamp), step: BigInt(step) }, []),
      isSame: (ours, theirs) => {
        const { isNan, value } = ours as MetricPoint;
        const [theirNan, theirValue] = theirs as [boolean, string];
        expect(isNan).toBe(theirNan);
        expect(value).toBe(Number(theirValue));
      },
      differences: [
        breakAtEnd,
        {
          why: "no 64-bit integer",
          holds: ({ timestamp, step }) => BigInt(timestamp) >= 2n ** 63n || BigInt(step) < -(2n ** 63n),
        },
      ],
    });
  });

  test("parameters", async () => {
    const param = fc.record({ key: nameUpTo(250), value: fc.oneof(anyName, aboutAsLongAs(6_000)) });
    await expectAgreement<{ params: ParamInput[] }>(checks(), {
      ask: "params",
      cases: sampleOf(
        fc.record({
          params: fc.oneof(
            fc.array(param, { maxLength: 3 }),
            param.map((one) => [one, one]),
          ),
        }),
        2_000,
      ),
      ours: ({ params }) => checkParams(params, []),
      differences: [differenceOf(breakAtEnd, (one) => one.params), differenceOf(unstorable, (one) => one.params)],
    });
  });

  const archival = fc.record({
    key: fc.constantFrom("mlflow.trace.archivalRetention", "mlflow.trace.archiveNow"),
    value: fc.oneof(
      fc.constantFrom("", "null", "[]", "{", "3", '{"type":"duration"}', '{"older_than":null}', '{"older_than":7}'),
      fc
        .tuple(
          fc.constantFrom("duration", "days"),
          fc.constantFrom("30d", "1h", " 5m ", "0d", "5", "5s", "", `${"9".repeat(31)}d`, `${"9".repeat(32)}d`),
        )
        .map(([type, time]) => JSON.stringify({ type, value: time, older_than: time })),
    ),
  });
  const tagWith = (...bounds: number[]) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ key: nameUpTo(250), value: fc.oneof(anyName, aboutAsLongAs(...bounds)) }) },
      archival,
      fc.record({ key: fc.constant("mlflow.runName"), value: fc.oneof(anyName, aboutAsLongAs(250)) }),
    );

  test.each<[string, number[], (tags: TagInput[]) => void, Difference<TagInput>[]]>([
    [
      "run tag",
      [8_000],
      (tags) => checkRunTags(tags, widths, []),
      [
        breakAtEnd,
        unstorable,
        {
          why: "the tag mlflow.runName is the run's name, whose column has 250 characters and which is not empty",
          holds: ({ key, value }) => key === "mlflow.runName" && (value === "" || lengthOf(value) > 250),
        },
      ],
    ],
    ["experiment tag", [20_000], (tags) => checkExperimentTags(tags, widths, []), [breakAtEnd, unstorable]],
    [
      "registered model tag",
      [5_000, 100_000],
      (tags) => checkRegisteredModelTags(tags, []),
      [breakAtEnd, unstorable, wider(5_000)],
    ],
    [
      "version tag",
      [21_845, 32_767, 65_535, 100_000],
      (tags) => checkVersionTags(tags, widths, []),
      [
        breakAtEnd,
        unstorable,
        { why: "the value has more bytes than MySQL's TEXT", holds: ({ value }) => Buffer.byteLength(value) > 65_535 },
      ],
    ],
  ])("%ss", async (ask, bounds, ours, differences) => {
    const cases = sampleOf(tagWith(...bounds), 1_500);
    await expectAgreement<TagInput>(checks(), { ask, cases, ours: (tag) => ours([tag]), differences });
  });

  test("custom views of an experiment", async () => {
    const views = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `mlflow.customView.view${from + index}`);
    const counts = fc.record({
      existing: fc.integer({ min: 0, max: 51 }),
      from: fc.integer({ min: 0, max: 55 }),
      added: fc.integer({ min: 0, max: 12 }),
    });
    await expectAgreement<{ existing: string[]; tags: string[] }>(checks(), {
      ask: "custom views",
      cases: sampleOf(counts, 300).map(({ existing, from, added }) => ({
        existing: ["note", ...views(0, existing)],
        tags: ["other", ...views(from, added)],
      })),
      ours: ({ existing, tags }) =>
        checkCustomViews(
          existing,
          tags.map((key) => ({ key, value: "" })),
          [],
        ),
      differences: [],
    });
  });

  test("names of experiments", async () => {
    await expectAgreement<{ experiment_name: string }>(checks(), {
      ask: "experiment name",
      cases: sampleOf(nameUpTo(256, 500), 1_500).map((name) => ({ experiment_name: name })),
      ours: (one) => checkExperimentName(one.experiment_name, ["name"]),
      differences: [
        { why: unstorable.why, holds: (one) => unstorable.holds({ value: one.experiment_name }) },
        { why: "longer than the column", holds: (one) => lengthOf(one.experiment_name) > 256 },
      ],
    });
  });

  test("datasets", async () => {
    const base: DatasetInput = {
      name: "d",
      digest: "1",
      sourceType: "local",
      source: "{}",
      schema: null,
      profile: null,
      tags: [],
    };
    const part = fc.oneof(
      fc.record({ name: nameUpTo(500) }),
      fc.record({ digest: nameUpTo(36) }),
      fc.record({ sourceType: nameUpTo(36) }),
      fc.record({ source: fc.oneof(anyName, aboutAsLongAs(21_845, 65_535)) }),
      fc.record({ schema: fc.oneof(anyName, aboutAsLongAs(1_048_575)) }),
      fc.record({
        tags: fc.array(fc.record({ key: nameUpTo(255), value: nameUpTo(500) }), { minLength: 1, maxLength: 2 }),
      }),
    );
    await expectAgreement<DatasetInput>(checks(), {
      ask: "dataset",
      cases: sampleOf(part, 1_000).map((more) => ({ ...base, ...more })),
      ours: (dataset) => checkDatasets([dataset], widths, []),
      differences: [
        {
          why: unstorable.why,
          holds: ({ name, digest, sourceType, source, schema, tags }) =>
            [name, digest, sourceType, source, schema ?? "", ...tags.flatMap(({ key, value }) => [key, value])].some(
              (value) => unstorable.holds({ value }),
            ),
        },
        { why: "the type of source is longer than its column", holds: ({ sourceType }) => lengthOf(sourceType) > 36 },
        {
          why: "the source has more bytes than MySQL's TEXT",
          holds: ({ source }) => Buffer.byteLength(source) > 65_535,
        },
        {
          why: "a tag's key is there twice, which the table refuses",
          holds: ({ tags }) => tags[0]?.key === tags[1]?.key,
        },
      ],
    });
  });

  test("sizes of batches", async () => {
    const size = (...bounds: number[]) => fc.oneof(fc.constantFrom(...bounds), fc.integer({ min: 0, max: 1_200 }));
    await expectAgreement<BatchSizes>(checks(), {
      ask: "batch",
      cases: sampleOf(
        fc.record({
          metrics: size(0, 800, 999, 1_000, 1_001),
          params: size(0, 1, 99, 100, 101),
          tags: size(0, 1, 100, 101),
        }),
        600,
      ),
      ours: (sizes) => checkBatchSizes(sizes),
      differences: [],
    });
  });
});
