import { RawJson } from "../../rules/raw-json.js";
import type { PlainField } from "../../types/plain-selection.js";
import type { JsonValues } from "../dialects/dialect.js";
import { orderBy, rowsAfter, textColumn } from "../keyset.js";
import { toBoolean, toInteger } from "../row-values.js";
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
  const key = raw(`o.${table.keyColumn}`);
  const order = [textColumn(open, key, "ascending")];
  const where = allOf([
    ownedBy(open, columns, owners),
    ...withKeys(open, key, page.keys),
    ...withoutKeys(open, key, table.hidden),
    ...(page.after === null ? [] : [rowsAfter(order, page.after)]),
  ]);
  const place = sql`row_number() over (partition by ${join(columns.map(({ column }) => column))} order by ${orderBy(order)})`;
  const numbered = sql`select ${ownedColumns(columns, table)}, ${place} as place from ${raw(`${table.table} o`)} where ${where}`;
  const owner = join(columns.map(({ at }) => raw(`x.owner_${at}`)));
  const shown = sql`x.place <= ${page.first}`;
  const itemKey = open.fragments.exact(sql`x.item_key`);
  const rows = await open.rows<RawPrinted>(
    sql`select ${owner}, count(*) as listed, ${json.list(printedObject(json, table, page), sql`x.place`, shown)} as nodes, min(${itemKey}) as first_key, max(${itemKey}) filter (where ${shown}) as last_key, bool_and(${table.isPrintable(json)}) as is_printable from (${numbered}) x where x.place <= ${page.first + 1} group by ${owner}`,
  );
  if (!rows.every((row) => toBoolean(row.is_printable))) return null;
  return new Map(rows.map((row) => [ownerOfRow(columns, row), toPrinted(row, page.first)]));
}

function printedObject<Row>(json: JsonValues, { print, typeName }: OwnedTable<Row>, { shape }: PrintedPage): Sql {
  const printed: Readonly<Record<string, Sql>> = { ...print(json), __typename: json.text(sql`${typeName}::text`) };
  const members = shape.flatMap(({ key, name }, at) => [
    sql`${`${at === 0 ? "" : ","}${JSON.stringify(key)}:`}::text`,
    printed[name] ?? json.text(sql`null::text`),
  ]);
  return join([sql`'{'`, ...members, sql`'}'`], " || ");
}

function toPrinted({ nodes, listed, first_key, last_key }: RawPrinted, first: number): PrintedRows {
  return { nodes: new RawJson(nodes), isMore: toInteger(listed) > first, firstKey: first_key, lastKey: last_key };
}

interface RawPrinted extends RawOwner {
  readonly nodes: string;
  readonly listed: unknown;
  readonly first_key: string;
  readonly last_key: string;
  readonly is_printable: unknown;
}
