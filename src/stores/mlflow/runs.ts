import type { CursorValue } from "../../rules/cursor.js";
import {
  type LifecycleStage,
  type RunStatus,
  toLifecycleStage,
  toRunStatus,
  type ViewType,
} from "../../rules/enums.js";
import type { Condition } from "../../rules/filter.js";
import { type ListOrder, listOrder, type Placed } from "../../rules/list-order.js";
import { runList } from "../../rules/ordered-lists.js";
import type { Scope } from "../../rules/scope.js";
import { childPages, childPagesSql, groupBy } from "../child-pages.js";
import { filterSql } from "../filter-sql.js";
import type { OrderColumn } from "../keyset.js";
import { orderSql, placed } from "../order-sql.js";
import { toBigIntOrNull, toInteger } from "../row-values.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, columnsOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { toExperimentId } from "./experiment-id.js";
import { readAhead } from "./lists-ahead.js";
import { aheadOfRun, nothingAhead, type RunAhead, runsAhead, type WithRunAhead } from "./runs-ahead.js";
import { runSearch } from "./search-tables.js";
import { inView } from "./view-type.js";

export interface RunRow {
  readonly store: string;
  readonly mlflowId: string;
  readonly experimentId: string | null;
  readonly name: string | null;
  readonly userId: string | null;
  readonly status: RunStatus;
  /** Unix epoch milliseconds, as the client says. */
  readonly startTime: bigint | null;
  readonly endTime: bigint | null;
  readonly deletedAt: bigint | null;
  readonly lifecycleStage: LifecycleStage;
  readonly artifactUri: string | null;
}

/** @returns runs by id, deleted ones too; unknown ids are absent */
export async function runsByIds(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  ahead: RunAhead = nothingAhead,
): Promise<Map<string, RunRow & WithRunAhead>> {
  const where = allOf([
    open.fragments.isIn(sql`r.run_uuid`, runIds),
    ...inVisibleExperiments(open, scope, sql`r.experiment_id`),
  ]);
  const runs = sql`select ${runColumns} from runs r where ${where}`;
  const found = await readAhead<RawRun>(open, runs, runsAhead(open, runs, ahead));
  return new Map(
    found.map((row) => [row.run_uuid, { ...toRunRow(open.name, row), ...aheadOfRun(open, "t", row, ahead) }]),
  );
}

export const runOrdering = listOrder<RunRow>(runList);

export function runOrder(open: OpenStore): readonly OrderColumn[] {
  return orderSql(open, runSearch(), runOrdering).columns;
}

export interface RunPage {
  readonly viewType: ViewType;
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

/** Which runs a list shows. */
export interface RunSearch {
  readonly viewType: ViewType;
  readonly condition?: Condition | null;
}

/** A run of a list, with the lists of its own that were read with it. */
export type ListedRun = RunRow & Placed & WithRunAhead;

/** @returns by experiment id, up to `first + 1` of its runs in order */
export async function runsOfExperiments(
  open: OpenStore,
  _scope: Scope,
  experimentIds: readonly string[],
  page: RunPage & RunSearch,
  order: ListOrder<RunRow> = runOrdering,
  ahead: RunAhead = nothingAhead,
): Promise<Map<string, ListedRun[]>> {
  const ids = experimentIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const { select, joins, columns } = orderSql(open, runSearch(), order);
  const pages = childPagesSql({
    select: sql`${runColumns}${select}`,
    from: sql`runs r${joins}`,
    where: [open.fragments.isIn(sql`r.experiment_id`, ids), ...runConditions(open, page)],
    parent: [sql`r.experiment_id`],
    parentCount: ids.length,
    order: columns,
    first: page.first,
    after: page.after,
  });
  const rows = await readAhead<RawRun>(open, pages, runsAhead(open, pages, ahead));
  return groupBy(
    rows.map((row) => toListedRun(open, row, order, ahead)),
    (row) => row.experimentId ?? "",
  );
}

export function toListedRun(open: OpenStore, row: RawRun, order: ListOrder<RunRow>, ahead: RunAhead): ListedRun {
  return { ...placed(order, toRunRow(open.name, row), row), ...aheadOfRun(open, "t", row, ahead) };
}

/** @returns by parent run id, up to `first + 1` of the runs whose tag `mlflow.parentRunId` names it */
export async function childRuns(
  open: OpenStore,
  scope: Scope,
  parentRunIds: readonly string[],
  page: RunPage,
): Promise<Map<string, RunRow[]>> {
  const rows = await childPages<RawRun & { parent_run_id: string }>(open, {
    select: sql`${runColumns}, t.value as parent_run_id`,
    from: sql`tags t join runs r on r.run_uuid = t.run_uuid`,
    where: [
      sql`t.key = 'mlflow.parentRunId'`,
      open.fragments.isOneOf(sql`t.value`, parentRunIds),
      inView(sql`r.lifecycle_stage`, page.viewType),
      ...inVisibleExperiments(open, scope, sql`r.experiment_id`),
    ],
    parent: [open.fragments.exact(sql`t.value`)],
    parentCount: parentRunIds.length,
    order: runOrder(open),
    first: page.first,
    after: page.after,
  });
  const groups = groupBy(rows, (row) => row.parent_run_id);
  return new Map([...groups].map(([parent, children]) => [parent, children.map((row) => toRunRow(open.name, row))]));
}

export function runConditions(open: OpenStore, { viewType, condition }: RunSearch): Sql[] {
  return [inView(sql`r.lifecycle_stage`, viewType), ...filterSql(open, runSearch(), condition)];
}

/** @returns by experiment id, how many runs the search finds */
export async function runCounts(
  open: OpenStore,
  _scope: Scope,
  experimentIds: readonly string[],
  viewType: ViewType,
  condition: Condition | null = null,
): Promise<Map<string, number>> {
  const ids = experimentIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await open.rows<{ experiment_id: unknown; total: unknown }>(
    sql`select r.experiment_id, count(*) as total from runs r where ${allOf([open.fragments.isIn(sql`r.experiment_id`, ids), ...runConditions(open, { viewType, condition })])} group by r.experiment_id`,
  );
  return new Map(rows.map((row) => [String(row.experiment_id), toInteger(row.total)]));
}

export const runColumnNames: readonly (keyof RawRun)[] = [
  "run_uuid",
  "experiment_id",
  "name",
  "user_id",
  "status",
  "start_time",
  "end_time",
  "deleted_time",
  "lifecycle_stage",
  "artifact_uri",
];

export const runColumns: Sql = columnsOf("r", runColumnNames);

export interface RawRun {
  readonly run_uuid: string;
  readonly experiment_id: unknown;
  readonly name: string | null;
  readonly user_id: string | null;
  readonly status: string | null;
  readonly start_time: unknown;
  readonly end_time: unknown;
  readonly deleted_time: unknown;
  readonly lifecycle_stage: string | null;
  readonly artifact_uri: string | null;
}

export function toRunRow(store: string, row: RawRun): RunRow {
  return {
    store,
    mlflowId: row.run_uuid,
    experimentId: row.experiment_id === null ? null : String(row.experiment_id),
    name: row.name,
    userId: row.user_id,
    status: toRunStatus(row.status),
    startTime: toBigIntOrNull(row.start_time),
    endTime: toBigIntOrNull(row.end_time),
    deletedAt: toBigIntOrNull(row.deleted_time),
    lifecycleStage: toLifecycleStage(row.lifecycle_stage),
    artifactUri: row.artifact_uri,
  };
}
