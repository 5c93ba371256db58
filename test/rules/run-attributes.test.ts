import { describe, expect, test } from "@jest/globals";
import { attributesOf } from "../../src/rules/run-attributes.js";
import { timeText } from "../../src/rules/time-text.js";

const run = {
  name: "r",
  experimentId: "7",
  status: "RUNNING",
  lifecycleStage: "ACTIVE",
  startTime: 0n,
  endTime: null,
  userId: "",
};

describe("attributes of a run", () => {
  test("are null where nothing is said", () => {
    expect(Object.fromEntries(attributesOf(run, {}))).toEqual({
      NAME: "r",
      EXPERIMENT: "7",
      STATUS: "RUNNING",
      LIFECYCLE_STAGE: "ACTIVE",
      START_TIME: "1970-01-01T00:00:00.000Z",
      END_TIME: null,
      USER: null,
      SOURCE_NAME: null,
      SOURCE_TYPE: null,
      GIT_COMMIT: null,
      GIT_BRANCH: null,
      GIT_REPOSITORY_URL: null,
      GIT_IS_DIRTY: null,
    });
  });

  test("come from MLflow's tags, the user else from its column", () => {
    const facts = {
      "mlflow.source.git.dirty": "True",
      "mlflow.source.git.commit": "abc",
      "mlflow.source.type": "LOCAL",
    };
    const found = attributesOf({ ...run, userId: "column" }, facts);
    expect(["USER", "GIT_IS_DIRTY", "GIT_COMMIT", "SOURCE_TYPE"].map((name) => found.get(name))).toEqual([
      "column",
      "true",
      "abc",
      "LOCAL",
    ]);
    expect(attributesOf(run, { "mlflow.user": "tag" }).get("USER")).toBe("tag");
  });
});

test.each([
  [1_790_000_000_123n, "2026-09-21T14:13:20.123Z"],
  [8_640_000_000_000_000n, "+275760-09-13T00:00:00.000Z"],
  [8_640_000_000_000_001n, "8640000000000001"],
  [-(2n ** 63n), "-9223372036854775808"],
])("the time %p is written %p", (time, text) => {
  expect(timeText(time)).toBe(text);
});
