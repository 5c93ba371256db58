import { beforeAll, expect, test } from "@jest/globals";
import { workspacePage, workspacesByNames } from "../../src/stores/mlflow/workspaces.js";
import { describeEmptied } from "./describe-emptied.js";
import { scope } from "./opened-store.js";

const workspace = (name: string, description: string | null = null) => ({ store: "main", name, description });
const listed = [workspace("default", "all of it"), workspace("empty"), workspace("team-b", "naïve ✓")];
const used = [workspace("Team-B"), workspace("models-only"), workspace("runs-only")];

describeEmptied("workspaces", ["3.17.2"], (store) => {
  beforeAll(async () => {
    const { database } = store();
    await database.insert("workspaces", ...listed.map(({ name, description }) => ({ name, description })));
    await database.insert(
      "experiments",
      ...["team-b", "Team-B", "runs-only", "default"].map((name, at) => ({ name: `${at}`, workspace: name })),
    );
    await database.insert(
      "registered_models",
      ...["models-only", "default"].map((name) => ({ name, workspace: name })),
    );
  });

  test("are listed by name, those that only own something too, none twice", async () => {
    const rows = await workspacePage(store().open, scope, 100, null);
    expect(rows).toEqual([used[0], listed[0], listed[1], used[1], used[2], listed[2]]);
  });

  test("are cut at one more than asked for and go on after a name", async () => {
    const { open } = store();
    expect(await workspacePage(open, scope, 1, null)).toEqual([used[0], listed[0]]);
    expect(await workspacePage(open, scope, 1, ["default"])).toEqual([listed[1], used[1]]);
    expect(await workspacePage(open, scope, 9, ["models"])).toEqual([used[1], used[2], listed[2]]);
    expect(await workspacePage(open, scope, 9, ["team-b"])).toEqual([]);
  });

  test("are found by exact name in at most two statements", async () => {
    const { open, opened } = store();
    const found = await workspacesByNames(open, scope, [
      "default",
      "team-b",
      "Team-B",
      "models-only",
      "runs-only",
      "DEFAULT",
    ]);
    const wanted = [listed[0], listed[2], ...used].map((row) => [row?.name, row]);
    expect([...found].filter(([name]) => name !== "DEFAULT").sort()).toEqual(wanted.sort());
    expect(found.has("DEFAULT")).toBe(false);
    opened.statements();
    await workspacesByNames(open, scope, ["empty", ...Array.from({ length: 50 }, (_, at) => `absent-${at}`)]);
    expect(opened.statements()).toHaveLength(2);
    await workspacesByNames(open, scope, ["empty", "default"]);
    expect(opened.statements()).toHaveLength(1);
  });
});

describeEmptied("workspaces before there were any", ["2.22.0"], (store) => {
  test("are the default one, and nothing is asked of the database", async () => {
    const { open, opened } = store();
    opened.statements();
    expect(await workspacePage(open, scope, 5, null)).toEqual([workspace("default")]);
    expect(await workspacePage(open, scope, 5, ["default"])).toEqual([]);
    expect(await workspacesByNames(open, scope, ["default", "team"])).toEqual(
      new Map([["default", workspace("default")]]),
    );
    expect(opened.statements()).toEqual([]);
  });
});
