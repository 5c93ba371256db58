import type { CursorValue, Ordering } from "../../rules/cursor.js";
import { childPages } from "../child-pages.js";
import { textColumn } from "../keyset.js";
import { sql } from "../sql.js";
import type { OpenStore } from "../store.js";

/** The workspace of everything in a store older than MLflow 3.10, and MLflow's own default since. */
export const defaultWorkspace = "default";

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
  first: number,
  after: readonly CursorValue[] | null,
): Promise<WorkspaceRow[]> {
  if (!open.capabilities.workspaces) {
    return after === null ? [{ store: open.name, name: defaultWorkspace, description: null }] : [];
  }
  return (
    await childPages<{ name: string; description: string | null }>(open, {
      select: sql`n.name, w.description`,
      from: sql`${names} n left join workspaces w on w.name = n.name`,
      where: [],
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
  wanted: readonly string[],
): Promise<Map<string, WorkspaceRow>> {
  const found = open.capabilities.workspaces
    ? await workspacesNamed(open, wanted)
    : [{ store: open.name, name: defaultWorkspace, description: null }];
  return new Map(found.map((row) => [row.name, row]));
}

async function workspacesNamed(open: OpenStore, wanted: readonly string[]): Promise<WorkspaceRow[]> {
  const known = await open.models.workspace.findMany({
    where: { name: { in: [...wanted] } },
    select: { name: true, description: true },
  });
  const listed = known.map((row) => ({ store: open.name, ...row }));
  const missing = wanted.filter((name) => !known.some((row) => row.name === name));
  if (missing.length === 0) return listed;
  const used = await Promise.all(missing.map((name) => workspaceInUse(open, name)));
  return [...listed, ...used.flat()];
}

async function workspaceInUse(open: OpenStore, name: string): Promise<WorkspaceRow[]> {
  const { exact } = open.fragments;
  const rows = await open.rows<{ name: string }>(
    sql`select n.name from ${names} n where ${exact(sql`n.name`)} = ${exact(sql`${name}`)}`,
  );
  return rows.map((row) => ({ store: open.name, name: row.name, description: null }));
}

const names = sql`(select name from workspaces union select workspace from experiments union select workspace from registered_models)`;
