import type { CursorValue, Ordering } from "../../rules/cursor.js";
import { encodeMetricValue, type MetricValue } from "../../rules/metric-value.js";
import type { Capability } from "../../rules/mlflow-schema.js";
import { promptTag, reservedPromptTags } from "../../rules/prompt-template.js";
import { requireCapability } from "../capability.js";
import { childPages, groupBy } from "../child-pages.js";
import { hasOneOfKeys } from "../composite-keys.js";
import type { JsonValues } from "../dialects/dialect.js";
import { textColumn } from "../keyset.js";
import { toBigInt, toBigIntOrNull, toBoolean, toNumberOrNull } from "../row-values.js";
import { join, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";

/** One row that its owner has under a key: a param, a tag, a latest metric. Keys are unique per owner. */
export interface KeyValueRow {
  readonly key: string;
  /** Null only where MLflow wrote none. */
  readonly value: string | null;
}

export interface LatestMetricRow {
  readonly key: string;
  readonly value: MetricValue;
  readonly step: bigint;
  /** Unix epoch milliseconds, chosen by the client. */
  readonly timestamp: bigint | null;
}

/** A table of rows owned by a run, experiment, model, version or input, and how to read it. */
export interface OwnedTable<Row> {
  readonly table: string;
  /** Columns that name the owner, in the order of the owner's key. The workspace is dropped where the store has none. */
  readonly owner: readonly OwnerColumn[];
  /** What the graph calls a row. */
  readonly typeName: "Param" | "Tag" | "Metric" | "ModelAlias";
  readonly keyColumn: "key" | "name" | "param_key" | "tag_key" | "alias";
  /** The list's name in its cursors. */
  readonly cursors: "keys" | "aliases";
  readonly columns: readonly string[];
  /** What the store's schema must have for the table to be there. */
  readonly needs?: Capability;
  /** Keys of MLflow's own that are no business of a reader's. */
  readonly hidden?: readonly string[];
  readonly read: (raw: RawOwned) => Row;
  /** The fields that `read` fills, printed from the columns of `x`. */
  readonly print: (json: JsonValues) => Readonly<Record<string, Sql>>;
  /** Whether a row of `x` prints as `read` would have it; null where every row does. */
  readonly isPrintable: ((json: JsonValues) => Sql) | null;
}

type OwnerColumn =
  | "run_uuid"
  | "model_id"
  | "experiment_id"
  | "workspace"
  | "name"
  | "version"
  | "input_uuid"
  | "request_id";

export interface KeyValuePage {
  /** Only these keys; null for all. */
  readonly keys: readonly string[] | null;
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

const readKeyValue = (row: RawOwned): KeyValueRow => ({ key: row.item_key, value: row.value as string | null });

export const runParams: OwnedTable<KeyValueRow> = {
  table: "params",
  typeName: "Param",
  cursors: "keys",
  owner: ["run_uuid"],
  keyColumn: "key",
  columns: ["value"],
  read: readKeyValue,
  print: (json) => ({ key: json.text(sql`x.item_key`), value: json.text(sql`x.value`) }),
  isPrintable: null,
};

export const runTags: OwnedTable<KeyValueRow> = { ...runParams, table: "tags", typeName: "Tag" };

export const experimentTags: OwnedTable<KeyValueRow> = {
  ...runTags,
  table: "experiment_tags",
  owner: ["experiment_id"],
};

export const registeredModelTags: OwnedTable<KeyValueRow> = {
  ...runTags,
  table: "registered_model_tags",
  owner: ["workspace", "name"],
};

export const modelVersionTags: OwnedTable<KeyValueRow> = {
  ...runTags,
  table: "model_version_tags",
  owner: ["workspace", "name", "version"],
};

export const inputTags: OwnedTable<KeyValueRow> = {
  ...runTags,
  table: "input_tags",
  owner: ["input_uuid"],
  keyColumn: "name",
};

export const loggedModelParams: OwnedTable<KeyValueRow> = {
  table: "logged_model_params",
  typeName: "Param",
  cursors: "keys",
  owner: ["model_id"],
  keyColumn: "param_key",
  columns: ["param_value"],
  needs: "loggedModels",
  read: (row) => ({ key: row.item_key, value: row.param_value as string | null }),
  print: (json) => ({ key: json.text(sql`x.item_key`), value: json.text(sql`x.param_value`) }),
  isPrintable: null,
};

export const loggedModelTags: OwnedTable<KeyValueRow> = {
  ...loggedModelParams,
  table: "logged_model_tags",
  typeName: "Tag",
  keyColumn: "tag_key",
  columns: ["tag_value"],
  read: (row) => ({ key: row.item_key, value: row.tag_value as string | null }),
  print: (json) => ({ key: json.text(sql`x.item_key`), value: json.text(sql`x.tag_value`) }),
};

export const traceTags: OwnedTable<KeyValueRow> = {
  ...runTags,
  table: "trace_tags",
  owner: ["request_id"],
  needs: "traces",
};

export const traceMetadata: OwnedTable<KeyValueRow> = { ...traceTags, table: "trace_request_metadata" };

export const promptTags: OwnedTable<KeyValueRow> = { ...registeredModelTags, hidden: [promptTag] };

export const promptVersionTags: OwnedTable<KeyValueRow> = { ...modelVersionTags, hidden: reservedPromptTags };

export const latestMetrics: OwnedTable<LatestMetricRow> = {
  table: "latest_metrics",
  typeName: "Metric",
  cursors: "keys",
  owner: ["run_uuid"],
  keyColumn: "key",
  columns: ["value", "timestamp", "step", "is_nan"],
  read: (row) => ({
    key: row.item_key,
    value: encodeMetricValue(toNumberOrNull(row.value), toBoolean(row.is_nan)),
    step: toBigInt(row.step),
    timestamp: toBigIntOrNull(row.timestamp),
  }),
  print: (json) => ({
    key: json.text(sql`x.item_key`),
    value: json.metricValue(sql`x.value`, sql`x.is_nan`),
    step: json.integer(sql`x.step`),
    timestamp: json.time(sql`x.timestamp`),
  }),
  isPrintable: (json) => json.isTime(sql`x.timestamp`),
};

/** The names that a model version has; each holds nothing but itself, and where it points. */
export const versionAliases: OwnedTable<{ readonly key: string }> = {
  table: "registered_model_aliases",
  typeName: "ModelAlias",
  cursors: "aliases",
  owner: ["workspace", "name", "version"],
  keyColumn: "alias",
  columns: ["version"],
  read: (row) => ({ key: row.item_key }),
  print: (json) => ({ alias: json.text(sql`x.item_key`), version: json.integer(sql`x.version`) }),
  isPrintable: null,
};

/** By key, byte by byte. */
export const keyOrdering: Ordering<{ readonly key: string }> = {
  name: "keys",
  kinds: ["text"],
  place: (row) => [row.key],
};

/**
 * @param owners keys of the owners, each in the order of the table's `owner`
 * @returns by owner key joined with a NUL, up to `first + 1` rows in order of key
 */
export async function ownedRows<Row>(
  open: OpenStore,
  table: OwnedTable<Row>,
  owners: readonly (readonly string[])[],
  page: KeyValuePage,
): Promise<Map<string, Row[]>> {
  if (table.needs) requireCapability(open, table.needs);
  const columns = ownerColumns(open, table);
  const key = raw(`o.${table.keyColumn}`);
  const rows = await childPages<RawOwned>(open, {
    select: ownedColumns(columns, table),
    from: raw(`${table.table} o`),
    where: [ownedBy(open, columns, owners), ...withKeys(open, key, page.keys), ...withoutKeys(open, key, table.hidden)],
    parent: columns.map(({ column }) => column),
    parentCount: owners.length,
    order: [textColumn(open, key, "ascending")],
    first: page.first,
    after: page.after,
  });
  const groups = groupBy(rows, (row) => ownerOfRow(columns, row));
  return new Map([...groups].map(([owner, items]) => [owner, items.map(table.read)]));
}

export function ownerKey(parts: readonly string[]): string {
  return parts.join("\u0000");
}

/** The part of an owner's key that this store's schema can name: without the workspace before MLflow 3.10. */
export function ownerKeyIn<Row>(open: OpenStore, table: OwnedTable<Row>, owner: readonly string[]): string {
  return ownerKey(ownerColumns(open, table).map(({ at }) => owner[at] ?? ""));
}

export interface OwnerPart {
  readonly name: string;
  readonly column: Sql;
  readonly at: number;
  readonly isNumber: boolean;
}

export function ownerColumns<Row>(open: OpenStore, { owner }: OwnedTable<Row>): OwnerPart[] {
  return owner
    .map((name, at) => ({
      name,
      at,
      column: raw(`o.${name}`),
      isNumber: name === "experiment_id" || name === "version",
    }))
    .filter(({ name }) => name !== "workspace" || open.capabilities.workspaces);
}

/** The owner's columns, the key and the rest, of a table `o`. */
export function ownedColumns<Row>(owner: readonly OwnerPart[], { keyColumn, columns }: OwnedTable<Row>): Sql {
  return join([
    ...owner.map(ownerAlias),
    raw(`o.${keyColumn} as item_key`),
    ...columns.map((name) => raw(`o.${name}`)),
  ]);
}

/** The key of a row's owner, as the answers name it. */
export function ownerOfRow(owner: readonly OwnerPart[], row: RawOwner): string {
  return ownerKey(owner.map(({ at }) => String(row[`owner_${at}`])));
}

function ownerAlias({ column, at }: OwnerPart): Sql {
  return sql`${column} as ${raw(`owner_${at}`)}`;
}

export function ownedBy(open: OpenStore, columns: readonly OwnerPart[], owners: readonly (readonly string[])[]): Sql {
  return hasOneOfKeys(
    columns.map(({ column, isNumber }) => ({
      isOneOf: (values) => open.fragments.isIn(column, isNumber ? values.map(BigInt) : values),
    })),
    owners.map((owner) => columns.map(({ at }) => owner[at] ?? "")),
  );
}

export function withKeys(open: OpenStore, key: Sql, keys: readonly string[] | null): Sql[] {
  return keys === null ? [] : [open.fragments.isOneOf(key, keys)];
}

export function withoutKeys(open: OpenStore, key: Sql, hidden: readonly string[] | undefined): Sql[] {
  return hidden === undefined ? [] : [sql`not (${open.fragments.isOneOf(key, hidden)})`];
}

/** Cells by the names of their columns, those of the owner as `owner_0` and so on. */
export type RawOwner = Readonly<Record<string, unknown>>;
type RawOwned = { readonly item_key: string } & RawOwner;
