import { beforeAll, expect, test } from "@jest/globals";
import {
  modelKey,
  type RegisteredModelRow,
  registeredModelCount,
  registeredModelPage,
  registeredModelsByKeys,
} from "../../src/stores/mlflow/registered-models.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { modelColumns, modelRow } from "./rows.js";

const start = { kind: "start" } as const;

const full = modelRow("naïve ✓ 🦉", {
  createdAt: 9_007_199_254_740_993n,
  lastUpdatedAt: -1n,
  description: "it's a \\",
});
const bare = modelRow("Bare");
const untagged = modelRow("tagged with false");
const longest = modelRow("\u{10FFFF}".repeat(256));
const inOrder = [bare, full, untagged, longest];
const prompts = [modelRow("a prompt"), modelRow("z prompt")];

describeEmptied("registered models", newestAndOldest, (store) => {
  beforeAll(async () => {
    const { database } = store();
    await database.insert("registered_models", ...[...prompts, ...inOrder].map(modelColumns));
    await database.insert(
      "registered_model_tags",
      ...prompts.map(({ name }) => ({ key: "mlflow.prompt.is_prompt", value: "true", name })),
      { key: "mlflow.prompt.is_prompt", value: "false", name: untagged.name },
      { key: "mlflow.prompt.is_prompt", value: null, name: bare.name },
      { key: "is_prompt", value: "true", name: full.name },
    );
  });

  test("are found by exact name with every column, null where it is null; prompts are not", async () => {
    const alike = ["bare", "BARE", "Bare ", "naive ✓ 🦉", "", "x".repeat(50_000)].map((name) => modelRow(name));
    const found = await registeredModelsByKeys(store().open, scope, [...inOrder, ...prompts, ...alike]);
    expect(found.size).toBe(inOrder.length);
    for (const row of inOrder) expect(found.get(modelKey(row))).toEqual(row);
  });

  test("are listed by name, byte by byte, without prompts, and counted so", async () => {
    const { open } = store();
    expect(await registeredModelPage(open, scope, null, start, 100)).toEqual(inOrder);
    expect(await registeredModelCount(open, scope, null)).toBe(4);
    expect(await registeredModelPage(open, scope, "default", start, 2)).toEqual([bare, full]);
    expect(await registeredModelCount(open, scope, "default")).toBe(4);
  });

  test("go on after each", async () => {
    const { open } = store();
    for (const [at, row] of inOrder.entries()) {
      const rest = await registeredModelPage(open, scope, null, { kind: "after", values: [row.name, "default"] }, 9);
      expect(rest).toEqual(inOrder.slice(at + 1));
    }
    const behind = { kind: "afterSortColumns", values: [full.name] } as const;
    expect(await registeredModelPage(open, scope, null, behind, 9)).toEqual([untagged, longest]);
    const from = { kind: "fromSortColumns", values: [full.name] } as const;
    expect(await registeredModelPage(open, scope, null, from, 9)).toEqual([full, untagged, longest]);
    const between = { kind: "fromSortColumns", values: ["naïve"] } as const;
    expect(await registeredModelPage(open, scope, null, between, 1)).toEqual([full]);
  });

  test("of one name in several workspaces are several, ordered by workspace; a prompt in one hides none in another", async () => {
    const { open, database, hasWorkspaces } = store();
    const inTeam = (row: RegisteredModelRow): RegisteredModelRow => ({ ...row, workspace: "team" });
    if (!hasWorkspaces) {
      expect(await registeredModelsByKeys(open, scope, [inTeam(bare)])).toEqual(new Map());
      expect(await registeredModelPage(open, scope, "team", start, 9)).toEqual([]);
      expect(await registeredModelCount(open, scope, "team")).toBe(0);
      return;
    }
    const twins = [inTeam(bare), inTeam(modelRow("a prompt")), inTeam(full)];
    await database.insert("registered_models", ...twins.map((row) => ({ ...modelColumns(row), workspace: "team" })));
    await database.insert("registered_model_tags", {
      key: "mlflow.prompt.is_prompt",
      value: "true",
      name: full.name,
      workspace: "team",
    });
    const [bareInTeam, promptInTeam] = twins;
    const listed = await registeredModelPage(open, scope, null, start, 9);
    expect(listed).toEqual([bare, bareInTeam, promptInTeam, full, untagged, longest]);
    expect(await registeredModelPage(open, scope, "team", start, 9)).toEqual([bareInTeam, promptInTeam]);
    expect(await registeredModelPage(open, scope, "TEAM", start, 9)).toEqual([]);
    expect(await registeredModelCount(open, scope, "team")).toBe(2);
    const found = await registeredModelsByKeys(open, scope, [bare, ...twins]);
    expect([...found.keys()].sort()).toEqual(
      [bare, inTeam(bare), promptInTeam].map((row) => row && modelKey(row)).sort(),
    );
    const after = { kind: "after", values: ["Bare", "default"] } as const;
    expect(await registeredModelPage(open, scope, null, after, 1)).toEqual([bareInTeam]);
    await database.sql.script(
      "DELETE FROM registered_model_tags WHERE workspace = 'team'; DELETE FROM registered_models WHERE workspace = 'team'",
    );
  });
});
