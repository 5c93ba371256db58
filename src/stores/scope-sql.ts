import type { RoleScope } from "../rules/role.js";
import type { Scope } from "../rules/scope.js";
import { toExperimentId } from "./mlflow/experiment-id.js";
import { defaultWorkspace, workspaceConditions } from "./mlflow/workspaces.js";
import { allOf, anyOf, join, type Sql, sql } from "./sql.js";
import type { OpenStore } from "./store.js";

// What the viewer may see, as conditions. They are made of lookups by key that are put together by `union`, since a
// database walks a whole index past rows that an `or` refuses.

/** Conditions on rows that belong to an experiment: that it may be seen. */
export function inVisibleExperiments(open: OpenStore, scope: Scope, experimentId: Sql): Sql[] {
  const e = sql`seen`;
  const parts = visibleParts(open, scope, "EXPERIMENT", e);
  if (parts === null) return [];
  const selects = parts.map((part) => sql`select ${e}.experiment_id from experiments ${e} where ${part}`);
  return [selects.length === 0 ? never : sql`${experimentId} in (${join(selects, " union all ")})`];
}

/** Conditions on rows that belong to a registered model, which the table names by workspace and name: that it may be seen. */
export function inVisibleModels(open: OpenStore, scope: Scope, alias: Sql): Sql[] {
  const parts = visibleParts(open, scope, "REGISTERED_MODEL", alias);
  if (parts === null) return [];
  const [only, ...more] = parts;
  if (only === undefined) return [never];
  if (more.length === 0) return [only];
  const m = sql`seen`;
  const selects = (visibleParts(open, scope, "REGISTERED_MODEL", m) ?? []).map(
    (part) => sql`select ${modelKey(open, m)} from registered_models ${m} where ${part}`,
  );
  return [sql`(${modelKey(open, alias)}) in (${join(selects, " union all ")})`];
}

const never = sql`1 = 0`;

type Kind = "EXPERIMENT" | "REGISTERED_MODEL";

function modelKey({ capabilities }: OpenStore, alias: Sql): Sql {
  return capabilities.workspaces ? sql`${alias}.workspace, ${alias}.name` : sql`${alias}.name`;
}

/** Conditions, of which a visible row fulfils at least one; null when every row is visible. */
function visibleParts(open: OpenStore, scope: Scope, kind: Kind, alias: Sql): Sql[] | null {
  if (scope.sees === "everything") return null;
  if (scope.sees === "nothing") return [];
  const reach = (scopes: readonly RoleScope[]) => partsOf(open, scopes, kind, alias);
  const within = reach(scope.within);
  const denied = reach(scope.denied);
  const limits = [
    ...(within.includes(always) ? [] : [anyOf(within)]),
    ...(denied.length === 0 ? [] : [sql`not ${anyOf(denied)}`]),
  ];
  const allowed = reach(scope.allowed);
  if (allowed.includes(always) && limits.length === 0) return null;
  return allowed.map((part) => allOf([part, ...limits]));
}

const always = sql`1 = 1`;

/** What scopes reach among the rows of a table: one condition for all workspaces, for all ids and names of a workspace, for each pattern. */
function partsOf(open: OpenStore, scopes: readonly RoleScope[], kind: Kind, alias: Sql): Sql[] {
  if (scopes.some((scope) => scope.kind === "STORE")) return [always];
  const workspaces = scopes.flatMap((scope) => (scope.kind === "WORKSPACE" ? scope.workspace : []));
  const things = scopes.filter((scope) => scope.kind === kind) as Extract<RoleScope, { kind: Kind }>[];
  const own = new Set(things.map(({ workspace }) => workspace));
  return [
    ...(workspaces.length === 0 ? [] : inWorkspaces(open, alias, workspaces)),
    ...[...own].flatMap((workspace) =>
      thingParts(
        open,
        alias,
        things.filter((thing) => thing.workspace === workspace),
      ).map((part) => allOf([part, ...workspaceConditions(open, alias, workspace)])),
    ),
  ];
}

/** Before MLflow 3.10 everything is in the default workspace. */
function inWorkspaces({ capabilities, fragments }: OpenStore, alias: Sql, workspaces: readonly string[]): Sql[] {
  if (capabilities.workspaces) return [fragments.isOneOf(sql`${alias}.workspace`, workspaces)];
  return workspaces.includes(defaultWorkspace) ? [always] : [];
}

function thingParts(open: OpenStore, alias: Sql, things: readonly Extract<RoleScope, { kind: Kind }>[]): Sql[] {
  const { isIn, isOneOf, matches } = open.fragments;
  const ids = things.flatMap((thing) => ("id" in thing ? (toExperimentId(open, thing.id) ?? []) : []));
  const patterns = things.flatMap((thing) => ("pattern" in thing ? thing.pattern : []));
  const names = patterns.filter((pattern) => !pattern.includes("*"));
  return [
    ...(ids.length === 0 ? [] : [isIn(sql`${alias}.experiment_id`, ids)]),
    ...(names.length === 0 ? [] : [isOneOf(sql`${alias}.name`, names)]),
    ...patterns.filter((pattern) => pattern.includes("*")).map((pattern) => matches.glob(sql`${alias}.name`, pattern)),
  ];
}
