import { describe, expect, test } from "@jest/globals";
import { checkAlias, checkNewAlias } from "../../src/rules/alias-input.js";
import { artifactUriOfRun, checkArtifactLocation } from "../../src/rules/artifact-location.js";
import { columnWidthsOf } from "../../src/rules/column-widths.js";
import { checkDatasets, type DatasetInput, distinctDatasets } from "../../src/rules/dataset-input.js";
import { checkKey } from "../../src/rules/entity-key.js";
import { checkExperimentName, checkExperimentTakes } from "../../src/rules/experiment-input.js";
import { InputFailure } from "../../src/rules/failure.js";
import { readMetric } from "../../src/rules/metric-input.js";
import { checkDescription, checkModelName } from "../../src/rules/model-name.js";
import { checkRunLink, checkVersionNumber } from "../../src/rules/model-version-input.js";
import { checkParams, newParams } from "../../src/rules/param-input.js";
import { checkBatchSizes } from "../../src/rules/run-batch-input.js";
import { checkRunName, checkRunTakes, checkRunUser, runNameOf, storedRunStatus } from "../../src/rules/run-input.js";
import { checkArchiving, storedStage } from "../../src/rules/stage-input.js";
import {
  checkCustomViews,
  checkExperimentTags,
  checkRegisteredModelTags,
  checkRunTags,
  checkVersionTags,
} from "../../src/rules/tag-input.js";
import { failureOf } from "./fails-with.js";

const newest = columnWidthsOf("dc11669786a5");
const oldest = columnWidthsOf("acf3f17fdcc7");
const at = ["here"];
const x = (count: number) => "x".repeat(count);
const faces = (count: number) => "\u{1F600}".repeat(count);
const tag = (value: string, key = "k") => [{ key, value }];
const dataset: DatasetInput = {
  name: "d",
  digest: "1",
  sourceType: "local",
  source: "{}",
  schema: null,
  profile: null,
  tags: [],
};
const metric = { key: "loss", value: 1, timestamp: 0n, step: 0n };
const views = (count: number) => Array.from({ length: count }, (_, index) => `mlflow.customView.view${index}`);

