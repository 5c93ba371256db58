import { groupBy } from "../child-pages.js";
import { inParts } from "../in-parts.js";
import { join, type Sql, sql } from "../sql.js";
import type { FirstRows, Fragments, KeySeek, ReadRows } from "./dialect.js";

/** PostgreSQL: a limited scan of the index for each key. */
export function firstByLateral<Row>(rows: ReadRows, seek: KeySeek): Promise<FirstRows<Row>> {
  const { keys, column, select, table, where, limit } = seek;
  return within<Row>(
    rows,
    seek,
    sql`select p.seek_key, x.* from unnest(${keys}::text[]) p(seek_key)
cross join lateral (
  select ${select} from ${table} where ${column} = p.seek_key and ${where}${ordered(seek)} limit ${limit}
) x`,
  );
}

/** SQLite, which has no lateral join: the limited scan gives row ids. */
export function firstByRowId<Row>(rows: ReadRows, seek: KeySeek): Promise<FirstRows<Row>> {
  const { keys, column, select, table, where, rowId, limit } = seek;
  return within<Row>(
    rows,
    seek,
    sql`select p.value as seek_key, ${select} from json_each(${JSON.stringify(keys)}) p
cross join ${table} on ${rowId} in (
  select ${rowId} from ${table} where ${column} = p.value and ${where}${ordered(seek)} limit ${limit}
)`,
  );
}

/** MariaDB keeps 40 KB for each part of a prepared union, on every connection. */
const unionPartsMax = 100;

/**
 * MySQL: MariaDB has no lateral join either, a window reads a key's every row, and a long union of limited selects is
 * costly to prepare. So all rows of all keys are read, if those are not too many, and only else the union.
 */
export async function firstByUnion<Row>(
  isOneOf: Fragments["isOneOf"],
  rows: ReadRows,
  seek: KeySeek,
): Promise<FirstRows<Row>> {
  const { keys, column, select, table, where, limit, rowsMax } = seek;
  const ofKeys = (some: readonly string[]) =>
    sql`select ${column} as seek_key, ${select} from ${table} where ${isOneOf(column, some)} and ${where}`;
  if (keys.length > 1) {
    const all = await rows<Keyed<Row>>(sql`${ofKeys(keys)} limit ${rowsMax + 1}`);
    if (all.length <= rowsMax) {
      const ofEach = [...groupBy(all, (row) => row.seek_key).values()];
      return { rows: ofEach.flatMap((own) => own.slice(0, limit)), isCut: false };
    }
  }
  const found: Keyed<Row>[] = [];
  for (const some of inParts(keys, unionPartsMax)) {
    if (found.length > rowsMax) break;
    const parts = some.map((key) => sql`(${ofKeys([key])}${ordered(seek)} limit ${limit})`);
    found.push(...(await rows<Keyed<Row>>(join(parts, "\nunion all\n"))));
  }
  return cut(found, rowsMax);
}

type Keyed<Row> = Row & { readonly seek_key: string };

async function within<Row>(rows: ReadRows, { rowsMax }: KeySeek, statement: Sql): Promise<FirstRows<Row>> {
  return cut(await rows<Keyed<Row>>(sql`${statement} limit ${rowsMax + 1}`), rowsMax);
}

function cut<Row>(found: readonly Keyed<Row>[], rowsMax: number): FirstRows<Row> {
  return { rows: found.slice(0, rowsMax), isCut: found.length > rowsMax };
}

function ordered({ order }: KeySeek): Sql {
  return order === null ? sql`` : sql` order by ${order}`;
}
