import type { MergedOrdering, Position } from "../../rules/merged-list.js";
import type { Scope } from "../../rules/scope.js";
import { hasOneOfKeys, type KeyColumn } from "../composite-keys.js";
import { type OrderColumn, orderBy, rowsAt, textColumn } from "../keyset.js";
import { toBigIntOrNull, toInteger } from "../row-values.js";
import { allOf, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { defaultWorkspace } from "./workspaces.js";

export interface RegisteredModelRow {
  readonly store: string;
  readonly workspace: string;
  readonly name: string;
  /** Unix epoch milliseconds. */
  readonly createdAt: bigint | null;
  readonly lastUpdatedAt: bigint | null;
  readonly description: string | null;
}

export interface ModelKey {
  readonly workspace: string;
  readonly name: string;
}

export function modelKey({ workspace, name }: ModelKey): string {
  return JSON.stringify([workspace, name]);
}

/** @returns registered models by workspace and exact name; prompts are not among them */
export async function registeredModelsByKeys(
  open: OpenStore,
  _scope: Scope,
  keys: readonly ModelKey[],
): Promise<Map<string, RegisteredModelRow>> {
  const rows = await open.rows<RawModel>(
    sql`select ${modelColumns(open)} from registered_models m where ${allOf([isOneOf(open, sql`m`, keys), isNoPrompt(open, sql`m`)])}`,
  );
  return new Map(rows.map((row) => toModelRow(open.name, row)).map((row) => [modelKey(row), row]));
}

/** By name, byte by byte; the workspace breaks ties within a store. */
export const registeredModelOrdering: MergedOrdering<RegisteredModelRow> = {
  name: "registeredModels",
  direction: "ascending",
  kinds: ["text", "text"],
  place: (row) => [row.name, row.workspace],
};

function registeredModelOrder(open: OpenStore): OrderColumn[] {
  return [textColumn(open, sql`m.name`, "ascending"), textColumn(open, workspaceColumn(open, sql`m`), "ascending")];
}

/** @returns up to `limit` registered models in order, from a position on */
export async function registeredModelPage(
  open: OpenStore,
  _scope: Scope,
  workspace: string | null,
  position: Position,
  limit: number,
): Promise<RegisteredModelRow[]> {
  const order = registeredModelOrder(open);
  const rows = await open.rows<RawModel>(
    sql`select ${modelColumns(open)} from registered_models m where ${allOf([...conditions(open, workspace), rowsAt(order, position)])} order by ${orderBy(order)} limit ${limit}`,
  );
  return rows.map((row) => toModelRow(open.name, row));
}

export async function registeredModelCount(open: OpenStore, _scope: Scope, workspace: string | null): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from registered_models m where ${allOf(conditions(open, workspace))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

function conditions(open: OpenStore, workspace: string | null): Sql[] {
  const inWorkspace = workspace === null ? [] : [workspaceIs(open, sql`m`, [workspace])];
  return [isNoPrompt(open, sql`m`), ...inWorkspace];
}

/** Prompts share the registry's tables: a registered model tagged so is one, and no model. */
export function isNoPrompt(open: OpenStore, model: Sql): Sql {
  const { exact } = open.fragments;
  const sameWorkspace = open.capabilities.workspaces ? sql` and p.workspace = ${model}.workspace` : sql``;
  return sql`not exists (select 1 from registered_model_tags p where p.name = ${model}.name${sameWorkspace} and p.key = 'mlflow.prompt.is_prompt' and ${exact(sql`p.value`)} = 'true')`;
}

/** Rows of a table with MLflow's registry key, `alias` being the table's. */
export function isOneOf(open: OpenStore, alias: Sql, keys: readonly ModelKey[]): Sql {
  return hasOneOfKeys(
    nameColumns(open, alias),
    keys.map(({ workspace, name }) => [workspace, name]),
  );
}

/** The workspace and the name of a model, as columns of a key. */
export function nameColumns(open: OpenStore, alias: Sql): KeyColumn[] {
  return [
    { isOneOf: (workspaces) => workspaceIs(open, alias, workspaces) },
    { isOneOf: (names) => open.fragments.isOneOf(sql`${alias}.name`, names) },
  ];
}

/** Before MLflow 3.10 everything is in the default workspace. */
function workspaceIs(open: OpenStore, alias: Sql, workspaces: readonly string[]): Sql {
  if (open.capabilities.workspaces) return open.fragments.isOneOf(sql`${alias}.workspace`, workspaces);
  return workspaces.includes(defaultWorkspace) ? sql`1 = 1` : sql`1 = 0`;
}

/** The columns that name a registered model, as `workspace` and `name`. */
export function keyColumns(open: OpenStore, alias: Sql): Sql {
  return sql`${workspaceColumn(open, alias)} as workspace, ${alias}.name`;
}

export function workspaceColumn(open: OpenStore, alias: Sql): Sql {
  return open.capabilities.workspaces ? sql`${alias}.workspace` : raw(`'${defaultWorkspace}'`);
}

/** The same without names of their own, for `partition by`. */
export function keyParts(open: OpenStore, alias: Sql): Sql[] {
  return open.capabilities.workspaces ? [sql`${alias}.workspace`, sql`${alias}.name`] : [sql`${alias}.name`];
}

function modelColumns(open: OpenStore): Sql {
  return sql`${keyColumns(open, sql`m`)}, m.creation_time, m.last_updated_time, m.description`;
}

interface RawModel extends ModelKey {
  readonly creation_time: unknown;
  readonly last_updated_time: unknown;
  readonly description: string | null;
}

function toModelRow(store: string, row: RawModel): RegisteredModelRow {
  return {
    store,
    workspace: row.workspace,
    name: row.name,
    createdAt: toBigIntOrNull(row.creation_time),
    lastUpdatedAt: toBigIntOrNull(row.last_updated_time),
    description: row.description,
  };
}
