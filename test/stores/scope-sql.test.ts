import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Binding } from "../../src/rules/binding.js";
import { listOrder } from "../../src/rules/list-order.js";
import { datasetList, modelVersionList, runList } from "../../src/rules/ordered-lists.js";
import { decide, type Place } from "../../src/rules/permission.js";
import type { Principal } from "../../src/rules/principal.js";
import type { RoleScope } from "../../src/rules/role.js";
import { readScopeOf } from "../../src/rules/scope.js";
import { datasetCount, datasetPage } from "../../src/stores/mlflow/dataset-search.js";
import { experimentCount, experimentPage, experimentsByIds } from "../../src/stores/mlflow/experiments.js";
import { modelVersionCount, modelVersionPage } from "../../src/stores/mlflow/model-version-search.js";
import {
  registeredModelCount,
  registeredModelPage,
  registeredModelsByKeys,
} from "../../src/stores/mlflow/registered-models.js";
import { runCount, runPage } from "../../src/stores/mlflow/run-search.js";
import { runsByIds } from "../../src/stores/mlflow/runs.js";
import { workspacePage, workspacesByNames } from "../../src/stores/mlflow/workspaces.js";
import { describeEmptied, newestAndOldest, type StoreUnderTest } from "./describe-emptied.js";

const names = ["fraud", "Fraud", "fraud-2", "fraud_2", "%", "naïve ✓", "a*b", "[x]", "x|y"];
const now = 1_000;
const start = { kind: "start" } as const;

interface Thing {
  readonly workspace: string;
  readonly name: string;
}

/** Every name in every workspace; before MLflow 3.10 there is one. MariaDB keeps no two names that differ in case alone. */
function thingsOf({ hasWorkspaces, dialect }: StoreUnderTest): readonly Thing[] {
  const distinct = (texts: readonly string[]) =>
    dialect === "mysql" ? texts.filter((text) => text === text.toLowerCase()) : texts;
  const workspaces = hasWorkspaces ? distinct(["default", "team", "Team"]) : ["default"];
  return workspaces.flatMap((workspace) => distinct(["fraudX2", ...names]).map((name) => ({ workspace, name })));
}

