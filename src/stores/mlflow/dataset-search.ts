import type { Condition } from "../../rules/filter.js";
import type { ListOrder, Placed } from "../../rules/list-order.js";
import type { Position } from "../../rules/merged-list.js";
import type { Scope } from "../../rules/scope.js";
import { filterSql } from "../filter-sql.js";
import { orderBy, rowsAt } from "../keyset.js";
import { orderSql, placed } from "../order-sql.js";
import { toInteger } from "../row-values.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { type DatasetRow, datasetColumns, type RawDataset, toDatasetRow } from "./datasets.js";
import { datasetSearch } from "./search-tables.js";
import { experimentInWorkspace } from "./workspaces.js";

/** Which datasets of a store a list shows. */
export interface StoreDatasetSearch {
  readonly workspace: string | null;
  readonly condition: Condition | null;
}

/** @returns up to `limit` datasets in order, from a position on */
export async function datasetPage(
  open: OpenStore,
  scope: Scope,
  search: StoreDatasetSearch,
  order: ListOrder<DatasetRow>,
  position: Position,
  limit: number,
): Promise<(DatasetRow & Placed)[]> {
  const { select, joins, columns } = orderSql(open, datasetSearch(open), order);
  const where = allOf([...conditions(open, scope, search), rowsAt(columns, position)]);
  const rows = await open.rows<RawDataset>(
    sql`select ${datasetColumns}${select} from datasets d${joins} where ${where} order by ${orderBy(columns)} limit ${limit}`,
  );
  return rows.map((row) => placed(order, toDatasetRow(open.name, row), row));
}

export async function datasetCount(open: OpenStore, scope: Scope, search: StoreDatasetSearch): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from datasets d where ${allOf(conditions(open, scope, search))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

function conditions(open: OpenStore, scope: Scope, { workspace, condition }: StoreDatasetSearch): Sql[] {
  return [
    ...inVisibleExperiments(open, scope, sql`d.experiment_id`),
    ...experimentInWorkspace(open, sql`d.experiment_id`, workspace),
    ...filterSql(open, datasetSearch(open), condition),
  ];
}
