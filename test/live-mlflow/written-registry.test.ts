import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkAlias, checkNewAlias } from "../../src/rules/alias-input.js";
import { checkKey } from "../../src/rules/entity-key.js";
import { Failure } from "../../src/rules/failure.js";
import { checkModelName } from "../../src/rules/model-name.js";
import { storedStage } from "../../src/rules/stage-input.js";
import { nameUpTo, sampleOf } from "../rules/written-values.js";
import { breakAtEnd, describeBesideMlflowChecks, expectAgreement, lengthOf, unstorable } from "./written-comparison.js";

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
});

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
