import { RawJson } from "../../rules/raw-json.js";
import type { PlainField } from "../../types/plain-selection.js";
import type { JsonValues } from "../dialects/dialect.js";
import { orderBy, rowsAfter, textColumn } from "../keyset.js";
import { toInteger } from "../row-values.js";
import { allOf, join, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import {
  type KeyValuePage,
  type OwnedTable,
  ownedBy,
  ownedColumns,
  ownerColumns,
  ownerOfRow,
  type RawOwner,
  withKeys,
  withoutKeys,
} from "./key-values.js";

/** A page of an owner's rows as JSON text, in order of key. */
export interface PrintedRows {
  readonly nodes: RawJson;
  /** Whether more rows follow. */
  readonly isMore: boolean;
  /** Null on an empty page. */
  readonly firstKey: string | null;
  readonly lastKey: string | null;
}

export const noRows: PrintedRows = { nodes: new RawJson("[]"), isMore: false, firstKey: null, lastKey: null };

export interface PrintedPage extends KeyValuePage {
  /** What each row's object holds. */
  readonly shape: readonly PlainField[];
}

/**
 * The rows of `ownedRows` as the database prints them.
 *
 * @returns by owner key, owners without rows left out; null where the database cannot print them exactly
 */
export async function printedRows<Row>(
  open: OpenStore,
  table: OwnedTable<Row>,
  owners: readonly (readonly string[])[],
  page: PrintedPage,
): Promise<Map<string, PrintedRows> | null> {
  const json = open.fragments.jsonValues;
  if (json === null) return null;
  const columns = ownerColumns(open, table);
  const place = sql`row_number() over (partition by ${join(columns.map(({ column }) => column))} order by ${orderBy(keyOrder(open, table))})`;
  const numbered = sql`select ${ownedColumns(columns, table)}, ${place} as place from ${raw(`${table.table} o`)} where ${rowsOfPage(open, table, ownedBy(open, columns, owners), page)}`;
  const owner = join(columns.map(({ at }) => raw(`x.owner_${at}`)));
  const rows = await open.rows<RawPrinted>(
    sql`select ${owner}, ${printedColumns(open, json, table, page)} from (${numbered}) x where x.place <= ${page.first + 1} group by ${owner}`,
  );
  const printed = new Map<string, PrintedRows>();
  for (const row of rows) {
    if (row.nodes === null) return null;
    printed.set(ownerOfRow(columns, row), toPrinted(row.nodes, row, page.first));
  }
  return printed;
}

/** The first rows of the owner whose key an outer statement has, printed: one row of `printedColumnNames`. */
export function printedOfOne<Row>(
  open: OpenStore,
  json: JsonValues,
  table: OwnedTable<Row>,
  isOwned: Sql,
  page: PrintedPage & Asked,
): Sql {
  const order = orderBy(keyOrder(open, table));
  const columns = ownedColumns([], table);
  const rows = sql`from ${raw(`${table.table} o`)} where ${rowsOfPage(open, table, isOwned, page)} order by ${order}`;
  // An aggregate takes the rows of a sorted subquery in their order.
  if (!page.hasPageInfo)
    return sql`select ${printedNodes(json, table, page, null, null)} as nodes from (select ${columns} ${rows} limit ${page.first}) x`;
  const numbered = sql`select ${columns}, row_number() over (order by ${order}) as place ${rows} limit ${page.first + 1}`;
  return sql`select ${printedColumns(open, json, table, page)} from (${numbered}) x`;
}

interface Asked {
  /** Whether it is asked where the page lies. */
  readonly hasPageInfo: boolean;
}

export function printedColumnNames({ hasPageInfo }: Asked): readonly (keyof RawPrintedRows)[] {
  return hasPageInfo ? ["nodes", "listed", "first_key", "last_key"] : ["nodes"];
}

function keyOrder<Row>(open: OpenStore, { keyColumn }: OwnedTable<Row>) {
  return [textColumn(open, raw(`o.${keyColumn}`), "ascending")];
}

function rowsOfPage<Row>(open: OpenStore, table: OwnedTable<Row>, isOwned: Sql, page: PrintedPage): Sql {
  const key = raw(`o.${table.keyColumn}`);
  return allOf([
    isOwned,
    ...withKeys(open, key, page.keys),
    ...withoutKeys(open, key, table.hidden),
    ...(page.after === null ? [] : [rowsAfter(keyOrder(open, table), page.after)]),
  ]);
}

/** Of the rows `x` of an owner, numbered by their place: one more than the page shows. */
function printedColumns<Row>(open: OpenStore, json: JsonValues, table: OwnedTable<Row>, page: PrintedPage): Sql {
  const shown = sql`x.place <= ${page.first}`;
  const key = open.fragments.exact(sql`x.item_key`);
  return sql`count(*) as listed, ${printedNodes(json, table, page, sql`x.place`, shown)} as nodes, min(${key}) as first_key, max(${key}) filter (where ${shown}) as last_key`;
}

/** The list, or null where a row cannot be printed exactly. */
function printedNodes<Row>(
  json: JsonValues,
  table: OwnedTable<Row>,
  page: PrintedPage,
  order: Sql | null,
  shown: Sql | null,
): Sql {
  const list = json.list(printedObject(json, table, page), order, shown);
  return table.isPrintable === null
    ? list
    : sql`case when bool_and(${table.isPrintable(json)}) is not false then ${list} end`;
}

function printedObject<Row>(json: JsonValues, { print, typeName }: OwnedTable<Row>, { shape }: PrintedPage): Sql {
  const printed: Readonly<Record<string, Sql>> = { ...print(json), __typename: json.text(sql`${typeName}::text`) };
  const members = shape.flatMap(({ key, name }, at) => [
    sql`${`${at === 0 ? "" : ","}${JSON.stringify(key)}:`}::text`,
    printed[name] ?? json.text(sql`null::text`),
  ]);
  return join([sql`'{'`, ...members, sql`'}'`], " || ");
}

export function toPrinted(
  nodes: string,
  { listed, first_key, last_key }: Omit<RawPrintedRows, "nodes">,
  first: number,
): PrintedRows {
  return { nodes: new RawJson(nodes), isMore: toInteger(listed) > first, firstKey: first_key, lastKey: last_key };
}

interface RawPrintedRows {
  /** Null where a row cannot be printed exactly. */
  readonly nodes: string | null;
  readonly listed: unknown;
  /** Null without rows. */
  readonly first_key: string | null;
  readonly last_key: string | null;
}

type RawPrinted = RawOwner & RawPrintedRows;
