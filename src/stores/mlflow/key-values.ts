import type { CursorValue, Ordering } from "../../rules/cursor.js";
import { encodeMetricValue, type MetricValue } from "../../rules/metric-value.js";
import type { Capability } from "../../rules/mlflow-schema.js";
import { promptTag, reservedPromptTags } from "../../rules/prompt-template.js";
import { requireCapability } from "../capability.js";
import { childPages, groupBy } from "../child-pages.js";
import { hasOneOfKeys } from "../composite-keys.js";
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
  readonly keyColumn: "key" | "name" | "param_key" | "tag_key";
  readonly columns: readonly string[];
  /** What the store's schema must have for the table to be there. */
  readonly needs?: Capability;
  /** Keys of MLflow's own that are no business of a reader's. */
  readonly hidden?: readonly string[];
  readonly read: (raw: RawOwned) => Row;
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
  owner: ["run_uuid"],
  keyColumn: "key",
  columns: ["value"],
  read: readKeyValue,
};

export const runTags: OwnedTable<KeyValueRow> = { ...runParams, table: "tags" };

export const experimentTags: OwnedTable<KeyValueRow> = {
  ...runParams,
  table: "experiment_tags",
  owner: ["experiment_id"],
};

export const registeredModelTags: OwnedTable<KeyValueRow> = {
  ...runParams,
  table: "registered_model_tags",
  owner: ["workspace", "name"],
};

export const modelVersionTags: OwnedTable<KeyValueRow> = {
  ...runParams,
  table: "model_version_tags",
  owner: ["workspace", "name", "version"],
};

export const inputTags: OwnedTable<KeyValueRow> = {
  ...runParams,
  table: "input_tags",
  owner: ["input_uuid"],
  keyColumn: "name",
};

export const loggedModelParams: OwnedTable<KeyValueRow> = {
  table: "logged_model_params",
  owner: ["model_id"],
  keyColumn: "param_key",
  columns: ["param_value"],
  needs: "loggedModels",
  read: (row) => ({ key: row.item_key, value: row.param_value as string | null }),
};

export const loggedModelTags: OwnedTable<KeyValueRow> = {
  ...loggedModelParams,
  table: "logged_model_tags",
  keyColumn: "tag_key",
  columns: ["tag_value"],
  read: (row) => ({ key: row.item_key, value: row.tag_value as string | null }),
};

export const traceTags: OwnedTable<KeyValueRow> = {
  ...runParams,
  table: "trace_tags",
  owner: ["request_id"],
  needs: "traces",
};

export const traceMetadata: OwnedTable<KeyValueRow> = { ...traceTags, table: "trace_request_metadata" };

export const promptTags: OwnedTable<KeyValueRow> = { ...registeredModelTags, hidden: [promptTag] };

export const promptVersionTags: OwnedTable<KeyValueRow> = { ...modelVersionTags, hidden: reservedPromptTags };

export const latestMetrics: OwnedTable<LatestMetricRow> = {
  table: "latest_metrics",
  owner: ["run_uuid"],
  keyColumn: "key",
  columns: ["value", "timestamp", "step", "is_nan"],
  read: (row) => ({
    key: row.item_key,
    value: encodeMetricValue(toNumberOrNull(row.value), toBoolean(row.is_nan)),
    step: toBigInt(row.step),
    timestamp: toBigIntOrNull(row.timestamp),
  }),
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
    select: join([
      ...columns.map(ownerAlias),
      sql`${key} as item_key`,
      ...table.columns.map((name) => raw(`o.${name}`)),
    ]),
    from: raw(`${table.table} o`),
    where: [ownedBy(open, columns, owners), ...withKeys(open, key, page.keys), ...withoutKeys(open, key, table.hidden)],
    parent: columns.map(({ column }) => column),
    parentCount: owners.length,
    order: [textColumn(open, key, "ascending")],
    first: page.first,
    after: page.after,
  });
  const groups = groupBy(rows, (row) => ownerKey(columns.map(({ at }) => String(row[`owner_${at}`]))));
  return new Map([...groups].map(([owner, items]) => [owner, items.map(table.read)]));
}

export function ownerKey(parts: readonly string[]): string {
  return parts.join("\u0000");
}

/** The part of an owner's key that this store's schema can name: without the workspace before MLflow 3.10. */
export function ownerKeyIn<Row>(open: OpenStore, table: OwnedTable<Row>, owner: readonly string[]): string {
  return ownerKey(ownerColumns(open, table).map(({ at }) => owner[at] ?? ""));
}

interface OwnerPart {
  readonly column: Sql;
  readonly at: number;
  readonly isNumber: boolean;
}

function ownerColumns<Row>(open: OpenStore, { owner }: OwnedTable<Row>): OwnerPart[] {
  return owner
    .map((name, at) => ({
      name,
      at,
      column: raw(`o.${name}`),
      isNumber: name === "experiment_id" || name === "version",
    }))
    .filter(({ name }) => name !== "workspace" || open.capabilities.workspaces);
}

function ownerAlias({ column, at }: OwnerPart): Sql {
  return sql`${column} as ${raw(`owner_${at}`)}`;
}

function ownedBy(open: OpenStore, columns: readonly OwnerPart[], owners: readonly (readonly string[])[]): Sql {
  return hasOneOfKeys(
    columns.map(({ column, isNumber }) => ({
      isOneOf: (values) => open.fragments.isIn(column, isNumber ? values.map(BigInt) : values),
    })),
    owners.map((owner) => columns.map(({ at }) => owner[at] ?? "")),
  );
}

function withKeys(open: OpenStore, key: Sql, keys: readonly string[] | null): Sql[] {
  return keys === null ? [] : [open.fragments.isOneOf(key, keys)];
}

function withoutKeys(open: OpenStore, key: Sql, hidden: readonly string[] | undefined): Sql[] {
  return hidden === undefined ? [] : [sql`not (${open.fragments.isOneOf(key, hidden)})`];
}

type RawOwned = { readonly item_key: string } & Readonly<Record<string, unknown>>;
