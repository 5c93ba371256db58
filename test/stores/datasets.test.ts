import { beforeAll, expect, test } from "@jest/globals";
import {
  type DatasetInputRow,
  type DatasetRow,
  datasetInputOrdering,
  datasetInputsOfRuns,
  datasetKey,
  datasetOrdering,
  datasetsByKeys,
  datasetsOfExperiments,
  runsOfDatasets,
} from "../../src/stores/mlflow/datasets.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { datasetColumns, datasetRow, experimentColumns, experimentRow, runColumns, runRow } from "./rows.js";

const all = { first: 100, after: null };
/** As long as the column allows, alike in more bytes than MySQL sorts by unless told otherwise. */
const long = "\u{1F989}".repeat(499);

const full = datasetRow("1", "naïve ✓", "d1", { schema: '{"mlflow_colspec":[]}', profile: '{"num_rows":5}' });
const bare = datasetRow("1", "naïve ✓", "d0");
const [longA, longB] = [datasetRow("1", `${long}A`, "x"), datasetRow("1", `${long}B`, "w")];
const upper = datasetRow("1", "Z", "d1");
/** The same name and digest in another experiment, under the same uuid: MLflow's key allows it. */
const twin = datasetRow("2", bare.name, bare.digest, { mlflowId: bare.mlflowId });
const solo = datasetRow("2", "solo", "s");
const datasets = [full, bare, longA, longB, upper, twin, solo];

const runs = [
  runRow("r1", { startTime: 5n }),
  runRow("r2", { startTime: 5n, lifecycleStage: "DELETED" }),
  runRow("r3"),
];

const edge = (
  inputUuid: string,
  runId: string,
  dataset: DatasetRow,
  context: string | null = null,
): DatasetInputRow => ({
  store: "main",
  inputUuid,
  runId,
  context,
  dataset,
});
const edges = [
  edge("i5", "r1", full),
  edge("i1", "r1", bare, "training"),
  edge("i2", "r1", longB),
  edge("i3", "r1", longA),
  edge("i4", "r1", upper),
  edge("i6", "r2", bare),
  edge("i7", "r3", bare),
  edge("i8", "R1", solo),
];

