import type { LineageKind, LineageRef } from "../../rules/lineage.js";
import type { Scope } from "../../rules/scope.js";
import { inParts } from "../in-parts.js";
import type { OpenStore } from "../store.js";
import { type DatasetRow, datasetsByUuids } from "./datasets.js";
import { idOf, versionOf } from "./lineage-registry.js";
import { type LoggedModelRow, loggedModelsByIds } from "./logged-models.js";
import { deletedVersions, type ModelVersionRow, modelVersionsByKeys, versionKey } from "./model-versions.js";
import { type RunRow, runsByIds } from "./runs.js";

/** What a node of lineage stands for; aliases have no row of their own. */
export type NodeRow = DatasetRow | RunRow | LoggedModelRow | ModelVersionRow;

/** How the nodes of one kind are read, and by which word of theirs the rows are found. */
interface RowsOfKind {
  readonly read: (open: OpenStore, scope: Scope, refs: readonly LineageRef[]) => Promise<ReadonlyMap<string, NodeRow>>;
  readonly keyOf: (ref: LineageRef) => string;
}

const versionKeyOf = (ref: LineageRef) => versionKey(versionOf(ref));

const rowsOf: Readonly<Record<Exclude<LineageKind, "ALIAS">, RowsOfKind>> = {
  DATASET: { read: (open, scope, refs) => datasetsByUuids(open, scope, refs.map(idOf)), keyOf: idOf },
  RUN: { read: (open, scope, refs) => runsByIds(open, scope, refs.map(idOf)), keyOf: idOf },
  LOGGED_MODEL: {
    read: async (open, scope, refs) =>
      open.capabilities.loggedModels ? loggedModelsByIds(open, scope, refs.map(idOf)) : new Map(),
    keyOf: idOf,
  },
  MODEL_VERSION: {
    read: (open, scope, refs) => modelVersionsByKeys(open, scope, refs.map(versionOf)),
    keyOf: versionKeyOf,
  },
};

/** A parameter or three for each node must stay under what a statement may have. */
export const nodesPerStatement = 5_000;

/** @returns by the text of each node its row; what is missing or not to be seen is absent, as is an alias */
export async function nodeRows(
  open: OpenStore,
  scope: Scope,
  refs: readonly LineageRef[],
): Promise<Map<string, NodeRow>> {
  const rows = new Map<string, NodeRow>();
  const kinds = Object.entries(rowsOf).map(async ([kind, { read, keyOf }]) => {
    for (const some of inParts(
      refs.filter((ref) => ref.kind === kind),
      nodesPerStatement,
    )) {
      const found = await read(open, scope, some);
      for (const ref of some) {
        const row = found.get(keyOf(ref));
        if (row !== undefined) rows.set(ref.text, row);
      }
    }
  });
  await Promise.all(kinds);
  return rows;
}

/** @returns the texts of those versions that MLflow has deleted */
export async function deletedVersionNodes(
  open: OpenStore,
  scope: Scope,
  refs: readonly LineageRef[],
): Promise<Set<string>> {
  const deleted = new Set<string>();
  for (const some of inParts(
    refs.filter(({ kind }) => kind === "MODEL_VERSION"),
    nodesPerStatement,
  )) {
    const found = await deletedVersions(open, scope, some.map(versionOf));
    for (const ref of some) if (found.get(versionKeyOf(ref))) deleted.add(ref.text);
  }
  return deleted;
}