describe("what is written", () => {
  test.each<[string, () => unknown]>([
    ["a key of 250 characters beyond the first plane", () => checkKey("\u{1D7D8}".repeat(250), at)],
    ["a key with every kind of character", () => checkKey("a/b_c.d-e :Ωж日٣²", at)],
    ["a key that ends with a space", () => checkKey("a ", at)],
    ["a dot in front, and dots within", () => checkKey(".a/..b/c..", at)],
    ["a step below zero", () => readMetric({ ...metric, step: -(2n ** 63n) }, at)],
    ["the last time of 64 bits", () => readMetric({ ...metric, timestamp: 2n ** 63n - 1n }, at)],
    ["an empty parameter", () => checkParams([{ key: "k", value: "" }], at)],
    ["a parameter of 6,000 characters", () => checkParams([{ key: "k", value: faces(6_000) }], at)],
    ["a run's tag of 8,000 characters", () => checkRunTags(tag(x(8_000)), newest, at)],
    ["an experiment's tag of 20,000", () => checkExperimentTags(tag(x(20_000)), newest, at)],
    ["a version's tag of 65,535 bytes", () => checkVersionTags(tag(x(65_535)), newest, at)],
    ["a model's tag of 5,000 characters", () => checkRegisteredModelTags(tag(faces(5_000)), at)],
    ["an experiment's name with a slash", () => checkExperimentName("/Users/ada@example.org/risk", at)],
    ["a model's name with white space and dots", () => checkModelName("risk model v1.2\t(new)", at)],
    ["an alias like a version and more", () => checkNewAlias("v1x", at)],
    ["a reserved alias, to be deleted", () => checkAlias("latest", at)],
    ["an archived version's stage", () => checkArchiving(false, "Archived", at)],
    ["archiving others in Staging", () => checkArchiving(true, "Staging", at)],
    ["a bucket", () => checkArtifactLocation("s3://bucket/a?region=eu", at)],
    ["a path with a space", () => checkArtifactLocation("/data/my runs", at)],
    ["what MLflow's server hands out", () => checkArtifactLocation("mlflow-artifacts:/1", at)],
    ["a host that the server was told of", () => checkArtifactLocation("hdfs://name/a", at, ["hdfs"])],
    [
      "a dataset with no text at all",
      () => checkDatasets([{ ...dataset, name: "", digest: "", source: "" }], newest, at),
    ],
    ["a use's tag with any key", () => checkDatasets([{ ...dataset, tags: tag("", "a//b\n") }], newest, at)],
    ["1,000 entries", () => checkBatchSizes({ metrics: 800, params: 100, tags: 100 })],
    ["the fiftieth view", () => checkCustomViews(views(49), tag("", "mlflow.customView.view49"), at)],
    ["a view that is there", () => checkCustomViews(views(60), tag("", "mlflow.customView.view0"), at)],
    ["a description of 5,000 characters", () => checkDescription(faces(5_000), at)],
    ["a name by argument and tag", () => runNameOf("a", tag("a", "mlflow.runName"), at)],
    ["the last version", () => checkVersionNumber(2_147_483_647, at)],
    ["a write to an active run", () => checkRunTakes("WRITE", "ACTIVE")],
    ["a second delete of a run", () => checkRunTakes("DELETE", "DELETED")],
    ["a restore of a run that is active", () => checkRunTakes("RESTORE", "ACTIVE")],
    ["a restore of a deleted experiment", () => checkExperimentTakes("RESTORE", "DELETED")],
  ])("may be %s", (_, check) => {
    expect(failureOf(check)).toBe("nothing");
  });

  test.each<[string, () => unknown, string]>([
    ["an empty key", () => checkKey("", at), "EMPTY"],
    ["a key of 251 characters", () => checkKey(x(251), at), "TOO_LONG"],
    ["an accent of its own", () => checkKey("e\u0301", at), "KEY_CHARACTERS"],
    ["an emoji in a key", () => checkKey("a\u{1F600}", at), "KEY_CHARACTERS"],
    ["a line break at a key's end", () => checkKey("a\n", at), "KEY_CHARACTERS"],
    ...["/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/../b", "..a", "../a"].map(
      (key): [string, () => unknown, string] => [`the key ${key}`, () => checkKey(key, at), "NOT_A_PLAIN_PATH"],
    ),
    ["a time before 1970", () => readMetric({ ...metric, timestamp: -1n }, at), "OUT_OF_RANGE"],
    ["a step beyond 64 bits", () => readMetric({ ...metric, step: 2n ** 63n }, at), "OUT_OF_RANGE"],
    ["a parameter of 6,001 characters", () => checkParams([{ key: "k", value: x(6_001) }], at), "TOO_LONG"],
    ["NUL", () => checkParams([{ key: "k", value: "a\0" }], at), "UNSTORABLE_TEXT"],
    ["half a character", () => checkRunTags(tag("\ud800"), newest, at), "UNSTORABLE_TEXT"],
    ["a key twice", () => checkParams([...tag("1"), ...tag("1")], at), "DUPLICATE_KEY"],
    ["a tag twice", () => checkRunTags([...tag("1"), ...tag("2")], newest, at), "DUPLICATE_KEY"],
    ["a run's tag that an old store cannot hold", () => checkRunTags(tag(x(5_001)), oldest, at), "TOO_LONG"],
    ["an experiment's tag of the same kind", () => checkExperimentTags(tag(x(5_001)), oldest, at), "TOO_LONG"],
    ["a version's tag of the same kind", () => checkVersionTags(tag(x(5_001)), oldest, at), "TOO_LONG"],
    [
      "a version's tag of more bytes than MySQL holds",
      () => checkVersionTags(tag(faces(16_384)), newest, at),
      "TOO_LONG",
    ],
    ["a model's tag of 5,001 characters", () => checkRegisteredModelTags(tag(x(5_001)), at), "TOO_LONG"],
    ["the run's name as an empty tag", () => checkRunTags(tag("", "mlflow.runName"), newest, at), "EMPTY"],
    ["a run's name of 251 characters", () => checkRunName(x(251), at), "TOO_LONG"],
    ["two names of one run", () => runNameOf("a", tag("b", "mlflow.runName"), at), "RUN_NAMES_DIFFER"],
    ["a user of 257 characters", () => checkRunUser(x(257), at), "TOO_LONG"],
    ["an unknown status", () => storedRunStatus("UNKNOWN", at), "UNKNOWN_STATUS"],
    [
      "a retention without a unit",
      () => checkExperimentTags(tag('{"type":"duration","value":"30"}', "mlflow.trace.archivalRetention"), newest, at),
      "ARCHIVAL_CONFIG",
    ],
    [
      "the 51st view",
      () => checkCustomViews(views(50), tag("", "mlflow.customView.view50"), at),
      "TOO_MANY_CUSTOM_VIEWS",
    ],
    ["an experiment's name of 257 characters", () => checkExperimentName(x(257), at), "TOO_LONG"],
    ["a model's name of white space", () => checkModelName(" \u3000\u0085", at), "EMPTY"],
    ["a colon in a model's name", () => checkModelName("a:b", at), "MODEL_NAME_CHARACTERS"],
    ["a model named ..x", () => checkModelName("..x", at), "NOT_A_PLAIN_PATH"],
    ["a description of 5,001 characters", () => checkDescription(x(5_001), at), "TOO_LONG"],
    ["a link of 501 characters", () => checkRunLink(x(501), at), "TOO_LONG"],
    ["version 0", () => checkVersionNumber(0, at), "VERSION_NUMBER"],
    ["half a version", () => checkVersionNumber(1.5, at), "VERSION_NUMBER"],
    ["the alias Latest", () => checkNewAlias("Latest", at), "RESERVED_ALIAS"],
    ["the alias V12", () => checkNewAlias("V12", at), "RESERVED_ALIAS"],
    ["the alias v with Arabic digits", () => checkNewAlias("v١٢", at), "RESERVED_ALIAS"],
    ["a dot in an alias", () => checkAlias("a.b", at), "ALIAS_CHARACTERS"],
    ["an alias of 256 characters", () => checkAlias(x(256), at), "TOO_LONG"],
    ["the stage of deleted versions", () => storedStage("Deleted_Internal", at), "UNKNOWN_STAGE"],
    ["archiving others in Archived", () => checkArchiving(true, "Archived", at), "ARCHIVE_INACTIVE_STAGE"],
    ["a location relative to the server", () => checkArtifactLocation("runs/1", at), "RELATIVE_LOCATION"],
    ["a location in runs", () => checkArtifactLocation("runs:/1/a", at), "LOCATION_SCHEME"],
    ["a location with a fragment", () => checkArtifactLocation("s3://b/a#x", at), "LOCATION_PARTS"],
    ["dots in a location's query", () => checkArtifactLocation("s3://b/a?x=%252e%252e/", at), "LOCATION_PARTS"],
    ["a location on another host", () => checkArtifactLocation("https://example.org/a", at), "URI_HOST"],
    ["a location on another machine", () => checkArtifactLocation("file://nas/a", at), "LOCATION_HOST"],
    ["a location with a tab", () => checkArtifactLocation("s3://b/\ta", at), "URI_CHARACTERS"],
    ["a location too long for runs", () => artifactUriOfRun(`/${x(180)}`, x(32), at), "LOCATION_TOO_LONG"],
    [
      "a dataset's source of too many bytes",
      () => checkDatasets([{ ...dataset, source: faces(16_384) }], newest, at),
      "TOO_LONG",
    ],
    [
      "a schema that an old store cannot hold",
      () => checkDatasets([{ ...dataset, schema: x(65_536) }], oldest, at),
      "TOO_LONG",
    ],
    [
      "1,001 datasets",
      () => checkDatasets(Array(1_001).fill(dataset) as DatasetInput[], newest, at),
      "BATCH_TOO_LARGE",
    ],
    ["101 tags", () => checkBatchSizes({ metrics: 0, params: 0, tags: 101 }), "BATCH_TOO_LARGE"],
    ["1,001 entries", () => checkBatchSizes({ metrics: 801, params: 100, tags: 100 }), "BATCH_TOO_LARGE"],
  ])("may not be %s", (_, check, reason) => {
    expect(failureOf(check)).toBe(`INVALID ${reason}`);
  });

  test.each<[string, () => unknown, string]>([
    ["a write to a deleted run", () => checkRunTakes("WRITE", "DELETED"), "RUN_DELETED"],
    ["a run in a deleted experiment", () => checkExperimentTakes("RUN_CREATE", "DELETED"), "EXPERIMENT_DELETED"],
    ["a second delete of an experiment", () => checkExperimentTakes("DELETE", "DELETED"), "EXPERIMENT_DELETED"],
    ["a restore of an active one", () => checkExperimentTakes("RESTORE", "ACTIVE"), "EXPERIMENT_NOT_DELETED"],
    ["a write to one of unknown state", () => checkExperimentTakes("WRITE", "UNKNOWN"), "EXPERIMENT_DELETED"],
    ["another value of a parameter", () => newParams(new Map([["k", "1"]]), tag("2")), "PARAM_CHANGED"],
  ])("cannot be, as things are: %s", (_, check, reason) => {
    expect(failureOf(check)).toBe(`CONFLICT ${reason}`);
  });
});

