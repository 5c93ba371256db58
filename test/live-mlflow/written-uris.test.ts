import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { artifactUriOfRun, checkArtifactLocation } from "../../src/rules/artifact-location.js";
import { Failure } from "../../src/rules/failure.js";
import {
  checkSourceIsOf,
  readVersionSource,
  type VersionOrigin,
  type VersionSource,
} from "../../src/rules/version-source.js";
import { aboutAsLongAs, sampleOf } from "../rules/written-values.js";
import { describeBesideMlflowChecks, differenceOf, expectAgreement, lengthOf } from "./written-comparison.js";

describeBesideMlflowChecks("where artifacts lie and versions come from", (checks) => {
  const scheme = fc.constantFrom(
    ..."s3 gs wasbs dbfs runs RUNS models Models mlflow-artifacts file hdfs abfss http https ftp r2 1x a+b"
      .split(" ")
      .map((one) => `${one}:`),
    "",
  );
  const host = fc.constantFrom(
    "",
    "",
    "//",
    "//bucket",
    "//localhost:5000",
    "//127.0.0.1",
    "//fs@acc.dfs.net",
    "//[::1]:80",
    "//[bad",
    "//.",
    "//höst",
  );
  const part = fc.constantFrom(
    "a",
    "m-0123456789abcdef0123456789abcdef",
    "run1",
    "1",
    "latest",
    "Production",
    "b@champion",
    "..",
    ".",
    "%2e%2e",
    "%252e%252e",
    "a%2Fb",
    "+",
    " ",
    "",
    "artifacts",
    "é",
    "%00",
    "%zz",
    "api/2.0/mlflow-artifacts/artifacts",
    "api/2.0/mlflow%2Dartifacts/%61rtifacts",
    "%C3%A9",
    "Ã©",
  );
  const tail = fc.constantFrom("", "", "", "?a=b", "?x=../y", "?x=%2e%2e", "#f", ";p", "/", "\n", "?", "#");
  const uri = fc
    .tuple(scheme, host, fc.constantFrom("/", "/", "/", "", "//"), fc.array(part, { maxLength: 4 }), tail)
    .map(([scheme, host, slash, parts, tail]) => `${scheme}${host}${slash}${parts.join("/")}${tail}`);
  const allowed = fc.constantFrom<string[]>([], ["http", "https", "hdfs"]);
  const dropped = {
    why: "Python's parser drops control characters and a space in front; a host is none of DNS, or an address in brackets with more",
    holds: (text: string) => /\p{Cc}|^\s/u.test(text) || /^[^/]*\/\/[^/]*(?:[^!-~/]|\])/.test(text),
  };
  const noPlainPath = {
    why: "a path that is relative to where MLflow's server was started, or that begins with two slashes",
    holds: (text: string) => !/^(?:[a-z][a-z0-9+.-]*:|\/(?!\/))/i.test(text.replace(/^file:(?:\/\/[^/]*)?/, "")),
  };

  test("artifact locations of experiments", async () => {
    await expectAgreement<{ location: string; allowed: string[] }>(checks(), {
      ask: "location",
      cases: sampleOf(
        fc.record({
          location: fc.oneof(
            uri,
            aboutAsLongAs(256).map((path) => `/${path}`),
          ),
          allowed,
        }),
        4_000,
      ),
      ours: ({ location, allowed }) => checkArtifactLocation(location, ["location"], allowed),
      differences: [
        differenceOf(dropped, ({ location }) => [location]),
        differenceOf(noPlainPath, ({ location }) => [location]),
        {
          why: "a file URI of another machine, which MLflow's store refuses later",
          holds: ({ location }) => location.startsWith("file://"),
        },
        { why: "longer than the column", holds: ({ location }) => lengthOf(location) > 256 },
        { why: "a runs:/ URI with its scheme in capitals", holds: ({ location }) => location.startsWith("RUNS:") },
      ],
    });
  });

  test("where the artifacts of a run lie", async () => {
    const cases = sampleOf(uri, 4_000).filter((location) =>
      passes(() => checkArtifactLocation(location, ["location"])),
    );
    const answers = await checks().ask<string>(
      "artifact uri",
      cases.map((location) => ({ location, run: "0123456789abcdef0123456789abcdef" })),
    );
    const theirs = answers.map(({ ok }) => ok);
    expect(cases.map((location) => artifactUriOfRun(location, "0123456789abcdef0123456789abcdef", []))).toEqual(theirs);
    expect(new Set(theirs).size).toBeGreaterThan(200);
  });

  test("what a models:/ URI names", async () => {
    const part = fc.constantFrom(
      "a",
      "a b",
      "a@b",
      "@",
      "a@",
      "x@y@z",
      "1",
      "007",
      "LATEST",
      "latest",
      "Staging",
      " ",
      "",
      "?",
      "#",
      "m-1",
    );
    const names = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map((parts) => ({ uri: `models:/${parts.join("/")}` }));
    await expectAgreement<{ uri: string }>(checks(), {
      ask: "model uri",
      cases: sampleOf(names, 1_500),
      ours: ({ uri }) => readVersionSource(uri, ["source"]),
      isSame: (ours, theirs) => expect(inMlflowsOrder(ours as VersionSource)).toEqual(theirs),
      differences: [
        {
          why: "MLflow's handlers refuse a host before they read on, and a path that a # cuts short",
          holds: ({ uri }) => uri.startsWith("models://") || uri.includes("#"),
        },
      ],
    });
  });

  test("sources of model versions", async () => {
    const place = fc.constantFrom(
      "/a/run1/artifacts",
      "file:///a/run1",
      "mlflow-artifacts:/a",
      "s3://bucket/a",
      "/",
      "/a",
      "mlflow-artifacts:/1/a%2Fb",
      "mlflow-artifacts:/%C3%A9",
      "https://localhost:5000/api/2.0/mlflow-artifacts/artifacts",
      "http://LOCALHOST:5000/api/2.0/mlflow-artifacts/artifacts/a;p",
    );
    const served = fc
      .tuple(fc.constantFrom("https", "http"), fc.array(part, { maxLength: 2 }), fc.constantFrom("", ";p", "/"))
      .map(
        ([scheme, parts, end]) =>
          `${scheme}://localhost:5000/api/2.0/mlflow-artifacts/artifacts/${parts.join("/")}${end}`,
      );
    const origin = fc.oneof(
      fc.constant(null),
      fc.record({
        kind: fc.constantFrom("RUN", "LOGGED_MODEL"),
        id: fc.constantFrom("run1", "m-0123456789abcdef0123456789abcdef", "a"),
        artifactUri: place,
      }),
    ) as fc.Arbitrary<VersionOrigin | null>;
    await expectAgreement<{ source: string; origin: VersionOrigin | null; allowed: string[] }>(checks(), {
      ask: "version source",
      cases: sampleOf(fc.record({ source: fc.oneof({ weight: 3, arbitrary: uri }, served), origin, allowed }), 15_000),
      ours: ({ source, origin, allowed }) =>
        checkSourceIsOf(origin, source, readVersionSource(source, ["source"], allowed), ["source"]),
      differences: [
        differenceOf(dropped, ({ source }) => [source]),
        differenceOf(noPlainPath, ({ source }) => [source]),
        {
          why: "a path with detours, which MLflow's server walks on its disk",
          holds: ({ source }) => /^(?:file:|\/|[^:]*$)/.test(source) && /(?:^|\/)(?:\.|%2e|%252e|%zz|%00)/.test(source),
        },
      ],
    });
  });
});

/** As MLflow's ParsedModelUri: model_id, name, version, stage, alias. */
function inMlflowsOrder(source: VersionSource): (string | null)[] {
  const all = { modelId: null, name: null, version: null, stage: null, alias: null, ...source };
  return [all.modelId, all.name, all.version, all.stage, all.alias];
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return false;
  }
}
