import { type LifecycleStage, toLifecycleStage, type ViewType } from "../../rules/enums.js";
import type { Condition } from "../../rules/filter.js";
import { type ListOrder, listOrder, type Placed } from "../../rules/list-order.js";
import type { Position } from "../../rules/merged-list.js";
import { experimentList } from "../../rules/ordered-lists.js";
import type { Scope } from "../../rules/scope.js";
import { filterSql } from "../filter-sql.js";
import { orderBy, rowsAt } from "../keyset.js";
import { orderSql, placed } from "../order-sql.js";
import { toBigIntOrNull, toInteger } from "../row-values.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, columnsOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { toExperimentId } from "./experiment-id.js";
import { experimentSearch } from "./search-tables.js";
import { inView } from "./view-type.js";
import { defaultWorkspace, workspaceConditions } from "./workspaces.js";

export interface ExperimentRow {
  readonly store: string;
  readonly mlflowId: string;
  readonly workspace: string;
  readonly name: string;
  readonly artifactLocation: string | null;
  readonly lifecycleStage: LifecycleStage;
  /** Unix epoch milliseconds; null in rows older than MLflow 1.29. */
  readonly createdAt: bigint | null;
  readonly lastUpdatedAt: bigint | null;
}

export interface ExperimentFilter {
  readonly workspace: string | null;
  readonly viewType: ViewType;
  readonly condition?: Condition | null;
}

/** @returns experiments by MLflow's id, deleted ones too; unknown ids are absent */
export async function experimentsByIds(
  open: OpenStore,
  scope: Scope,
  mlflowIds: readonly string[],
): Promise<Map<string, ExperimentRow>> {
  const ids = mlflowIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const where = allOf([open.fragments.isIn(sql`e.experiment_id`, ids), ...visibleExperiments(open, scope)]);
  const found = await open.rows<RawExperiment>(
    sql`select ${experimentColumns(open)} from experiments e where ${where}`,
  );
  const rows = found.map((row) => toRow(open.name, row));
  return new Map(rows.map((row) => [row.mlflowId, row]));
}

/** @returns ids of experiments by exact name within a workspace */
export async function experimentIdsByName(
  open: OpenStore,
  scope: Scope,
  workspace: string,
  name: string,
): Promise<string[]> {
  if (!open.capabilities.workspaces && workspace !== defaultWorkspace) return [];
  const { isOneOf } = open.fragments;
  const inWorkspace = open.capabilities.workspaces ? [isOneOf(sql`e.workspace`, [workspace])] : [];
  const where = allOf([isOneOf(sql`e.name`, [name]), ...inWorkspace, ...visibleExperiments(open, scope)]);
  const rows = await open.rows<{ experiment_id: unknown }>(
    sql`select e.experiment_id from experiments e where ${where}`,
  );
  return rows.map((row) => String(row.experiment_id));
}

export const experimentOrdering = listOrder<ExperimentRow>(experimentList);

/** @returns up to `limit` experiments in order, from a position on */
export async function experimentPage(
  open: OpenStore,
  scope: Scope,
  filter: ExperimentFilter,
  position: Position,
  limit: number,
  order: ListOrder<ExperimentRow> = experimentOrdering,
): Promise<(ExperimentRow & Placed)[]> {
  const { select, joins, columns } = orderSql(open, experimentSearch(open), order);
  const where = allOf([...conditions(open, scope, filter), rowsAt(columns, position)]);
  const rows = await open.rows<RawExperiment>(
    sql`select ${experimentColumns(open)}${select} from experiments e${joins} where ${where} order by ${orderBy(columns)} limit ${limit}`,
  );
  return rows.map((row) => placed(order, toRow(open.name, row), row));
}

export async function experimentCount(open: OpenStore, scope: Scope, filter: ExperimentFilter): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from experiments e where ${allOf(conditions(open, scope, filter))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

export function experimentColumns(open: OpenStore): Sql {
  return columnsOf("e", experimentColumnNames(open));
}

export function experimentColumnNames({ capabilities }: OpenStore): readonly (keyof RawExperiment)[] {
  return capabilities.workspaces ? [...ownColumns, "workspace"] : ownColumns;
}

const ownColumns = [
  "experiment_id",
  "name",
  "artifact_location",
  "lifecycle_stage",
  "creation_time",
  "last_update_time",
] as const;

function visibleExperiments(open: OpenStore, scope: Scope): Sql[] {
  return inVisibleExperiments(open, scope, sql`e.experiment_id`);
}

function conditions(open: OpenStore, scope: Scope, { workspace, viewType, condition }: ExperimentFilter): Sql[] {
  return [
    ...visibleExperiments(open, scope),
    inView(sql`e.lifecycle_stage`, viewType),
    ...workspaceConditions(open, sql`e`, workspace),
    ...filterSql(open, experimentSearch(open), condition),
  ];
}

interface RawExperiment {
  readonly experiment_id: unknown;
  readonly name: string;
  readonly artifact_location: string | null;
  readonly lifecycle_stage: string | null;
  readonly creation_time: unknown;
  readonly last_update_time: unknown;
  readonly workspace?: string;
}

/** Null for a row whose columns are all null: a run may belong to no experiment. */
export function toExperimentRow(store: string, row: object): ExperimentRow | null {
  const cells = row as RawExperiment;
  return cells.experiment_id === null ? null : toRow(store, cells);
}

function toRow(store: string, row: RawExperiment): ExperimentRow {
  return {
    store,
    mlflowId: String(row.experiment_id),
    workspace: row.workspace ?? defaultWorkspace,
    name: row.name,
    artifactLocation: row.artifact_location,
    lifecycleStage: toLifecycleStage(row.lifecycle_stage),
    createdAt: toBigIntOrNull(row.creation_time),
    lastUpdatedAt: toBigIntOrNull(row.last_update_time),
  };
}
