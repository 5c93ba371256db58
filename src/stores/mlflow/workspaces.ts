import type { CursorValue, Ordering } from "../../rules/cursor.js";
import type { RoleScope } from "../../rules/role.js";
import { type Scope, showsWorkspace } from "../../rules/scope.js";
import { childPages } from "../child-pages.js";
import { textColumn } from "../keyset.js";
import { allOf, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";

/** The workspace of everything in a store older than MLflow 3.10, and MLflow's own default since. */
export const defaultWorkspace = "default";

export function workspaceColumn(open: OpenStore, alias: Sql): Sql {
  return open.capabilities.workspaces ? sql`${alias}.workspace` : raw(`'${defaultWorkspace}'`);
}

/** Rows of one workspace, or of all; before MLflow 3.10 everything is in the default one. */
export function workspaceConditions(open: OpenStore, alias: Sql, workspace: string | null): Sql[] {
  if (workspace === null) return [];
  if (!open.capabilities.workspaces && workspace === defaultWorkspace) return [];
  return [isInWorkspaces(open, alias, [workspace])];
}

/** Rows of one of some workspaces. */
export function isInWorkspaces(open: OpenStore, alias: Sql, workspaces: readonly string[]): Sql {
  if (open.capabilities.workspaces) return open.fragments.isOneOf(sql`${alias}.workspace`, workspaces);
  return workspaces.includes(defaultWorkspace) ? sql`1 = 1` : sql`1 = 0`;
}

/** What belongs to an experiment of one workspace, or to any. */
export function experimentInWorkspace(open: OpenStore, experimentId: Sql, workspace: string | null): Sql[] {
  const conditions = workspaceConditions(open, sql`e`, workspace);
  if (conditions.length === 0) return [];
  return [sql`${experimentId} in (select e.experiment_id from experiments e where ${allOf(conditions)})`];
}

export interface WorkspaceRow {
  readonly store: string;
  readonly name: string;
  readonly description: string | null;
}

export const workspaceOrdering: Ordering<WorkspaceRow> = {
  name: "workspaces",
  kinds: ["text"],
  place: (row) => [row.name],
};

/**
 * Workspaces by name. MLflow's table need not list them all (they may be kept elsewhere), so one that owns an experiment
 * or a model counts too.
 */
export async function workspacePage(
  open: OpenStore,
  scope: Scope,
  first: number,
  after: readonly CursorValue[] | null,
): Promise<WorkspaceRow[]> {
  if (!open.capabilities.workspaces) {
    return after === null && showsWorkspace(scope, defaultWorkspace)
      ? [{ store: open.name, name: defaultWorkspace, description: null }]
      : [];
  }
  return (
    await childPages<{ name: string; description: string | null }>(open, {
      select: sql`n.name, n.description`,
      from: sql`${knownNames(open, null)} n`,
      where: visibleNames(open, scope),
      parent: [],
      parentCount: 1,
      order: [textColumn(open, sql`n.name`, "ascending")],
      first,
      after,
    })
  ).map((row) => ({ store: open.name, ...row }));
}

/** @returns the workspaces of these names that exist */
export async function workspacesByNames(
  open: OpenStore,
  scope: Scope,
  names: readonly string[],
): Promise<Map<string, WorkspaceRow>> {
  const wanted = names.filter((name) => showsWorkspace(scope, name));
  const found = open.capabilities.workspaces
    ? await workspacesNamed(open, wanted)
    : wanted.flatMap((name) => (name === defaultWorkspace ? { store: open.name, name, description: null } : []));
  return new Map(found.map((row) => [row.name, row]));
}

/** The same as `showsWorkspace`, of `n.name`. */
function visibleNames({ fragments }: OpenStore, scope: Scope): Sql[] {
  if (scope.sees !== "some") return scope.sees === "everything" ? [] : [sql`1 = 0`];
  const touched = (scopes: readonly RoleScope[]) =>
    scopes.some(({ kind }) => kind === "STORE")
      ? []
      : [
          fragments.isOneOf(sql`n.name`, [
            ...new Set(scopes.flatMap((one) => ("workspace" in one ? one.workspace : []))),
          ]),
        ];
  const denied = scope.denied.flatMap((one) => (one.kind === "WORKSPACE" ? one.workspace : []));
  return [
    ...touched(scope.allowed),
    ...touched(scope.within),
    ...(denied.length === 0 ? [] : [sql`not (${fragments.isOneOf(sql`n.name`, denied)})`]),
  ];
}

async function workspacesNamed(open: OpenStore, wanted: readonly string[]): Promise<WorkspaceRow[]> {
  const known = await open.models.workspace.findMany({
    where: { name: { in: [...wanted] } },
    select: { name: true, description: true },
  });
  const listed = known.map((row) => ({ store: open.name, ...row }));
  const missing = wanted.filter((name) => !known.some((row) => row.name === name));
  if (missing.length === 0) return listed;
  return [...listed, ...(await workspacesInUse(open, missing))];
}

async function workspacesInUse(open: OpenStore, wanted: readonly string[]): Promise<WorkspaceRow[]> {
  const rows = await open.rows<{ name: string }>(sql`select n.name from ${knownNames(open, wanted)} n`);
  return rows.map((row) => ({ store: open.name, name: row.name, description: null }));
}

/** Grouped byte by byte: a collation may merge names that two tables, or two experiments, keep apart. */
function knownNames(open: OpenStore, wanted: readonly string[] | null): Sql {
  const { exact, isOneOf } = open.fragments;
  const only = (name: Sql) => (wanted === null ? sql`` : sql` where ${isOneOf(name, wanted)}`);
  const listed = sql`select w.name, w.description from workspaces w${only(sql`w.name`)}`;
  const ofExperiments = sql`select e.workspace, null from experiments e${only(sql`e.workspace`)}`;
  const ofModels = sql`select m.workspace, null from registered_models m${only(sql`m.workspace`)}`;
  return sql`(select min(u.name) as name, min(u.description) as description from (${listed} union all ${ofExperiments} union all ${ofModels}) u group by ${exact(sql`u.name`)})`;
}
