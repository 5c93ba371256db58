import { beforeAll, expect, test } from "@jest/globals";
import {
  type ModelVersionRow,
  modelVersionsByKeys,
  versionKey,
  versionOfRunOrdering,
  versionsOfModels,
  versionsOfRuns,
} from "../../src/stores/mlflow/model-versions.js";
import { modelKey } from "../../src/stores/mlflow/registered-models.js";
import { describeEmptied, newestAndOldest, type StoreUnderTest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { modelColumns, modelRow, versionColumns, versionRow } from "./rows.js";

const all = { first: 100, after: null };
const iris = modelRow("Iris ✓", { createdAt: 77n });
const undated = modelRow("undated");
const empty = modelRow("empty");
const prompt = modelRow("prompt");

const full = versionRow(iris.name, 10, {
  modelCreatedAt: 77n,
  createdAt: 9_007_199_254_740_993n,
  lastUpdatedAt: -1n,
  description: "naïve 🦉",
  stage: "PRODUCTION",
  source: "models:/m-0123",
  storageLocation: "s3://there",
  runId: "run-a",
  runLink: "https://example.org/run",
  status: "READY",
  statusMessage: "fine",
});
const ofIris = (version: number, rest: Partial<ModelVersionRow> = {}) =>
  versionRow(iris.name, version, { modelCreatedAt: 77n, ...rest });
const bare = ofIris(1);
const pending = ofIris(2, { status: "PENDING_REGISTRATION", stage: "STAGING", runId: "run-a" });
const oddStage = ofIris(9, { stage: "UNKNOWN", status: "FAILED_REGISTRATION", runId: "RUN-A" });
const largest = ofIris(2_147_483_647, { stage: "ARCHIVED", runId: "run-b" });
const ofUndated = versionRow("undated", 1, { runId: "run-a", source: "s3://x" });
const versions = [full, bare, pending, oddStage, largest, ofUndated];

describeEmptied("model versions", newestAndOldest, (store) => {
  beforeAll(async () => {
    const { database } = store();
    await database.insert("registered_models", ...[iris, undated, empty, prompt].map(modelColumns));
    await database.insert("registered_model_tags", {
      key: "mlflow.prompt.is_prompt",
      value: "true",
      name: prompt.name,
    });
    await database.insert("model_versions", ...versions.map(versionColumns));
    // What MLflow leaves of a deleted version, a version of a prompt, and one without a stage, which MLflow does not see either.
    const others = [
      { ...versionColumns(ofIris(3, { runId: "REDACTED-RUN-ID" })), current_stage: "Deleted_Internal" },
      { ...versionColumns(versionRow("prompt", 1, { runId: "run-a" })), current_stage: "None" },
      { ...versionColumns(ofIris(5, { runId: "run-a" })), current_stage: null },
      { ...versionColumns(versionRow("undated", 2, { runId: "" })), current_stage: "None" },
    ];
    await database.insert("model_versions", ...others);
  });

  test("are found by name and number with every column, null where it is null", async () => {
    const found = await modelVersionsByKeys(store().open, scope, versions);
    expect([...found].sort()).toEqual(versions.map((row) => [versionKey(row), row]).sort());
  });

  test("that are deleted, of prompts, without a stage, or merely alike are not found", async () => {
    const keys = [
      ofIris(3),
      versionRow("prompt", 1),
      ofIris(5),
      ofIris(4),
      ofIris(0),
      ofIris(-1),
      versionRow("iris ✓", 1),
      versionRow("Iris ✓ ", 1),
      versionRow("absent", 1),
      { ...bare, workspace: "team" },
    ];
    expect(await modelVersionsByKeys(store().open, scope, keys)).toEqual(new Map());
  });

  test("of a model are listed with the highest number first, and go on after each", async () => {
    const { open } = store();
    const listed = [largest, full, oddStage, pending, bare];
    expect(await versionsOfModels(open, scope, [iris], all)).toEqual(new Map([[modelKey(iris), listed]]));
    for (const [at, row] of listed.entries()) {
      const page = { first: 1, after: [BigInt(row.version)] };
      const rest = listed.slice(at + 1, at + 3);
      const found = await versionsOfModels(open, scope, [iris], page);
      expect(found).toEqual(rest.length === 0 ? new Map() : new Map([[modelKey(iris), rest]]));
    }
    const afterMore = { first: 1, after: [2n ** 63n - 1n] };
    expect((await versionsOfModels(open, scope, [iris], afterMore)).get(modelKey(iris))).toEqual([full, oddStage]);
  });

  test("of several models are cut at one more than asked for in each", async () => {
    const { open } = store();
    const keys = [iris, undated, empty, prompt, modelRow("iris ✓")];
    expect(await versionsOfModels(open, scope, keys, { first: 1, after: null })).toEqual(
      new Map([
        [modelKey(iris), [largest, full]],
        [modelKey(undated), [versionRow("undated", 2), ofUndated]],
      ]),
    );
  });

  test("of a run are listed by model and number; none for a run that is gone from them", async () => {
    const { open } = store();
    const ids = ["run-a", "run-b", "RUN-A", "absent", "REDACTED-RUN-ID"];
    const wanted = [ofIrisInOrder(), [largest], [oddStage]];
    expect(await versionsOfRuns(open, scope, ids, all)).toEqual(
      new Map([["run-a", wanted[0]], ["run-b", wanted[1]], ["RUN-A", wanted[2]]] as [string, ModelVersionRow[]][]),
    );
    const [first, second, third] = ofIrisInOrder();
    expect(await versionsOfRuns(open, scope, ids, { first: 1, after: null })).toEqual(
      new Map([["run-a", [first, second]], ["run-b", [largest]], ["RUN-A", [oddStage]]]),
    );
    const afterFirst = { first: 1, after: versionOfRunOrdering.place(first ?? full) };
    expect(await versionsOfRuns(open, scope, ["run-a"], afterFirst)).toEqual(new Map([["run-a", [second, third]]]));
    const afterLast = { first: 1, after: versionOfRunOrdering.place(third ?? full) };
    expect(await versionsOfRuns(open, scope, ["run-a"], afterLast)).toEqual(new Map());
  });

  function ofIrisInOrder(): ModelVersionRow[] {
    return [pending, full, ofUndated];
  }

  test("of a model in another workspace are told apart, also in the versions of a run", async () => {
    const current = store();
    if (!current.hasWorkspaces) return expectNoWorkspaces(current);
    const { open, database } = current;
    const twin = { ...ofUndated, workspace: "team", modelCreatedAt: 5n };
    await database.insert("registered_models", { ...modelColumns(undated), creation_time: 5n, workspace: "team" });
    await database.insert("model_versions", { ...versionColumns(twin), workspace: "team" });
    const found = await modelVersionsByKeys(open, scope, [ofUndated, twin]);
    expect(found).toEqual(new Map([[versionKey(ofUndated), ofUndated], [versionKey(twin), twin]]));
    const ofModels = await versionsOfModels(open, scope, [{ ...undated, workspace: "team" }], all);
    expect(ofModels).toEqual(new Map([[modelKey(twin), [twin]]]));
    expect((await versionsOfRuns(open, scope, ["run-a"], all)).get("run-a")).toEqual([...ofIrisInOrder(), twin]);
    const page = { first: 9, after: versionOfRunOrdering.place(ofUndated) };
    expect((await versionsOfRuns(open, scope, ["run-a"], page)).get("run-a")).toEqual([twin]);
  });

  async function expectNoWorkspaces({ open }: StoreUnderTest): Promise<void> {
    expect(await versionsOfModels(open, scope, [{ ...undated, workspace: "team" }], all)).toEqual(new Map());
  }
});
