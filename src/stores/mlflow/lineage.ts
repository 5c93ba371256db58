import { compareBytes } from "../../rules/bytes.js";
import {
  type EachWay,
  eachWay,
  type FoundEdges,
  farEnd,
  type LineageEdge,
  type LineageKind,
  type LineageRef,
  type LineageWay,
  nearEnd,
} from "../../rules/lineage.js";
import type { Capability } from "../../rules/mlflow-schema.js";
import type { Scope } from "../../rules/scope.js";
import { groupBy } from "../child-pages.js";
import { inParts } from "../in-parts.js";
import type { OpenStore } from "../store.js";
import { inputEdges } from "./lineage-inputs.js";
import { type NodeRow, nodesPerStatement } from "./lineage-nodes.js";
import {
  aliasesOf,
  modelsOfSourceRuns,
  originsOfVersions,
  registeredFromModels,
  registeredFromRuns,
  registeredFromVersions,
  sourceRunsOfModels,
} from "./lineage-registry.js";

export interface LineagePage {
  /** Edges of each node. */
  readonly limit: number;
  /** Edges of all nodes together, from one place where MLflow keeps edges. */
  readonly rowsMax: number;
}

/** Edges of some nodes of one kind, one way, from one place where MLflow keeps them. */
export type ReadEdges = (
  open: OpenStore,
  scope: Scope,
  refs: readonly LineageRef[],
  page: LineagePage,
) => Promise<ReadEdgesResult>;

interface ReadEdgesResult {
  readonly edges: readonly LineageEdge[];
  readonly isCut: boolean;
  /** Nodes whose rows the edges were read from: they need no other read. */
  readonly seen?: readonly SeenNode[];
}

export interface SeenNode<Row extends NodeRow = NodeRow> {
  readonly ref: LineageRef;
  readonly row: Row;
}

interface EdgePlace {
  readonly way: LineageWay;
  readonly of: LineageKind;
  readonly read: ReadEdges;
  /** What the schema must have, or there are no such edges. */
  readonly needs?: Capability;
  /** Whether it repeats what another place has, but for a few, and has no index: better read once than at each level. */
  readonly isRepetition?: boolean;
}

/** Where MLflow keeps edges. One statement each, however many nodes are asked about. Nothing leads up to an alias. */
const places: readonly EdgePlace[] = [
  { way: "downstream", of: "DATASET", read: inputEdges.READ_BY("downstream") },
  { way: "downstream", of: "RUN", read: inputEdges.PRODUCED("downstream"), needs: "loggedModels" },
  { way: "downstream", of: "RUN", read: modelsOfSourceRuns, needs: "loggedModels", isRepetition: true },
  { way: "downstream", of: "RUN", read: registeredFromRuns },
  { way: "downstream", of: "LOGGED_MODEL", read: inputEdges.USED_BY("downstream"), needs: "loggedModels" },
  { way: "downstream", of: "LOGGED_MODEL", read: registeredFromModels },
  { way: "downstream", of: "MODEL_VERSION", read: registeredFromVersions },
  { way: "downstream", of: "MODEL_VERSION", read: aliasesOf },
  { way: "upstream", of: "RUN", read: inputEdges.READ_BY("upstream") },
  { way: "upstream", of: "RUN", read: inputEdges.USED_BY("upstream"), needs: "loggedModels" },
  { way: "upstream", of: "LOGGED_MODEL", read: inputEdges.PRODUCED("upstream"), needs: "loggedModels" },
  { way: "upstream", of: "LOGGED_MODEL", read: sourceRunsOfModels, needs: "loggedModels" },
  { way: "upstream", of: "MODEL_VERSION", read: originsOfVersions },
];

export interface LineageRead extends EachWay<ReadonlyMap<string, FoundEdges>> {
  readonly seen: readonly SeenNode[];
}

/**
 * @returns for each way, by the text of each node that has any, up to `limit` of the edges that leave or reach it, in
 *   the order of their other ends
 */
export async function lineageEdges(
  open: OpenStore,
  scope: Scope,
  wanted: EachWay<readonly LineageRef[]>,
  page: LineagePage,
  from: "repetitions" | "all other places" = "all other places",
): Promise<LineageRead> {
  const isWanted = ({ isRepetition = false }: EdgePlace) => isRepetition === (from === "repetitions");
  const parts = await Promise.all(
    partsOf(open, places.filter(isWanted), wanted).map(async ({ way, read, refs }) => ({
      way,
      refs,
      ...(await read(open, scope, refs, page)),
    })),
  );
  const edges = eachWay((way) =>
    edgesOfEach(
      way,
      parts.filter((part) => part.way === way),
      page,
    ),
  );
  return { ...edges, seen: parts.flatMap(({ seen = [] }) => seen) };
}

function edgesOfEach(
  way: LineageWay,
  parts: readonly (ReadEdgesResult & { readonly refs: readonly LineageRef[] })[],
  page: LineagePage,
): Map<string, FoundEdges> {
  const cut = new Set(parts.flatMap(({ isCut, refs }) => (isCut ? refs.map(({ text }) => text) : [])));
  const byNode = groupBy(
    parts.flatMap(({ edges }) => edges),
    (edge) => nearEnd(way, edge).text,
  );
  const found = new Map<string, FoundEdges>();
  for (const [text, edges] of byNode) found.set(text, { edges: firstOf(way, edges, page), isCut: cut.has(text) });
  for (const text of cut) if (!found.has(text)) found.set(text, { edges: [], isCut: true });
  return found;
}

interface Part extends EdgePlace {
  readonly refs: readonly LineageRef[];
}

function partsOf(
  { capabilities }: OpenStore,
  from: readonly EdgePlace[],
  wanted: EachWay<readonly LineageRef[]>,
): Part[] {
  return from
    .filter(({ needs }) => needs === undefined || capabilities[needs])
    .flatMap((place) =>
      inParts(
        wanted[place.way].filter(({ kind }) => kind === place.of),
        nodesPerStatement,
      ).map((refs) => ({ ...place, refs })),
    );
}

/** The edges of a node from two places as from one; where both have an edge, it is the object of the first. */
export function mergeEdges(way: LineageWay, a: FoundEdges, b: FoundEdges, page: LineagePage): FoundEdges {
  return { edges: firstOf(way, [...b.edges, ...a.edges], page), isCut: a.isCut || b.isCut };
}

/** MLflow may keep one edge in two places. */
function firstOf(way: LineageWay, edges: readonly LineageEdge[], { limit }: LineagePage): readonly LineageEdge[] {
  if (edges.length < 2) return edges;
  const sorted = [...edges].sort((a, b) => compareBytes(a.kind, b.kind) || compareBytes(far(a), far(b)));
  const first: LineageEdge[] = [];
  for (const edge of sorted) {
    // Equal edges lie together, among those that differ in their context only.
    const at = first.findLastIndex((one) => !isBetweenTheSame(one, edge) || one.context === edge.context);
    const one = first[at];
    if (one !== undefined && isBetweenTheSame(one, edge)) first[at] = edge;
    else first.push(edge);
  }
  return first.slice(0, limit);

  function far(edge: LineageEdge): string {
    return farEnd(way, edge).text;
  }

  function isBetweenTheSame(a: LineageEdge, b: LineageEdge): boolean {
    return a.kind === b.kind && far(a) === far(b);
  }
}
