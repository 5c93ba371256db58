import { beforeAll, expect, test } from "@jest/globals";
import { childRuns, runCounts, runsByIds, runsOfExperiments } from "../../src/stores/mlflow/runs.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { experimentColumns, experimentRow, runColumns, runRow } from "./rows.js";

const all = { viewType: "ALL", first: 100, after: null } as const;
const active = { ...all, viewType: "ACTIVE_ONLY" } as const;
const deletedOnly = { ...all, viewType: "DELETED_ONLY" } as const;

const full = runRow("0123456789abcdef0123456789abcdef", {
  name: "naïve ✓ 🦉",
  userId: "ada",
  status: "FINISHED",
  startTime: 9_007_199_254_740_993n,
  endTime: -5n,
  deletedAt: 7n,
  artifactUri: "s3://ml/1/0123/artifacts",
});
const bare = runRow("bare");
const bareToo = runRow("bare-too");
const tied = [runRow("a1", { startTime: 50n }), runRow("b1", { startTime: 50n }), runRow("c1", { startTime: 50n })];
const deleted = runRow("gone", { startTime: 60n, lifecycleStage: "DELETED", status: "KILLED" });
const stageless = runRow("stageless", { startTime: 70n, lifecycleStage: "UNKNOWN" });
const elsewhere = [
  runRow("e1", { experimentId: "2", startTime: 1n, status: "FAILED" }),
  runRow("e2", { experimentId: "2", startTime: 2n, status: "SCHEDULED" }),
];
const homeless = runRow("homeless", { experimentId: null });

