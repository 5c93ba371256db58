import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkAlias, checkNewAlias } from "../../src/rules/alias-input.js";
import { artifactUriOfRun, checkArtifactLocation } from "../../src/rules/artifact-location.js";
import { checkKey } from "../../src/rules/entity-key.js";
import { Failure } from "../../src/rules/failure.js";
import { checkModelName } from "../../src/rules/model-name.js";
import { storedStage } from "../../src/rules/stage-input.js";
import {
  checkSourceIsOf,
  readVersionSource,
  type VersionOrigin,
  type VersionSource,
} from "../../src/rules/version-source.js";
import { aboutAsLongAs, nameUpTo, sampleOf } from "../rules/written-values.js";
import {
  breakAtEnd,
  describeBesideMlflowChecks,
  differenceOf,
  expectAgreement,
  lengthOf,
  unstorable,
} from "./written-comparison.js";

describeBesideMlflowChecks("what may be written to the registry", (checks) => {
  test.each(["model name", "new name"])("names of registered models (%s)", async (ask) => {
    const argument = ask === "model name" ? "model_name" : "model_new_name";
    await expectAgreement<Record<string, string>>(checks(), {
      ask,
      cases: sampleOf(nameUpTo(256), 2_000).map((name) => ({ [argument]: name })),
      ours: (one) => checkModelName(one[argument] ?? "", ["name"]),
      differences: [
        { why: unstorable.why, holds: (one) => unstorable.holds({ value: one[argument] ?? "" }) },
        { why: "longer than the column", holds: (one) => lengthOf(one[argument] ?? "") > 256 },
        { why: "nothing in it can be seen", holds: (one) => /^[\s\p{Cc}]*$/u.test(one[argument] ?? "") },
      ],
    });
  });

  test.each<[string, string, (alias: string) => void]>([
    ["new alias", "alias", (alias) => checkNewAlias(alias, ["alias"])],
    ["alias", "model_alias_name", (alias) => checkAlias(alias, ["alias"])],
  ])("aliases (%s)", async (ask, argument, ours) => {
    await expectAgreement<Record<string, string>>(checks(), {
      ask,
      cases: sampleOf(nameUpTo(255), 3_000).map((alias) => ({ [argument]: alias })),
      ours: (one) => ours(one[argument] ?? ""),
      differences: [{ why: breakAtEnd.why, holds: (one) => (one[argument] ?? "").endsWith("\n") }],
    });
  });

  test("stages, in any case", async () => {
    const word = fc.constantFrom(
      "none",
      "staging",
      "Production",
      "archived",
      "Deleted_Internal",
      "unknown",
      "",
      "prod",
      "stagıng",
    );
    const cased = fc
      .tuple(word, fc.boolean())
      .map(([stage, isUpper]) => ({ stage: isUpper ? stage.toUpperCase() : stage }));
    await expectAgreement<{ stage: string }>(checks(), {
      ask: "stage",
      cases: sampleOf(cased, 200),
      ours: ({ stage }) => storedStage(stage, ["stage"]),
      isSame: (ours, theirs) => expect(ours).toBe(theirs),
      differences: [],
    });
  });

  test("letters and digits of every script", async () => {
    const [told] = await checks().ask<Characters>("characters", [{}]);
    const { key, alias, version, unknown } = told?.ok ?? none;
    const [inKey, inAlias, inVersion, newer] = [key, alias, version, unknown].map(setOf) as Sets;
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      if (newer.has(point)) continue; // Node knows newer letters than the Python of this run.
      const one = String.fromCodePoint(point);
      const verdicts = [
        passes(() => checkKey(`a${one}a`, ["key"])) === inKey.has(point),
        passes(() => checkAlias(one, ["alias"])) === inAlias.has(point),
        passes(() => checkNewAlias(`v${one}`, ["alias"])) === (inAlias.has(point) && !inVersion.has(point)),
      ];
      if (verdicts.includes(false)) wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
    expect(inKey.size).toBeGreaterThan(100_000);
  });

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
  );
  const tail = fc.constantFrom("", "", "", "?a=b", "?x=../y", "?x=%2e%2e", "#f", ";p", "/", "\n", "?", "#");
  const uri = fc
    .tuple(scheme, host, fc.constantFrom("/", "/", "/", "", "//"), fc.array(part, { maxLength: 4 }), tail)
    .map(([scheme, host, slash, parts, tail]) => `${scheme}${host}${slash}${parts.join("/")}${tail}`);
  const dropped = {
    why: "Python's parser drops control characters and a space in front; a host is none of DNS, or an address in brackets with more",
    holds: (text: string) => /\p{Cc}|^\s/u.test(text) || /^[^/]*\/\/[^/]*(?:[^!-~/]|\])/.test(text),
  };
  const noPlainPath = {
    why: "a path that is relative to where MLflow's server was started, or that begins with two slashes",
    holds: (text: string) => !/^(?:[a-z][a-z0-9+.-]*:|\/(?!\/))/i.test(text.replace(/^file:(?:\/\/[^/]*)?/, "")),
  };

  test("artifact locations of experiments", async () => {
    await expectAgreement<{ location: string }>(checks(), {
      ask: "location",
      cases: sampleOf(
        fc.oneof(
          uri,
          aboutAsLongAs(256).map((path) => `/${path}`),
        ),
        4_000,
      ).map((location) => ({ location })),
      ours: ({ location }) => checkArtifactLocation(location, ["location"]),
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
    );
    const origin = fc.oneof(
      fc.constant(null),
      fc.record({
        kind: fc.constantFrom("RUN", "LOGGED_MODEL"),
        id: fc.constantFrom("run1", "m-0123456789abcdef0123456789abcdef", "a"),
        artifactUri: place,
      }),
    ) as fc.Arbitrary<VersionOrigin | null>;
    await expectAgreement<{ source: string; origin: VersionOrigin | null }>(checks(), {
      ask: "version source",
      cases: sampleOf(fc.record({ source: uri, origin }), 12_000),
      ours: ({ source, origin }) => checkSourceIsOf(origin, source, readVersionSource(source, ["source"]), ["source"]),
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

type Ranges = [first: number, last: number][];
type Characters = Readonly<Record<"key" | "alias" | "version" | "unknown", Ranges>>;
type Sets = [Set<number>, Set<number>, Set<number>, Set<number>];

const none: Characters = { key: [], alias: [], version: [], unknown: [] };

function setOf(ranges: Ranges): Set<number> {
  return new Set(
    ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index)),
  );
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
