import type { ListOrder } from "../../rules/list-order.js";
import type { Position } from "../../rules/merged-list.js";
import type { Scope } from "../../rules/scope.js";
import { orderBy, rowsAt } from "../keyset.js";
import { orderSql } from "../order-sql.js";
import { toInteger } from "../row-values.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { toExperimentId } from "./experiment-id.js";
import { readAhead } from "./lists-ahead.js";
import {
  type ListedRun,
  type RawRun,
  type RunRow,
  type RunSearch,
  runColumns,
  runConditions,
  toListedRun,
} from "./runs.js";
import { nothingAhead, type RunAhead, runsAhead } from "./runs-ahead.js";
import { runSearch } from "./search-tables.js";
import { experimentInWorkspace } from "./workspaces.js";

/** Which runs of a whole store a list shows. */
export interface StoreRunSearch extends RunSearch {
  /** MLflow's ids; null for all experiments. */
  readonly experimentIds: readonly string[] | null;
  readonly workspace: string | null;
}

/** @returns up to `limit` runs in order, from a position on */
export async function runPage(
  open: OpenStore,
  scope: Scope,
  search: StoreRunSearch,
  order: ListOrder<RunRow>,
  position: Position,
  limit: number,
  ahead: RunAhead = nothingAhead,
): Promise<ListedRun[]> {
  const { select, joins, columns } = orderSql(open, runSearch(), order);
  const where = allOf([...conditions(open, scope, search), rowsAt(columns, position)]);
  const page = sql`select ${runColumns}${select} from runs r${joins} where ${where} order by ${orderBy(columns)} limit ${limit}`;
  const rows = await readAhead<RawRun>(open, page, runsAhead(open, page, ahead));
  return rows.map((row) => toListedRun(open, row, order, ahead));
}

export async function runCount(open: OpenStore, scope: Scope, search: StoreRunSearch): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from runs r where ${allOf(conditions(open, scope, search))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

/** Tables of what runs have under keys. */
export const keyedByRun = { params: sql`params`, metrics: sql`latest_metrics`, tags: sql`tags` } as const;

export interface RunKeySearch {
  readonly kind: keyof typeof keyedByRun;
  /** Without keys that begin with this; null leaves none out. */
  readonly withoutPrefix: string | null;
  readonly limit: number;
}

/** @returns the first keys, byte by byte, that any of the runs found has */
export async function runKeys(
  open: OpenStore,
  scope: Scope,
  search: StoreRunSearch,
  { kind, withoutPrefix, limit }: RunKeySearch,
): Promise<string[]> {
  const { exact, matches } = open.fragments;
  const prefix = withoutPrefix === null ? [] : [sql`not ${matches.startsWith(sql`k.key`, withoutPrefix)}`];
  const where = allOf([...conditions(open, scope, search), ...prefix]);
  const key = exact(sql`k.key`);
  const rows = await open.rows<{ item_key: string }>(
    sql`select min(k.key) as item_key from runs r join ${keyedByRun[kind]} k on k.run_uuid = r.run_uuid where ${where} group by ${key} order by ${key} limit ${limit}`,
  );
  return rows.map(({ item_key }) => item_key);
}

function conditions(open: OpenStore, scope: Scope, search: StoreRunSearch): Sql[] {
  const { experimentIds, workspace } = search;
  const ids = experimentIds?.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  return [
    ...inVisibleExperiments(open, scope, sql`r.experiment_id`),
    ...(ids === undefined ? [] : [open.fragments.isIn(sql`r.experiment_id`, ids)]),
    ...experimentInWorkspace(open, sql`r.experiment_id`, workspace),
    ...runConditions(open, search),
  ];
}
