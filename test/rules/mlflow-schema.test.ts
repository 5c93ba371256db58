import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { capabilitiesFound, capabilitiesOf, capabilitySince, describeHead } from "../../src/rules/mlflow-schema.js";
import { anyString, check } from "./arbitraries.js";

const heads = [
  ["2.8 - 2.12", "acf3f17fdcc7", false, false],
  ["2.13", "867495a8f9d4", false, false],
  ["2.14", "5b0e9adcef9c", false, false],
  ["2.15 - 2.16", "4465047574b1", false, false],
  ["2.17", "f5a4f2784254", false, false],
  ["2.18 - 2.22", "0584bdc529eb", false, false],
  ["3.0 - 3.1", "6953534de441", false, false],
  ["3.2", "770bee3ae1dd", false, false],
  ["3.3", "1a0cddfcaa16", false, false],
  ["3.4", "71994744cf8e", false, false],
  ["3.5 - 3.7", "bf29a5ff90ea", false, false],
  ["3.8", "1bd49d398cd23", false, false],
  ["3.9", "d3e4f5a6b7c8", false, false],
  ["3.10", "1b5f0d9ad7c1", true, false],
  ["3.11", "c3d6457b6d8a", true, false],
  ["3.12", "7d34483879f0", true, true],
  ["3.13", "da6fb0208061", true, true],
  ["3.14", "b7e4c1a90f23", true, true],
  ["3.15", "6f8d9c3b2a1e", true, true],
  ["3.16", "b7e2c1a4d9f3", true, true],
  ["3.17", "dc11669786a5", true, true],
] as const;

describe("the schema head of MLflow", () => {
  test.each(heads)("%s is %s: workspaces %p, step index %p", (releases, revision, workspaces, metricStepIndex) => {
    expect(describeHead(revision)).toEqual({ revision, releases });
    expect(capabilitiesOf(revision)).toMatchObject({ workspaces, metricStepIndex });
  });

  test("that this build does not know names no release and promises nothing", () => {
    check(
      fc.property(anyString, (revision) => {
        expect(describeHead(revision)).toEqual({ revision, releases: null });
        expect(capabilitiesOf(revision)).toBeNull();
      }),
    );
    expect(capabilitiesOf("DC11669786A5")).toBeNull();
  });

  test("of each capability's first release has it, and the head before has not", () => {
    const revisions = heads.map(([, revision]) => revision);
    for (const [name, { revision }] of Object.entries(capabilitySince)) {
      const has = revisions.map((one) => (capabilitiesOf(one) as Record<string, boolean>)[name]);
      const since = revisions.indexOf(revision);
      expect(since).toBeGreaterThan(-1);
      expect(has).toEqual(revisions.map((_, at) => at >= since));
    }
  });

  test("that is unknown has what is found in its tables", () => {
    expect(
      capabilitiesFound(
        () => false,
        () => false,
      ),
    ).toEqual(capabilitiesOf(heads[0][1]));
    expect(
      capabilitiesFound(
        () => true,
        () => true,
      ),
    ).toEqual(capabilitiesOf(heads[heads.length - 1]?.[1] ?? ""));
    const found = capabilitiesFound(
      (table, column) => table === "experiments" && column === "workspace",
      (table, columns) => table === "metrics" && columns.join() === "run_uuid,key,step",
    );
    expect(Object.entries(found).filter(([, has]) => has)).toEqual([
      ["workspaces", true],
      ["metricStepIndex", true],
    ]);
  });
});
