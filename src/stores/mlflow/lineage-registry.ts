import { type LineageEdge, type LineageRef, lineageRef } from "../../rules/lineage.js";
import { parseModelSource } from "../../rules/model-source.js";
import type { Scope } from "../../rules/scope.js";
import type { OpenStore } from "../store.js";
import type { ReadEdges, SeenNode } from "./lineage.js";
import { loggedModelsByIds, loggedModelsOfSourceRuns } from "./logged-models.js";
import { aliasesOfVersions } from "./model-aliases.js";
import {
  copiesOfVersions,
  type ModelVersionRow,
  modelVersionsByKeys,
  type VersionKey,
  versionKey,
  versionsOfLoggedModels,
  versionsOfRuns,
} from "./model-versions.js";
import { runsByIds } from "./runs.js";

// Edges that lie in the columns of logged models, model versions and aliases. Those columns have no index (but for
// aliases' and where a version is asked for its own): each is read once for all nodes.

/** A key of one part. */
export function idOf({ key: [id = ""] }: LineageRef): string {
  return id;
}

export function versionOf({ key: [workspace = "", name = "", version = ""] }: LineageRef): VersionKey {
  return { workspace, name, version: Number(version) };
}

/** logged_models.source_run_id: MLflow writes it beside the run's output, and alone for a model logged later. */
export const modelsOfSourceRuns: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await loggedModelsOfSourceRuns(open, scope, refs.map(idOf), { first: limit - 1, after: null });
  return whole(
    refs.flatMap((run) =>
      (found.get(idOf(run)) ?? []).map(({ mlflowId }) => edge(run, loggedModelRef(mlflowId), "PRODUCED")),
    ),
  );
};

export const sourceRunsOfModels: ReadEdges = async (open, scope, refs) => {
  const found = await loggedModelsByIds(open, scope, refs.map(idOf));
  const seen = refs.flatMap((ref) => nodeSeen(ref, found.get(idOf(ref))));
  const edges = seen.flatMap(({ ref, row: { sourceRunId } }) =>
    isNamed(sourceRunId) ? [edge(runRef(sourceRunId), ref, "PRODUCED")] : [],
  );
  return whole(await fromVisible(open, scope, edges), seen);
};

/** model_versions.run_id. */
export const registeredFromRuns: ReadEdges = async (open, scope, refs, { limit }) => {
  return registered(refs, await versionsOfRuns(open, scope, refs.map(idOf), { first: limit - 1, after: null }), idOf);
};

/** model_versions.source `models:/m-...`. */
export const registeredFromModels: ReadEdges = async (open, scope, refs, { limit }) => {
  const page = { first: limit - 1, after: null };
  return registered(refs, await versionsOfLoggedModels(open, scope, refs.map(idOf), page), idOf);
};

/** model_versions.source `models:/name/version`. */
export const registeredFromVersions: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await copiesOfVersions(open, scope, refs.map(versionOf), { first: limit - 1, after: null });
  return registered(refs, found, (ref) => versionKey(versionOf(ref)));
};

/** model_versions.run_id and source, from the versions' own rows. */
export const originsOfVersions: ReadEdges = async (open, scope, refs) => {
  const found = await modelVersionsByKeys(open, scope, refs.map(versionOf));
  const seen = refs.flatMap((ref) => nodeSeen(ref, found.get(versionKey(versionOf(ref)))));
  const edges = seen.flatMap(({ ref, row }) => {
    const origin = originOf(row);
    return [
      ...(isNamed(row.runId) ? [edge(runRef(row.runId), ref, "REGISTERED_AS")] : []),
      ...(origin === null ? [] : [edge(origin, ref, "REGISTERED_AS")]),
    ];
  });
  return whole(await fromVisible(open, scope, edges), seen);
};

/** registered_model_aliases. */
export const aliasesOf: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await aliasesOfVersions(open, scope, refs.map(versionOf), { first: limit - 1, after: null });
  return whole(
    [...found.values()]
      .flat()
      .map((row) =>
        edge(versionRef(row), lineageRef("ALIAS", row.workspace, row.name, row.alias, String(row.version)), "KNOWN_AS"),
      ),
  );
};

/**
 * Edges without those that come from what the viewer may not see. Whoever may not see everything is not shown what is
 * missing either: nobody can tell it from what is hidden.
 */
async function fromVisible(
  open: OpenStore,
  scope: Scope,
  edges: readonly LineageEdge[],
): Promise<readonly LineageEdge[]> {
  if (scope.sees === "everything") return edges;
  const ofKind = (kind: LineageRef["kind"]) => edges.flatMap(({ from }) => (from.kind === kind ? from : []));
  const [runs, models, versions] = [ofKind("RUN"), ofKind("LOGGED_MODEL"), ofKind("MODEL_VERSION")];
  const found = await Promise.all([
    runs.length === 0 ? [] : runsByIds(open, scope, runs.map(idOf)).then((rows) => [...rows.keys()].map(runRef)),
    models.length === 0 || !open.capabilities.loggedModels
      ? []
      : loggedModelsByIds(open, scope, models.map(idOf)).then((rows) => [...rows.keys()].map(loggedModelRef)),
    versions.length === 0
      ? []
      : modelVersionsByKeys(open, scope, versions.map(versionOf)).then((rows) => [...rows.values()].map(versionRef)),
  ]);
  const visible = new Set(found.flat().map(({ text }) => text));
  return edges.filter(({ from }) => visible.has(from.text));
}

function originOf({ workspace, source }: ModelVersionRow): LineageRef | null {
  const origin = parseModelSource(source);
  if (origin === null) return null;
  return "loggedModel" in origin ? loggedModelRef(origin.loggedModel) : versionRef({ workspace, ...origin });
}

/** @param keyOf the node's key in `found` */
function registered(
  refs: readonly LineageRef[],
  found: ReadonlyMap<string, readonly ModelVersionRow[]>,
  keyOf: (ref: LineageRef) => string,
) {
  const edges: LineageEdge[] = [];
  const seen: SeenNode[] = [];
  // Of most nodes nothing was registered.
  for (const from of found.size === 0 ? [] : refs) {
    for (const row of found.get(keyOf(from)) ?? []) {
      const ref = versionRef(row);
      edges.push(edge(from, ref, "REGISTERED_AS"));
      seen.push({ ref, row });
    }
  }
  return whole(edges, seen);
}

function edge(from: LineageRef, to: LineageRef, kind: LineageEdge["kind"]): LineageEdge {
  return { from, to, kind, context: null };
}

function nodeSeen<Row>(ref: LineageRef, row: Row | undefined): { readonly ref: LineageRef; readonly row: Row }[] {
  return row === undefined ? [] : [{ ref, row }];
}

function whole(edges: readonly LineageEdge[], seen: readonly SeenNode[] = []) {
  return { edges, isCut: false, seen };
}

function runRef(id: string): LineageRef {
  return lineageRef("RUN", id);
}

function loggedModelRef(id: string): LineageRef {
  return lineageRef("LOGGED_MODEL", id);
}

function versionRef({ workspace, name, version }: VersionKey): LineageRef {
  return lineageRef("MODEL_VERSION", workspace, name, String(version));
}

function isNamed(id: string | null): id is string {
  return id !== null && id !== "";
}