const workspace = fc.constantFrom("default", "team", "Team", "absent");
const pattern = fc.oneof(
  fc.constantFrom(...names),
  fc.constantFrom("*", "fraud*", "*2", "f*d", "fraud_*", "%*", "**", "*[*", "a**b", "x|*", "absent"),
);
const roleScope: fc.Arbitrary<RoleScope> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<RoleScope>({ kind: "STORE" }) },
  { weight: 2, arbitrary: workspace.map((name): RoleScope => ({ kind: "WORKSPACE", workspace: name })) },
  {
    weight: 3,
    arbitrary: fc.tuple(workspace, fc.integer({ min: 1, max: 31 })).map(([name, id]): RoleScope => {
      return { kind: "EXPERIMENT", workspace: name, id: String(id) };
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(workspace, pattern, fc.constantFrom("EXPERIMENT" as const, "REGISTERED_MODEL" as const))
      .map(([name, text, kind]) => ({ kind, workspace: name, pattern: text }) as RoleScope),
  },
);
const binding: fc.Arbitrary<Binding> = fc
  .record({
    scope: roleScope,
    effect: fc.constantFrom("ALLOW" as const, "ALLOW" as const, "DENY" as const),
    role: fc.constantFrom("VIEWER" as const, "VIEWER" as const, "CONTRIBUTOR" as const, "ADMIN" as const),
    principal: fc.constantFrom(
      { kind: "USER" as const, issuer: "iss", subject: "ann" },
      { kind: "GROUP" as const, issuer: "iss", subject: "risk" },
      { kind: "USER" as const, issuer: "iss", subject: "bob" },
    ),
    expiresAt: fc.constantFrom(null, null, 999),
  })
  .map((more) => ({
    id: "b",
    serviceRole: null,
    notBefore: null,
    grantedBy: "bootstrap",
    reason: null,
    createdAt: 0,
    revokedAt: null,
    revokedBy: null,
    ...more,
  }));
const principal: fc.Arbitrary<Principal> = fc
  .option(fc.array(fc.option(roleScope, { nil: null }), { maxLength: 2 }), { nil: null })
  .map((scopes) => ({
    kind: "USER",
    issuer: "iss",
    subject: "ann",
    groups: ["iss|risk"],
    groupsKnown: true,
    expiresAt: null,
    token: scopes && {
      stores: scopes.map((scope) => ({ store: "main", tokenId: "t", role: "VIEWER", scope, expiresAt: 2_000 })),
    },
  }));

describeEmptied("what the viewer may see", newestAndOldest, (store) => {
  beforeAll(async () => {
    const { database, hasWorkspaces } = store();
    const things = thingsOf(store());
    const inWorkspace = ({ workspace: name }: Thing) => (hasWorkspaces ? { workspace: name } : {});
    const experimentId = (at: number) => BigInt(at + 1);
    await database.insert(
      "experiments",
      ...things.map((thing, at) => ({
        experiment_id: experimentId(at),
        name: thing.name,
        lifecycle_stage: "active",
        ...inWorkspace(thing),
      })),
    );
    await database.insert(
      "runs",
      ...things.map((_, at) => ({
        run_uuid: `r${at + 1}`,
        experiment_id: experimentId(at),
        lifecycle_stage: "active",
      })),
    );
    await database.insert(
      "datasets",
      ...things.map((_, at) => ({
        dataset_uuid: `d${at + 1}`,
        experiment_id: experimentId(at),
        name: `d${at + 1}`,
        digest: "x",
        dataset_source_type: "local",
        dataset_source: "x",
      })),
    );
    await database.insert("registered_models", ...things.map((thing) => ({ name: thing.name, ...inWorkspace(thing) })));
    await database.insert(
      "model_versions",
      ...things.map((thing) => ({ name: thing.name, version: 1n, current_stage: "None", ...inWorkspace(thing) })),
    );
  }, 60_000);

  test("is in lists, counts and reads by key what `decide` lets through, and nothing else", async () => {
    const { open } = store();
    const things = thingsOf(store());
    const ids = things.map((_, at) => String(at + 1));
    await fc.assert(
      fc.asyncProperty(fc.array(binding, { maxLength: 8 }), principal, async (bindings, who) => {
        const scope = readScopeOf(who, "main", bindings, now);
        const may = (place: Place) => decide(who, "main", bindings, "READ", place, now).isAllowed;
        const seenIds = ids.filter((id, at) => {
          const { workspace: inside, name } = things[at] as Thing;
          return may({ kind: "EXPERIMENT", workspace: inside, id, name });
        });
        const seenModels = things
          .filter(({ workspace: inside, name }) => may({ kind: "REGISTERED_MODEL", workspace: inside, name }))
          .map(({ workspace: inside, name }) => `${inside}/${name}`)
          .sort();
        const sortedIds = [...seenIds].sort();
        const byNumber = (prefix: string, found: readonly { readonly mlflowId: string }[]) =>
          found.map(({ mlflowId }) => mlflowId.replace(prefix, "")).sort();

        const filter = { workspace: null, viewType: "ALL" } as const;
        expect(byNumber("", await experimentPage(open, scope, filter, start, 100))).toEqual(sortedIds);
        expect(await experimentCount(open, scope, filter)).toBe(seenIds.length);
        expect([...(await experimentsByIds(open, scope, ids)).keys()].sort()).toEqual(sortedIds);

        const runs = { experimentIds: null, workspace: null, viewType: "ALL" } as const;
        expect(byNumber("r", await runPage(open, scope, runs, listOrder(runList), start, 100))).toEqual(sortedIds);
        expect(await runCount(open, scope, runs)).toBe(seenIds.length);
        const found = await runsByIds(
          open,
          scope,
          ids.map((id) => `r${id}`),
        );
        expect(byNumber("r", [...found.values()])).toEqual(sortedIds);

        const every = { workspace: null, condition: null };
        const datasets = await datasetPage(open, scope, every, listOrder(datasetList), start, 100);
        expect(byNumber("d", datasets)).toEqual(sortedIds);
        expect(await datasetCount(open, scope, every)).toBe(seenIds.length);

        const named = (rows: Iterable<Thing>) => [...rows].map((row) => `${row.workspace}/${row.name}`).sort();
        expect(named(await registeredModelPage(open, scope, null, start, 100))).toEqual(seenModels);
        expect(await registeredModelCount(open, scope, null)).toBe(seenModels.length);
        expect(named((await registeredModelsByKeys(open, scope, things)).values())).toEqual(seenModels);
        const versions = await modelVersionPage(open, scope, every, listOrder(modelVersionList), start, 100);
        expect(named(versions)).toEqual(seenModels);
        expect(await modelVersionCount(open, scope, every)).toBe(seenModels.length);

        const workspaces = (await workspacePage(open, scope, 100, null)).map(({ name }) => name);
        expect([...(await workspacesByNames(open, scope, ["default", "team", "Team"])).keys()].sort()).toEqual(
          [...workspaces].sort(),
        );
        const shown = [
          ...seenModels.map((name) => name.split("/")[0]),
          ...seenIds.map((id) => things[Number(id) - 1]?.workspace),
        ];
        for (const one of shown) expect(workspaces).toContain(one);
      }),
      { seed: 20_260_131, numRuns: 150 },
    );
  }, 240_000);
});
