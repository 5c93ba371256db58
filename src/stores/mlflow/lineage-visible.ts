import type { LineageKind, LineageRef } from "../../rules/lineage.js";
import { lineageKey } from "../../rules/lineage.js";
import type { Scope } from "../../rules/scope.js";
import type { OpenStore } from "../store.js";
import { datasetsByUuids } from "./datasets.js";
import { loggedModelsByIds } from "./logged-models.js";
import { modelVersionsByKeys, type VersionKey, versionKey } from "./model-versions.js";
import { runsByIds } from "./runs.js";

/**
 * Which of some ends of edges the viewer may see, by their keys. Whoever may not see everything is not shown what is
 * missing either: nobody can tell it from what is hidden.
 */
export async function visibleEnds(
  open: OpenStore,
  scope: Scope,
  refs: readonly LineageRef[],
): Promise<ReadonlySet<string>> {
  if (scope.sees === "everything") return new Set(refs.map(lineageKey));
  const visible = await Promise.all(
    Object.entries(visibleOf).map(async ([kind, keep]) => {
      const ofKind = refs.filter((ref) => ref.kind === kind);
      return ofKind.length === 0 ? [] : await keep(open, scope, ofKind);
    }),
  );
  return new Set(visible.flat().map(lineageKey));
}

type Keep = (open: OpenStore, scope: Scope, refs: readonly LineageRef[]) => Promise<readonly LineageRef[]>;

const visibleOf: Readonly<Record<LineageKind, Keep>> = {
  DATASET: byId(datasetsByUuids),
  RUN: byId(runsByIds),
  LOGGED_MODEL: byId(loggedModelsByIds),
  MODEL_VERSION: byVersion,
  // An alias may be seen where its version may.
  ALIAS: byVersion,
};

function byId(
  read: (open: OpenStore, scope: Scope, ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>,
): Keep {
  return async (open, scope, refs) => {
    const ids = refs.map(({ key: [id = ""] }) => id);
    const found = await read(open, scope, [...new Set(ids)]);
    return refs.filter((_, at) => found.has(ids[at] ?? ""));
  };
}

async function byVersion(open: OpenStore, scope: Scope, refs: readonly LineageRef[]): Promise<readonly LineageRef[]> {
  const keys = refs.map(versionOf);
  const found = await modelVersionsByKeys(open, scope, keys);
  return refs.filter((_, at) => found.has(versionKey(keys[at] as VersionKey)));
}

/** An alias's key is (workspace, model, alias, version), a version's (workspace, model, version). */
function versionOf({ kind, key }: LineageRef): VersionKey {
  const [workspace = "", name = ""] = key;
  return { workspace, name, version: Number(kind === "ALIAS" ? key[3] : key[2]) };
}