describeEmptied("datasets", newestAndOldest, (store) => {
  beforeAll(async () => {
    const { database } = store();
    await database.insert("experiments", ...["1", "2", "3"].map((id) => experimentColumns(experimentRow(id))));
    await database.insert("runs", ...runs.map(runColumns));
    await database.insert("datasets", ...datasets.map(datasetColumns));
    await database.insert(
      "input_tags",
      { input_uuid: "i1", name: "mlflow.data.context", value: "training" },
      { input_uuid: "i2", name: "context", value: "another tag" },
    );
    const input = (uuid: string, source: string, destination: string, types = ["DATASET", "RUN"]) => ({
      input_uuid: uuid,
      source_type: types[0] ?? "",
      source_id: source,
      destination_type: types[1] ?? "",
      destination_id: destination,
    });
    await database.insert(
      "inputs",
      ...edges.map(({ inputUuid, runId, dataset }) => input(inputUuid, dataset.mlflowId, runId)),
      input("dangling-1", "no such dataset", "r1"),
      input("dangling-2", full.mlflowId, "no such run"),
      input("model-1", full.mlflowId, "r1", ["RUN_INPUT", "MODEL_INPUT"]),
      input("model-2", "r1", full.mlflowId, ["RUN_OUTPUT", "MODEL_OUTPUT"]),
      input("odd", full.mlflowId, "r2", ["DATASET", "MODEL_INPUT"]),
    );
  });

  test("are found by MLflow's key with every column, null where it is null", async () => {
    const found = await datasetsByKeys(store().open, scope, [full, bare, twin, longA]);
    expect([...found].sort()).toEqual([full, bare, twin, longA].map((row) => [datasetKey(row), row]).sort());
  });

  test("are found by no other key", async () => {
    const { open, opened } = store();
    const keys = [
      { ...full, experimentId: "3" },
      { ...full, name: "naive ✓" },
      { ...full, name: "naïve ✓ " },
      { ...upper, name: "z" },
      { ...full, digest: "D1" },
      { ...full, digest: "" },
    ];
    const found = await datasetsByKeys(open, scope, keys);
    expect(keys.filter((key) => found.has(datasetKey(key)))).toEqual([]);
    opened.statements();
    expect(await datasetsByKeys(open, scope, [{ ...full, experimentId: "nonsense" }])).toEqual(new Map());
    expect(opened.statements()).toEqual([]);
  });

  test("of an experiment are listed by name and digest, byte by byte", async () => {
    const { open } = store();
    const found = await datasetsOfExperiments(open, scope, ["1"], all);
    expect(found).toEqual(new Map([["1", [upper, bare, full, longA, longB]]]));
    const several = await datasetsOfExperiments(open, scope, ["1", "2", "3", "nonsense"], { first: 1, after: null });
    expect(several).toEqual(
      new Map([
        ["1", [upper, bare]],
        ["2", [twin, solo]],
      ]),
    );
  });

  test("of an experiment go on after each", async () => {
    const { open } = store();
    const listed = [upper, bare, full, longA, longB];
    for (const [at, row] of listed.entries()) {
      const page = { first: 1, after: datasetOrdering.place(row) };
      const rest = listed.slice(at + 1, at + 3);
      const found = await datasetsOfExperiments(open, scope, ["1"], page);
      expect(found).toEqual(rest.length === 0 ? new Map() : new Map([["1", rest]]));
    }
    expect(await datasetsOfExperiments(open, scope, ["nonsense"], all)).toEqual(new Map());
  });

  test("that a run read are listed by name and digest; edges to absent ones and of other kinds are not among them", async () => {
    const { open } = store();
    const found = await datasetInputsOfRuns(open, scope, ["r1"], all);
    expect(found).toEqual(new Map([["r1", inputsOf("r1")]]));
    const several = await datasetInputsOfRuns(open, scope, ["r1", "r2", "R1", "absent"], { first: 1, after: null });
    expect(several).toEqual(
      new Map([
        ["r1", inputsOf("r1").slice(0, 2)],
        ["r2", inputsOf("r2")],
        ["R1", inputsOf("R1")],
      ]),
    );
  });

  test("that a run read go on after each, also after one that another has the name, digest and uuid of", async () => {
    const { open } = store();
    const listed = inputsOf("r1");
    for (const [at, row] of listed.entries()) {
      const page = { first: 100, after: datasetInputOrdering.place(row) };
      const rest = listed.slice(at + 1);
      const found = await datasetInputsOfRuns(open, scope, ["r1"], page);
      expect(found).toEqual(rest.length === 0 ? new Map() : new Map([["r1", rest]]));
    }
  });

  test("know the runs that read them, deleted ones too, latest first; absent runs are not among them", async () => {
    const { open } = store();
    const wanted = [bare.mlflowId, full.mlflowId, longA.mlflowId, "never read"];
    expect(await runsOfDatasets(open, scope, wanted, all)).toEqual(
      new Map([
        [bare.mlflowId, runs],
        [full.mlflowId, [runs[0]]],
        [longA.mlflowId, [runs[0]]],
      ]),
    );
    const page = { first: 1, after: [5n, "r1"] };
    expect(await runsOfDatasets(open, scope, [bare.mlflowId], page)).toEqual(new Map([[bare.mlflowId, runs.slice(1)]]));
  });

  /** By name, digest and experiment, as the store lists them; the twin comes with the edge to its uuid. */
  function inputsOf(runId: string): DatasetInputRow[] {
    const own = edges.filter((row) => row.runId === runId);
    return [upper, bare, twin, full, solo, longA, longB].flatMap((dataset) =>
      own.filter((row) => row.dataset.mlflowId === dataset.mlflowId).map((row) => ({ ...row, dataset })),
    );
  }
});
