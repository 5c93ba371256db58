import type { Sql } from "./sql.js";

/** A list's table as searches see it: where a field of a filter or of an order is found. The row's alias is the list's. */
export interface SearchTable {
  /** By the names that rules/search-lists.ts gives attributes. */
  readonly attributes: Readonly<Record<string, SearchColumn>>;
  /** Tables of keys and values, one row for each key of an owner; none where a list's rows have none. */
  readonly keyed: Readonly<Partial<Record<"param" | "tag" | "metric", KeyedTable>>>;
  /** Datasets that belong to the row; null where none can. */
  readonly datasets: DatasetSearch | null;
}

export type SearchColumn = TextColumn | IntegerColumn | TagColumn;

interface TextColumn {
  readonly kind: "text";
  readonly column: Sql;
}

interface IntegerColumn {
  readonly kind: "integer";
  readonly column: Sql;
  /** Largest value that the column holds. */
  readonly max: bigint;
}

/** An attribute that MLflow looks for among the tags. */
interface TagColumn {
  readonly kind: "tag";
  readonly key: string;
}

export interface KeyedTable {
  readonly table: Sql;
  /** That a row of the table, by its alias, belongs to the list's row. */
  owned(alias: Sql): Sql;
}

export interface DatasetSearch {
  /** That there is a dataset of the row for which `inner` holds. */
  exists(inner: Sql): Sql;
  /** The dataset's column within `exists`; tested by `test`, which is false for none. */
  readonly fields: Readonly<Record<"name" | "digest" | "context", (test: (column: Sql) => Sql) => Sql>>;
}

export const int64Max = 2n ** 63n - 1n;
export const int32Max = 2n ** 31n - 1n;
