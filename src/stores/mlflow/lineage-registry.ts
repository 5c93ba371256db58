import { type LineageEdge, type LineageRef, lineageKey } from "../../rules/lineage.js";
import { parseModelSource } from "../../rules/model-source.js";
import type { Scope } from "../../rules/scope.js";
import type { OpenStore } from "../store.js";
import type { ReadEdges } from "./lineage.js";
import { loggedModelsByIds, loggedModelsOfSourceRuns } from "./logged-models.js";
import { aliasesOfVersions } from "./model-aliases.js";
import {
  copiesOfVersions,
  type ModelVersionRow,
  modelVersionsByKeys,
  type VersionKey,
  versionsOfLoggedModels,
  versionsOfRuns,
} from "./model-versions.js";
import { runsByIds } from "./runs.js";

// Edges that lie in the columns of logged models, model versions and aliases. Those columns have no index (but for
// aliases' and where a version is asked for its own): each is read once for all nodes.

export function runRef(id: string): LineageRef {
  return { kind: "RUN", key: [id] };
}

export function loggedModelRef(id: string): LineageRef {
  return { kind: "LOGGED_MODEL", key: [id] };
}

export function versionRef({ workspace, name, version }: VersionKey): LineageRef {
  return { kind: "MODEL_VERSION", key: [workspace, name, String(version)] };
}

export function versionOf({ key: [workspace = "", name = "", version = ""] }: LineageRef): VersionKey {
  return { workspace, name, version: Number(version) };
}

/** logged_models.source_run_id: MLflow writes it beside the run's output, and alone for a model logged later. */
export const modelsOfSourceRuns: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await loggedModelsOfSourceRuns(open, scope, refs.map(idOf), { first: limit - 1, after: null });
  return whole(
    [...found].flatMap(([run, models]) =>
      models.map(({ mlflowId }) => edge(runRef(run), loggedModelRef(mlflowId), "PRODUCED")),
    ),
  );
};

export const sourceRunsOfModels: ReadEdges = async (open, scope, refs) => {
  const found = await loggedModelsByIds(open, scope, refs.map(idOf));
  const edges = [...found.values()].flatMap(({ mlflowId, sourceRunId }) =>
    isNamed(sourceRunId) ? [edge(runRef(sourceRunId), loggedModelRef(mlflowId), "PRODUCED")] : [],
  );
  return whole(await fromVisible(open, scope, edges));
};

/** model_versions.run_id. */
export const registeredFromRuns: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await versionsOfRuns(open, scope, refs.map(idOf), { first: limit - 1, after: null });
  return whole([...found].flatMap(([run, versions]) => registered(runRef(run), versions)));
};

/** model_versions.source `models:/m-...`. */
export const registeredFromModels: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await versionsOfLoggedModels(open, scope, refs.map(idOf), { first: limit - 1, after: null });
  return whole([...found].flatMap(([model, versions]) => registered(loggedModelRef(model), versions)));
};

/** model_versions.source `models:/name/version`. */
export const registeredFromVersions: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await copiesOfVersions(open, scope, refs.map(versionOf), { first: limit - 1, after: null });
  return whole(
    [...found.values()].flat().flatMap((copy) => {
      const origin = originOf(copy);
      return origin === null ? [] : registered(origin, [copy]);
    }),
  );
};

/** model_versions.run_id and source, from the versions' own rows. */
export const originsOfVersions: ReadEdges = async (open, scope, refs) => {
  const found = await modelVersionsByKeys(open, scope, refs.map(versionOf));
  const edges = [...found.values()].flatMap((version) => {
    const origin = originOf(version);
    return [
      ...(isNamed(version.runId) ? registered(runRef(version.runId), [version]) : []),
      ...(origin === null ? [] : registered(origin, [version])),
    ];
  });
  return whole(await fromVisible(open, scope, edges));
};

/** registered_model_aliases. */
export const aliasesOf: ReadEdges = async (open, scope, refs, { limit }) => {
  const found = await aliasesOfVersions(open, scope, refs.map(versionOf), { first: limit - 1, after: null });
  return whole(
    [...found.values()]
      .flat()
      .map((alias) =>
        edge(
          versionRef(alias),
          { kind: "ALIAS", key: [alias.workspace, alias.name, alias.alias, String(alias.version)] },
          "KNOWN_AS",
        ),
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
  const visible = new Set(found.flat().map(lineageKey));
  return edges.filter(({ from }) => visible.has(lineageKey(from)));
}

function originOf({ workspace, source }: ModelVersionRow): LineageRef | null {
  const origin = parseModelSource(source);
  if (origin === null) return null;
  return "loggedModel" in origin ? loggedModelRef(origin.loggedModel) : versionRef({ workspace, ...origin });
}

function registered(from: LineageRef, versions: readonly VersionKey[]): LineageEdge[] {
  return versions.map((version) => edge(from, versionRef(version), "REGISTERED_AS"));
}

function edge(from: LineageRef, to: LineageRef, kind: LineageEdge["kind"]): LineageEdge {
  return { from, to, kind, context: null };
}

function whole(edges: readonly LineageEdge[]) {
  return { edges, isCut: false };
}

function idOf({ key: [id = ""] }: LineageRef): string {
  return id;
}

function isNamed(id: string | null): id is string {
  return id !== null && id !== "";
}
