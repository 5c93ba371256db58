import { describe, expect, test } from "@jest/globals";
import {
  checkPromptSource,
  checkSourceIsOf,
  readVersionSource,
  type VersionOrigin,
  type VersionSource,
} from "../../src/rules/version-source.js";
import { failureOf } from "./fails-with.js";

const run: VersionOrigin = { kind: "RUN", id: "r1", artifactUri: "mlflow-artifacts:/1/r1/artifacts" };
const localRun: VersionOrigin = { kind: "RUN", id: "r1", artifactUri: "file:///data/1/r1/artifacts" };
const model: VersionOrigin = {
  kind: "LOGGED_MODEL",
  id: "m-1",
  artifactUri: "mlflow-artifacts:/1/models/m-1/artifacts",
};

describe("what a model version is made from", () => {
  test.each<[string, VersionSource]>([
    ["models:/m-1", { kind: "LOGGED_MODEL", modelId: "m-1" }],
    ["models:/fraud/3", { kind: "VERSION", name: "fraud", version: "3" }],
    ["models:/fraud/Latest", { kind: "LATEST", name: "fraud" }],
    ["models:/fraud/production", { kind: "STAGE", name: "fraud", stage: "production" }],
    ["models:/fraud@champion", { kind: "ALIAS", name: "fraud", alias: "champion" }],
    ["runs:/r1/model", { kind: "RUN_ARTIFACT", runId: "r1" }],
    ["mlflow-artifacts:/1/r1/artifacts/model", { kind: "SERVED" }],
    ["/data/1/r1/artifacts/my%20model", { kind: "LOCAL", path: "/data/1/r1/artifacts/my model" }],
    ["file:///data/m", { kind: "LOCAL", path: "/data/m" }],
    ["s3://bucket/model", { kind: "REMOTE" }],
  ])("%s", (source, read) => {
    expect(readVersionSource(source, [])).toEqual(read);
  });

  test("may be handed out by a server whose host MLflow was told to trust", () => {
    const source = "https://mlflow.example/api/2.0/mlflow-artifacts/artifacts/1/m";
    expect(failureOf(() => readVersionSource(source, []))).toBe("INVALID URI_HOST");
    expect(readVersionSource(source, [], ["https"])).toEqual({ kind: "SERVED" });
    const encoded = source.replace("mlflow-artifacts", "mlflow%252Dartifacts");
    expect(readVersionSource(encoded, [], ["https"])).toEqual({ kind: "SERVED" });
  });

  test.each([
    ["", "EMPTY"],
    ["s3://bucket", "SOURCE_PATH"],
    ["s3://bucket/a/../b", "SOURCE_PATH"],
    ["s3://bucket/a/%252e%252e/b", "SOURCE_PATH"],
    ["s3://bucket/a?x=/../y", "SOURCE_PATH"],
    ["dbfs:a", "SOURCE_PATH"],
    ["model", "SOURCE_PATH"],
    ["/data/%2e%2e/secret", "SOURCE_PATH"],
    ["/data/%252e%252e/secret", "SOURCE_PATH"],
    ["//host/data", "SOURCE_PATH"],
    ["file://nas/data", "SOURCE_PATH"],
    ["runs://host/r1/m", "SOURCE_FORM"],
    ["models:/a/1/2", "SOURCE_FORM"],
    ["models:/a@", "SOURCE_FORM"],
    ["hdfs://name/a", "URI_HOST"],
    ["s3://bücket/a", "URI_HOST"],
    [`/${"x".repeat(500)}`, "TOO_LONG"],
  ])("is not %s", (source, reason) => {
    expect(failureOf(() => readVersionSource(source, []))).toBe(`INVALID ${reason}`);
  });

  test.each<[string, VersionOrigin | null, boolean]>([
    ["runs:/r1/model", run, true],
    ["runs:/r2/model", run, false],
    ["runs:/r1/model", null, false],
    ["models:/m-1", model, true],
    ["models:/m-2", model, false],
    ["models:/m-1", run, false],
    ["mlflow-artifacts:/1/r1/artifacts/m", run, true],
    ["mlflow-artifacts:/1/r1/artifacts-of-another", run, false],
    ["mlflow-artifacts:/1/r1/%61rtifacts/m", run, true],
    ["/data/1/r1/artifacts/m", localRun, true],
    ["/data/1/r1/artifacts2/m", localRun, false],
    ["/data/1/r1/artifacts/m", run, false],
    ["s3://bucket/anything", null, true],
    ["models:/fraud/3", null, true],
  ])("%s of %j: %p", (source, origin, belongs) => {
    const told = failureOf(() => checkSourceIsOf(origin, source, readVersionSource(source, []), []));
    expect(told).toBe(belongs ? "nothing" : "INVALID SOURCE_OF_ANOTHER");
  });

  test("is a word of MLflow's own for a prompt", () => {
    expect(failureOf(() => checkPromptSource("dummy-source", []))).toBe("nothing");
    expect(failureOf(() => checkPromptSource("s3://bucket/m", []))).toBe("INVALID PROMPT_SOURCE");
  });
});
