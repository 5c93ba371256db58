import { formatCursor, parseCursor } from "../rules/cursor.js";
import type { Page } from "../rules/page.js";
import type { RawJson } from "../rules/raw-json.js";
import {
  experimentTags,
  inputTags,
  type KeyValueRow,
  keyOrdering,
  type LatestMetricRow,
  latestMetrics,
  loggedModelParams,
  loggedModelTags,
  modelVersionTags,
  type OwnedTable,
  ownedRows,
  ownerKeyIn,
  promptTags,
  promptVersionTags,
  registeredModelTags,
  runParams,
  runTags,
  traceMetadata,
  traceTags,
} from "../stores/mlflow/key-values.js";
import type { ListRead } from "../stores/mlflow/lists-ahead.js";
import { noRows, type PrintedRows, printedRows } from "../stores/mlflow/printed-key-values.js";
import type { OpenStore } from "../stores/store.js";
import { type AnsweredAhead, answersAhead } from "../types/answers-ahead.js";
import type { PlainField } from "../types/plain-selection.js";
import { type Connection, connectionLoader, type PageInfo, type PageOf, pageInfoOf } from "./connection.js";
import { type GroupedLoader, groupedLoader, type InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

export type { KeyValueRow, LatestMetricRow } from "../stores/mlflow/key-values.js";
export type { ListAhead, RunList, VersionList } from "../stores/mlflow/lists-ahead.js";
export type { RunAhead } from "../stores/mlflow/runs-ahead.js";
export type { VersionAhead } from "../stores/mlflow/versions-ahead.js";

/** The owner of key-value rows: its key's parts, in the order of the table's owner columns. */
export interface Owner extends InStore {
  readonly key: readonly string[];
}

export interface KeyFilter {
  /** Only these keys; null for all. */
  readonly keys: readonly string[] | null;
}

/** Rows of owners, as rows or as the database prints them. */
export interface KeyValueLoader<Row> {
  readonly rows: GroupedLoader<Owner, PageOf<KeyFilter>, Connection<Row>>;
  /** Null where the store cannot print them exactly. */
  readonly printed: GroupedLoader<Owner, PageOf<KeyFilter & Shape>, PrintedConnection | null>;
}

interface Shape {
  /** What each row's object holds. */
  readonly shape: readonly PlainField[];
}

/** A connection whose nodes are text, and which has no edges. */
export interface PrintedConnection {
  readonly nodes: RawJson;
  readonly pageInfo: () => PageInfo;
}

export function keyValueLoaders(env: LoaderScope) {
  return {
    experimentTags: ownedLoader<KeyValueRow>(env, experimentTags),
    runParams: ownedLoader<KeyValueRow>(env, runParams),
    runTags: ownedLoader<KeyValueRow>(env, runTags),
    runMetrics: ownedLoader<LatestMetricRow>(env, latestMetrics),
    registeredModelTags: ownedLoader<KeyValueRow>(env, registeredModelTags),
    modelVersionTags: ownedLoader<KeyValueRow>(env, modelVersionTags),
    loggedModelParams: ownedLoader<KeyValueRow>(env, loggedModelParams),
    loggedModelTags: ownedLoader<KeyValueRow>(env, loggedModelTags),
    inputTags: ownedLoader<KeyValueRow>(env, inputTags),
    promptTags: ownedLoader<KeyValueRow>(env, promptTags),
    promptVersionTags: ownedLoader<KeyValueRow>(env, promptVersionTags),
    traceTags: ownedLoader<KeyValueRow>(env, traceTags),
    traceMetadata: ownedLoader<KeyValueRow>(env, traceMetadata),
  };
}

function ownedLoader<Row extends { readonly key: string }>(
  env: LoaderScope,
  table: OwnedTable<Row>,
): KeyValueLoader<Row> {
  const keyOf = (owner: Owner, open?: OpenStore) =>
    open ? ownerKeyIn(open, table, owner.key) : owner.key.join("\u0000");
  const keysOf = (owners: readonly Owner[]) => owners.map((owner) => owner.key);
  return {
    rows: connectionLoader<Owner, Row, KeyFilter>(env, keyOrdering, keyOf, (open, _, owners, page) =>
      ownedRows(open, table, keysOf(owners), page),
    ),
    printed: groupedLoader<Owner, PageOf<KeyFilter & Shape>, PrintedConnection | null>(
      env,
      keyOf,
      async (open, _, owners, args) => {
        const found = await printedRows(open, table, keysOf(owners), { ...args, after: afterOf(args) });
        if (found === null) return new Map();
        return new Map(
          owners.map((owner) => {
            const key = keyOf(owner, open);
            return [key, printedConnection(found.get(key) ?? noRows, args)];
          }),
        );
      },
      () => null,
    ),
  };
}

/** What a row may have brought: its lists, and objects that may have brought some themselves. */
interface WithAhead {
  readonly lists?: ReadonlyMap<string, ListRead>;
  readonly objects?: ReadonlyMap<string, object | null>;
}

/** A row that answers for what was read with it. */
export function answeredAhead<Row extends WithAhead>(row: Row): Row & AnsweredAhead {
  if (row.lists === undefined && row.objects === undefined) return row;
  const answers = new Map<string, unknown>();
  for (const [key, read] of row.lists ?? []) answers.set(key, printedConnection(read, fromTheStart, read.cursors));
  for (const [key, object] of row.objects ?? []) answers.set(key, object && answeredAhead(object as WithAhead));
  return { ...row, [answersAhead]: answers };
}

const fromTheStart = { after: null };

function afterOf({ after }: Page) {
  return after === null ? null : parseCursor(after, keyOrdering.name, keyOrdering.kinds);
}

function printedConnection(
  { nodes, isMore, firstKey, lastKey }: PrintedRows,
  page: Pick<Page, "after">,
  name = keyOrdering.name,
): PrintedConnection {
  const cursorOf = (key: string | null) => (key === null ? null : formatCursor(name, [key]));
  return { nodes, pageInfo: () => pageInfoOf(page, isMore, cursorOf(firstKey), cursorOf(lastKey)) };
}
