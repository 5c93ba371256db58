import type { Condition } from "../../rules/filter.js";
import type { ListOrder, Placed } from "../../rules/list-order.js";
import type { Position } from "../../rules/merged-list.js";
import type { Scope } from "../../rules/scope.js";
import { filterSql } from "../filter-sql.js";
import { orderBy, rowsAt } from "../keyset.js";
import { orderSql, placed } from "../order-sql.js";
import { toInteger } from "../row-values.js";
import { inVisibleModels } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import {
  isThere,
  type ModelVersionRow,
  type RawVersion,
  toVersionRow,
  versionColumns,
  versionTables,
} from "./model-versions.js";
import { modelVersionSearch } from "./search-tables.js";
import { workspaceConditions } from "./workspaces.js";

/** Which model versions of a store a list shows. */
export interface StoreVersionSearch {
  readonly workspace: string | null;
  readonly condition: Condition | null;
}

/** @returns up to `limit` versions in order, from a position on; deleted versions and prompts' are not among them */
export async function modelVersionPage(
  open: OpenStore,
  scope: Scope,
  search: StoreVersionSearch,
  order: ListOrder<ModelVersionRow>,
  position: Position,
  limit: number,
): Promise<(ModelVersionRow & Placed)[]> {
  const { select, joins, columns } = orderSql(open, modelVersionSearch(open), order);
  const where = allOf([...conditions(open, scope, search), rowsAt(columns, position)]);
  const rows = await open.rows<RawVersion>(
    sql`select ${versionColumns(open)}${select} from ${versionTables(open)}${joins} where ${where} order by ${orderBy(columns)} limit ${limit}`,
  );
  return rows.map((row) => placed(order, toVersionRow(open.name, row), row));
}

export async function modelVersionCount(open: OpenStore, scope: Scope, search: StoreVersionSearch): Promise<number> {
  const rows = await open.rows<{ total: unknown }>(
    sql`select count(*) as total from ${versionTables(open)} where ${allOf(conditions(open, scope, search))}`,
  );
  return toInteger(rows[0]?.total ?? 0);
}

function conditions(open: OpenStore, scope: Scope, { workspace, condition }: StoreVersionSearch): Sql[] {
  return [
    ...isThere(open),
    ...inVisibleModels(open, scope, sql`v`),
    ...workspaceConditions(open, sql`v`, workspace),
    ...filterSql(open, modelVersionSearch(open), condition),
  ];
}
