import { type LifecycleStage, toLifecycleStage, type ViewType } from "../../rules/enums.js";
import type { MergedOrdering, Position } from "../../rules/merged-list.js";
import type { Scope } from "../../rules/scope.js";
import { numberColumn, type OrderColumn, orderBy, rowsAt } from "../keyset.js";
import { toBigIntOrNull, toInteger } from "../row-values.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { inView } from "./view-type.js";
import { defaultWorkspace } from "./workspaces.js";

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
}

/** MLflow's ids are decimal text; anything else, or beyond the column, names no experiment. */
export function toExperimentId(open: OpenStore, mlflowId: string): bigint | null {
  if (!/^(0|[1-9]\d{0,18})$/.test(mlflowId)) return null;
  const id = BigInt(mlflowId);
  return id <= open.fragments.experimentIdMax ? id : null;
}

/** @returns experiments by MLflow's id, deleted ones too; unknown ids are absent */
export async function experimentsByIds(
  open: OpenStore,
  _scope: Scope,
  mlflowIds: readonly string[],
): Promise<Map<string, ExperimentRow>> {
  const ids = mlflowIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const found = await open.models.experiment.findMany({
    where: { experimentId: { in: ids } },
    select: {
      experimentId: true,
      name: true,
      artifactLocation: true,
      lifecycleStage: true,
      creationTime: true,
      lastUpdateTime: true,
      workspace: open.capabilities.workspaces,
    },
  });
  const rows = found.map((row) => ({
    store: open.name,
    mlflowId: String(row.experimentId),
    workspace: row.workspace ?? defaultWorkspace,
    name: row.name,
    artifactLocation: row.artifactLocation,
    lifecycleStage: toLifecycleStage(row.lifecycleStage),
    createdAt: row.creationTime,
    lastUpdatedAt: row.lastUpdateTime,
  }));
  return new Map(rows.map((row) => [row.mlflowId, row]));
}

/** @returns ids of experiments by exact name within a workspace */
export async function experimentIdsByName(
  open: OpenStore,
  _scope: Scope,
  workspace: string,
  name: string,
): Promise<string[]> {
  if (!open.capabilities.workspaces && workspace !== defaultWorkspace) return [];
  const { isOneOf } = open.fragments;
  const inWorkspace = open.capabilities.workspaces ? [isOneOf(sql`e.workspace`, [workspace])] : [];
  const rows = await open.rows<{ experiment_id: unknown }>(
    sql`select e.experiment_id from experiments e where ${allOf([isOneOf(sql`e.name`, [name]), ...inWorkspace])}`,
  );
  return rows.map((row) => String(row.experiment_id));
}

/** Newest first, as MLflow lists them; ids break ties within a store. */
export const experimentOrdering: MergedOrdering<ExperimentRow> = {
  name: "experiments",
  direction: "descending",
  kinds: ["integer?", "integer"],
  place: (row) => [row.createdAt, BigInt(row.mlflowId)],
};

function experimentOrder(open: OpenStore): OrderColumn[] {
  return [
    numberColumn(sql`e.creation_time`, "descending", { nullable: true }),
    numberColumn(sql`e.experiment_id`, "descending", { max: open.fragments.experimentIdMax }),
  ];
}

/** @returns up to `limit` experiments in order, from a position on */
export async function experimentPage(
  open: OpenStore,
  _scope: Scope,
  filter: ExperimentFilter,
  position: Position,
  limit: number,
): Promise<ExperimentRow[]> {
  const workspace = open.capabilities.workspaces ? sql`, e.workspace` : sql``;
  const order = experimentOrder(open);
  const rows = await open.rows<RawExperiment>(
    sql`select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time${workspace} from experiments e where ${allOf([...conditions(open, filter), rowsAt(order, position)])} order by ${orderBy(order)} limit ${limit}`,
  );
  return rows.map((row) => toRow(open.name, row));
}

export async function experimentCount(open: OpenStore, _scope: Scope, filter: ExperimentFilter): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from experiments e where ${allOf(conditions(open, filter))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

function conditions(open: OpenStore, { workspace, viewType }: ExperimentFilter): Sql[] {
  const view = inView(sql`e.lifecycle_stage`, viewType);
  if (workspace === null) return [view];
  if (open.capabilities.workspaces) return [view, open.fragments.isOneOf(sql`e.workspace`, [workspace])];
  return workspace === defaultWorkspace ? [view] : [sql`1 = 0`];
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