describeEmptied("runs", newestAndOldest, (store) => {
  beforeAll(async () => {
    const { database } = store();
    const runs = [full, bare, bareToo, ...tied, deleted, stageless, ...elsewhere, homeless];
    await database.insert("experiments", ...["1", "2", "3", "4"].map((id) => experimentColumns(experimentRow(id))));
    await database.insert("runs", ...runs.map(runColumns));
  });

  test("are found by id with every column, null where it is null, deleted ones too", async () => {
    const wanted = [full, bare, deleted, stageless, homeless];
    const found = await runsByIds(store().open, scope, [...wanted.map((run) => run.mlflowId), "absent"]);
    expect([...found].sort()).toEqual(wanted.map((run) => [run.mlflowId, run]).sort());
  });

  test("are found by no other id", async () => {
    const ids = ["BARE", "bare ", " bare", "báre", "", "bare\u{1F989}", "x".repeat(100_000)];
    const found = await runsByIds(store().open, scope, ids);
    expect(ids.filter((id) => found.has(id))).toEqual([]);
  });

  test("are found by ids that mean something in a list of the database's", async () => {
    const { database, open } = store();
    const plain = ["NULL", "a,b", "{c}", "d e", "(f)", "'g'"];
    const quoted = ['h"i', "j\\k", '","', "\\"];
    await database.insert("runs", ...[...plain, ...quoted].map((id) => runColumns(runRow(id, { experimentId: "4" }))));
    for (const ids of [plain, quoted, [...plain, ...quoted]]) {
      expect([...(await runsByIds(open, scope, ids)).keys()].sort()).toEqual([...ids].sort());
    }
  });

  test("of one experiment are listed latest first, ties by id, those without a start last", async () => {
    const found = await runsOfExperiments(store().open, scope, ["1"], all);
    expect(found).toEqual(new Map([["1", [full, deleted, ...tied, bare, bareToo]]]));
  });

  test("of several experiments are cut at one more than asked for in each", async () => {
    const found = await runsOfExperiments(store().open, scope, ["1", "2", "3", "nonsense"], { ...active, first: 1 });
    expect(found).toEqual(
      new Map([
        ["1", [full, tied[0]]],
        ["2", [elsewhere[1], elsewhere[0]]],
      ]),
    );
  });

  test("are listed by stage; one without a stage is in no list", async () => {
    const { open } = store();
    expect((await runsOfExperiments(open, scope, ["1"], active)).get("1")).toEqual([full, ...tied, bare, bareToo]);
    expect((await runsOfExperiments(open, scope, ["1"], deletedOnly)).get("1")).toEqual([deleted]);
  });

  test("go on after a run, with a start and without", async () => {
    const { open } = store();
    const after = async (startTime: bigint | null, id: string) =>
      (await runsOfExperiments(open, scope, ["1"], { ...all, first: 1, after: [startTime, id] })).get("1");
    expect(await after(50n, "a1")).toEqual([tied[1], tied[2]]);
    expect(await after(50n, "b")).toEqual([tied[1], tied[2]]);
    expect(await after(50n, "c1")).toEqual([bare, bareToo]);
    expect(await after(null, "bare")).toEqual([bareToo]);
    expect(await after(null, "bare-too")).toEqual(undefined);
  });

  test("are counted by experiment and stage", async () => {
    const { open } = store();
    expect(await runCounts(open, scope, ["1", "2", "3"], "ACTIVE_ONLY")).toEqual(
      new Map([
        ["1", 6],
        ["2", 2],
      ]),
    );
    expect(await runCounts(open, scope, ["1", "2", "3"], "DELETED_ONLY")).toEqual(new Map([["1", 1]]));
    expect(await runCounts(open, scope, ["1"], "ALL")).toEqual(new Map([["1", 7]]));
    expect(await runCounts(open, scope, ["nonsense"], "ALL")).toEqual(new Map());
  });

  test("of experiments that cannot exist are asked of no database", async () => {
    const { open, opened } = store();
    opened.statements();
    expect(await runsOfExperiments(open, scope, ["x", "-1"], all)).toEqual(new Map());
    expect(await runCounts(open, scope, [], "ALL")).toEqual(new Map());
    expect(opened.statements()).toEqual([]);
  });

  test("that a tag nests in another are its children; parents may be gone, in other experiments, or merely alike", async () => {
    const { open, database } = store();
    const nested = {
      gone: "bare",
      a1: "bare",
      e1: "bare",
      b1: "BARE",
      c1: "bare ",
      stageless: "bare",
      "bare-too": "absent",
    };
    await database.insert(
      "tags",
      ...Object.entries(nested).map(([run, parent]) => ({ key: "mlflow.parentRunId", value: parent, run_uuid: run })),
      { key: "mlflow.parentRunId", value: null, run_uuid: "e2" },
      { key: "mlflow.parentRun", value: "bare", run_uuid: "homeless" },
    );
    expect(await childRuns(open, scope, ["bare"], all)).toEqual(new Map([["bare", [deleted, tied[0], elsewhere[0]]]]));
    expect(await childRuns(open, scope, ["bare", "absent", "a1"], active)).toEqual(
      new Map([
        ["bare", [tied[0], elsewhere[0]]],
        ["absent", [bareToo]],
      ]),
    );
    expect(await childRuns(open, scope, ["bare", "absent"], { ...all, first: 1, after: [60n, "gone"] })).toEqual(
      new Map([
        ["bare", [tied[0], elsewhere[0]]],
        ["absent", [bareToo]],
      ]),
    );
    expect(await childRuns(open, scope, ["BARE"], all)).toEqual(new Map([["BARE", [tied[1]]]]));
  });

  test("alike in their parents' ids to a collation do not push each other off a page", async () => {
    const { open } = store();
    const page = { ...all, first: 1, after: null };
    expect(await childRuns(open, scope, ["bare "], page)).toEqual(new Map([["bare ", [tied[2]]]]));
    expect(await childRuns(open, scope, ["bare", "BARE", "bare "], page)).toEqual(
      new Map([
        ["bare", [deleted, tied[0]]],
        ["BARE", [tied[1]]],
        ["bare ", [tied[2]]],
      ]),
    );
  });
});
