import { beforeAll, expect, test } from "@jest/globals";
import { toExperimentId } from "../../src/stores/mlflow/experiment-id.js";
import {
  type ExperimentRow,
  experimentCount,
  experimentIdsByName,
  experimentPage,
  experimentsByIds,
} from "../../src/stores/mlflow/experiments.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { experimentColumns, experimentRow } from "./rows.js";

const all = { workspace: null, viewType: "ALL" } as const;
const start = { kind: "start" } as const;

describeEmptied("experiments", newestAndOldest, (store) => {
  const experiment = (mlflowId: string, name: string, rest: Partial<ExperimentRow> = {}) =>
    experimentRow(mlflowId, { name, ...rest });
  const zero = experiment("0", "Default", { artifactLocation: "s3://ml/0", createdAt: 500n, lastUpdatedAt: 700n });
  const tied = [
    experiment("7", "seven"),
    experiment("5", "naïve ✓ 🦉 \u{10FFFF}"),
    experiment("3", "with 'quotes\" \\ %_"),
  ];
  const deleted = experiment("4", "gone", { lifecycleStage: "DELETED", createdAt: 2_000n });
  const undated = [experiment("9", "old 9", { createdAt: null }), experiment("8", "old 8", { createdAt: null })];
  const stageless = experiment("6", "stageless", { lifecycleStage: "UNKNOWN", createdAt: 3_000n });

  beforeAll(async () => {
    const rows = [zero, ...tied, deleted, ...undated, stageless];
    await store().database.insert("experiments", ...rows.map(experimentColumns));
  });

  test("are found by id, deleted ones and the one with id 0 too", async () => {
    const found = await experimentsByIds(store().open, scope, ["0", "4", "6", "8", "77"]);
    expect(found).toEqual(
      new Map([
        ["0", zero],
        ["4", deleted],
        ["6", stageless],
        ["8", undated[1]],
      ]),
    );
  });

  test("are not looked for by what is no id, and nothing is asked of the database", async () => {
    const { open, opened } = store();
    opened.statements();
    const none = ["", "x", "-1", "01", "1.0", "1e3", " 1", "9223372036854775808", "99999999999999999999"];
    expect(await experimentsByIds(open, scope, none)).toEqual(new Map());
    expect(opened.statements()).toEqual([]);
  });

  test("with 18-digit ids are found on SQLite, and on the others cannot exist", async () => {
    const { open, dialect, database } = store();
    const ids = ["123456789012345678", "999999999999999999"];
    const rows = ids.map((id) => experiment(id, `file store ${id}`, { createdAt: 1n }));
    if (dialect !== "sqlite") {
      expect(ids.map((id) => toExperimentId(open, id))).toEqual([null, null]);
      expect(await experimentsByIds(open, scope, ids)).toEqual(new Map());
      return;
    }
    const columns = rows.map((row) => ({
      experiment_id: BigInt(row.mlflowId),
      name: row.name,
      lifecycle_stage: "active",
      creation_time: 1n,
    }));
    await database.insert("experiments", ...columns);
    expect(await experimentsByIds(open, scope, ids)).toEqual(new Map(rows.map((row) => [row.mlflowId, row])));
    const last = await experimentPage(open, scope, all, { kind: "afterSortColumns", values: [500n] }, 3);
    expect(last).toEqual([rows[1], rows[0], undated[0]]);
    await database.sql.script("DELETE FROM experiments WHERE experiment_id > 1000");
  });

  test("are listed newest first, ties by higher id, those without a time last", async () => {
    const rows = await experimentPage(store().open, scope, all, start, 100);
    expect(rows).toEqual([deleted, ...tied, zero, ...undated]);
    expect(await experimentCount(store().open, scope, all)).toBe(7);
  });

  test("are listed by stage; one without a stage is in no list", async () => {
    const { open } = store();
    const active = { workspace: null, viewType: "ACTIVE_ONLY" } as const;
    const gone = { workspace: null, viewType: "DELETED_ONLY" } as const;
    expect(await experimentPage(open, scope, active, start, 100)).toEqual([...tied, zero, ...undated]);
    expect(await experimentCount(open, scope, active)).toBe(6);
    expect(await experimentPage(open, scope, gone, start, 100)).toEqual([deleted]);
    expect(await experimentCount(open, scope, gone)).toBe(1);
  });

  test("go on after a row, with a time and without", async () => {
    const { open } = store();
    const after = (createdAt: bigint | null, id: bigint) => ({ kind: "after", values: [createdAt, id] }) as const;
    expect(await experimentPage(open, scope, all, after(1_000n, 5n), 2)).toEqual([tied[2], zero]);
    expect(await experimentPage(open, scope, all, after(null, 9n), 2)).toEqual([undated[1]]);
    expect(await experimentPage(open, scope, all, after(null, 8n), 2)).toEqual([]);
    expect(await experimentPage(open, scope, all, after(2n ** 63n - 1n, 2n ** 63n - 1n), 1)).toEqual([deleted]);
    expect(await experimentPage(open, scope, all, after(-(2n ** 63n), 0n), 1)).toEqual([undated[0]]);
  });

  test("go on before and behind all rows of one time, for lists over several stores", async () => {
    const { open } = store();
    const from = await experimentPage(open, scope, all, { kind: "fromSortColumns", values: [1_000n] }, 2);
    expect(from).toEqual([tied[0], tied[1]]);
    const behind = await experimentPage(open, scope, all, { kind: "afterSortColumns", values: [1_000n] }, 2);
    expect(behind).toEqual([zero, undated[0]]);
    const fromNull = await experimentPage(open, scope, all, { kind: "fromSortColumns", values: [null] }, 9);
    expect(fromNull).toEqual(undated);
    expect(await experimentPage(open, scope, all, { kind: "afterSortColumns", values: [null] }, 9)).toEqual([]);
  });

  test("are found by their exact name", async () => {
    const { open } = store();
    for (const { name, mlflowId } of [...tied, deleted, stageless]) {
      expect(await experimentIdsByName(open, scope, "default", name)).toEqual([mlflowId]);
    }
    for (const name of ["Seven", "seven ", "naive ✓ 🦉 \u{10FFFF}", "", "old", "old %", "gone\u0000"]) {
      expect(await idsOrFailure(name)).toEqual([]);
    }
    expect(await experimentIdsByName(open, scope, "other", "seven")).toEqual([]);
  });

  /** PostgreSQL stores no NUL: it says so, and no experiment is found either way. */
  async function idsOrFailure(name: string): Promise<string[]> {
    const { open, dialect } = store();
    const found = experimentIdsByName(open, scope, "default", name);
    if (dialect !== "postgres" || !name.includes("\u0000")) return found;
    await expect(found).rejects.toMatchObject({ code: "INVALID", reason: "TEXT_NOT_STORABLE" });
    return [];
  }

  test("of a workspace are told from those of another", async () => {
    const { open, database, hasWorkspaces } = store();
    const of = (workspace: string) => ({ workspace, viewType: "ALL" }) as const;
    if (!hasWorkspaces) {
      expect(await experimentPage(open, scope, of("team"), start, 100)).toEqual([]);
      expect(await experimentCount(open, scope, of("team"))).toBe(0);
      expect(await experimentCount(open, scope, of("default"))).toBe(7);
      return;
    }
    await database.insert(
      "experiments",
      { experiment_id: 21n, name: "seven", workspace: "team", lifecycle_stage: "active", creation_time: 1_000n },
      { experiment_id: 22n, name: "eight", workspace: "Team", lifecycle_stage: "active", creation_time: 1_000n },
    );
    const [lower, upper] = [
      experiment("21", "seven", { workspace: "team" }),
      experiment("22", "eight", { workspace: "Team" }),
    ];
    expect(await experimentPage(open, scope, of("team"), start, 100)).toEqual([lower]);
    expect(await experimentPage(open, scope, of("Team"), start, 100)).toEqual([upper]);
    expect(await experimentCount(open, scope, of("team"))).toBe(1);
    expect(await experimentCount(open, scope, of("default"))).toBe(7);
    expect(await experimentPage(open, scope, all, { kind: "afterSortColumns", values: [2_000n] }, 2)).toEqual([
      upper,
      lower,
    ]);
    expect(await experimentIdsByName(open, scope, "team", "seven")).toEqual(["21"]);
    expect(await experimentIdsByName(open, scope, "default", "seven")).toEqual(["7"]);
    expect(await experimentsByIds(open, scope, ["21"])).toEqual(new Map([["21", lower]]));
    await database.sql.script("DELETE FROM experiments WHERE experiment_id > 20");
  });
});