describe("where a refusal points", () => {
  test.each<[() => unknown, string[]]>([
    [
      () => checkParams([...tag("1"), { key: "a", value: "\0" }], ["input", "params"]),
      ["input", "params", "1", "value"],
    ],
    [() => checkRunTags([...tag("1"), ...tag("1")], newest, ["tags"]), ["tags", "1", "key"]],
    [() => readMetric({ ...metric, step: 2n ** 70n }, ["metrics", "7"]), ["metrics", "7", "step"]],
    [
      () => checkDatasets([{ ...dataset, tags: tag(x(501)) }], newest, ["datasets"]),
      ["datasets", "0", "tags", "0", "value"],
    ],
    [() => checkBatchSizes({ metrics: 1_001, params: 0, tags: 0 }, ["input"]), ["input", "metrics"]],
  ])("case %#", (check, path) => {
    expect(check).toThrow(expect.objectContaining({ constructor: InputFailure, path }));
  });
});

test("a parameter that is logged again with its value is not written again", () => {
  const given = [...tag("1", "old"), ...tag("2", "new")];
  expect(newParams(new Map([["old", "1"]]), given)).toEqual(tag("2", "new"));
});

test("of two datasets with one name and digest the first is kept", () => {
  const [first, second, other] = [dataset, { ...dataset, source: "{...}" }, { ...dataset, digest: "2" }];
  expect(distinctDatasets([first, second, other])).toEqual([first, other]);
});

test.each([
  ["NONE", "None"],
  ["production", "Production"],
  ["ARCHIVED", "Archived"],
])("the stage %s is stored as %s", (stage, stored) => {
  expect(storedStage(stage, [])).toBe(stored);
});

test.each([
  ["s3://b/1?x=y", "s3://b/1/r/artifacts?x=y"],
  ["s3://b", "s3://b/r/artifacts"],
  ["/data/", "/data/r/artifacts"],
  ["file:/data", "file:///data/r/artifacts"],
  ["mlflow-artifacts:/1", "mlflow-artifacts:/1/r/artifacts"],
])("a run of an experiment at %s has its artifacts at %s", (location, uri) => {
  expect(artifactUriOfRun(location, "r", [])).toBe(uri);
});
