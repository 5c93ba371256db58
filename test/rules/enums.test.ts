import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  lifecycleStages,
  modelStages,
  runStatuses,
  toLifecycleStage,
  toModelStage,
  toRunStatus,
  toVersionStatus,
  versionStatuses,
} from "../../src/rules/enums.js";
import { anyString, check } from "./arbitraries.js";

describe.each([
  ["a run's status", toRunStatus, ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"], runStatuses],
  ["a lifecycle stage", toLifecycleStage, ["active", "deleted"], lifecycleStages],
  ["a model version's stage", toModelStage, ["None", "Staging", "Production", "Archived"], modelStages],
  [
    "a model version's status",
    toVersionStatus,
    ["PENDING_REGISTRATION", "FAILED_REGISTRATION", "READY"],
    versionStatuses,
  ],
] as const)("%s", (_, read, stored, words) => {
  test("reads every word that MLflow stores as the same word in capitals", () => {
    expect(stored.map((word) => read(word))).toEqual(stored.map((word) => word.toUpperCase()));
    expect([...stored.map((word) => word.toUpperCase()), "UNKNOWN"]).toEqual([...words]);
  });

  test("reads a word that is not known, and no word, as UNKNOWN", () => {
    const known = new Set<string>(words);
    check(
      fc.property(anyString, (word) => {
        fc.pre(!known.has(word.toUpperCase()));
        expect(read(word)).toBe("UNKNOWN");
      }),
    );
    for (const word of [null, "", " ", "active ", "Deleted_Internal", "constructor", "__proto__"])
      expect(read(word)).toBe("UNKNOWN");
  });

  test("takes no letter for another that only looks alike in capitals", () => {
    for (const word of ["f\u0131n\u0131shed", "\ufb01nished", "act\u0131ve", "\u017ftaging", "k\u0131lled"])
      expect(read(word)).toBe("UNKNOWN");
  });
});
