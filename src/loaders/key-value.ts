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
import { type Connection, connectionLoader, type PageOf } from "./connection.js";
import type { GroupedLoader, InStore } from "./grouped-loader.js";
import type { LoaderScope } from "./read-store.js";

export type { KeyValueRow, LatestMetricRow } from "../stores/mlflow/key-values.js";

/** The owner of key-value rows: its key's parts, in the order of the table's owner columns. */
export interface Owner extends InStore {
  readonly key: readonly string[];
}

export interface KeyFilter {
  /** Only these keys; null for all. */
  readonly keys: readonly string[] | null;
}

export type KeyValueLoader<Row> = GroupedLoader<Owner, PageOf<KeyFilter>, Connection<Row>>;

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
  return connectionLoader<Owner, Row, KeyFilter>(
    env,
    keyOrdering,
    (owner, open) => (open ? ownerKeyIn(open, table, owner.key) : owner.key.join("\u0000")),
    (open, _, owners, page) =>
      ownedRows(
        open,
        table,
        owners.map((owner) => owner.key),
        page,
      ),
  );
}
