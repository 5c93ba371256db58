import type { Condition } from "../../rules/filter.js";
import { type ListOrder, listOrder, type Placed } from "../../rules/list-order.js";
import type { Position } from "../../rules/merged-list.js";
import { registeredModelList } from "../../rules/ordered-lists.js";
import type { Scope } from "../../rules/scope.js";
import { hasOneOfKeys, type KeyColumn } from "../composite-keys.js";
import { filterSql } from "../filter-sql.js";
import { orderBy, rowsAt } from "../keyset.js";
import { orderSql, placed } from "../order-sql.js";
import { toBigIntOrNull, toInteger } from "../row-values.js";
import { inVisibleModels } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { registeredModelSearch } from "./search-tables.js";
import { isInWorkspaces, workspaceColumn, workspaceConditions } from "./workspaces.js";

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

/** @returns registered models by workspace and exact name, or prompts: never the one for the other */
export async function registeredModelsByKeys(
  open: OpenStore,
  scope: Scope,
  keys: readonly ModelKey[],
  kind: RegistryKind = "model",
): Promise<Map<string, RegisteredModelRow>> {
  const rows = await open.rows<RawModel>(
    sql`select ${modelColumns(open)} from registered_models m where ${allOf([isOneOf(open, sql`m`, keys), isOfKind(open, sql`m`, kind), ...inVisibleModels(open, scope, sql`m`)])}`,
  );
  return new Map(rows.map((row) => toModelRow(open.name, row)).map((row) => [modelKey(row), row]));
}

export const registeredModelOrdering = listOrder<RegisteredModelRow>(registeredModelList);

/** @returns up to `limit` registered models, or prompts, in order, from a position on */
export async function registeredModelPage(
  open: OpenStore,
  scope: Scope,
  workspace: string | null,
  position: Position,
  limit: number,
  condition: Condition | null = null,
  order: ListOrder<RegisteredModelRow> = registeredModelOrdering,
  kind: RegistryKind = "model",
): Promise<(RegisteredModelRow & Placed)[]> {
  const { select, joins, columns } = orderSql(open, registeredModelSearch(open), order);
  const where = allOf([...conditions(open, scope, workspace, condition, kind), rowsAt(columns, position)]);
  const rows = await open.rows<RawModel>(
    sql`select ${modelColumns(open)}${select} from registered_models m${joins} where ${where} order by ${orderBy(columns)} limit ${limit}`,
  );
  return rows.map((row) => placed(order, toModelRow(open.name, row), row));
}

export async function registeredModelCount(
  open: OpenStore,
  scope: Scope,
  workspace: string | null,
  condition: Condition | null = null,
  kind: RegistryKind = "model",
): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from registered_models m where ${allOf(conditions(open, scope, workspace, condition, kind))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

function conditions(
  open: OpenStore,
  scope: Scope,
  workspace: string | null,
  condition: Condition | null,
  kind: RegistryKind,
): Sql[] {
  return [
    isOfKind(open, sql`m`, kind),
    ...inVisibleModels(open, scope, sql`m`),
    ...workspaceConditions(open, sql`m`, workspace),
    ...filterSql(open, registeredModelSearch(open), condition),
  ];
}

/** Prompts share the registry's tables: a registered model tagged so is one, and no model. */
export type RegistryKind = "model" | "prompt";

/** @param model alias of a table with the registry's key */
export function isOfKind(open: OpenStore, model: Sql, kind: RegistryKind): Sql {
  const { exact } = open.fragments;
  const sameWorkspace = open.capabilities.workspaces ? sql` and p.workspace = ${model}.workspace` : sql``;
  const negation = kind === "model" ? sql`not ` : sql``;
  return sql`${negation}exists (select 1 from registered_model_tags p where p.name = ${model}.name${sameWorkspace} and p.key = 'mlflow.prompt.is_prompt' and ${exact(sql`p.value`)} = 'true')`;
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
    { isOneOf: (workspaces) => isInWorkspaces(open, alias, workspaces) },
    { isOneOf: (names) => open.fragments.isOneOf(sql`${alias}.name`, names) },
  ];
}

/** The columns that name a registered model, as `workspace` and `name`. */
export function keyColumns(open: OpenStore, alias: Sql): Sql {
  return sql`${workspaceColumn(open, alias)} as workspace, ${alias}.name`;
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
