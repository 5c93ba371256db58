import { compareBytes } from "../../rules/bytes.js";
import {
  type EachWay,
  eachWay,
  edgeKey,
  type FoundEdges,
  type LineageEdge,
  type LineageKind,
  type LineageRef,
  type LineageWay,
  lineageKey,
} from "../../rules/lineage.js";
import type { Capability } from "../../rules/mlflow-schema.js";
import type { Scope } from "../../rules/scope.js";
import { groupBy } from "../child-pages.js";
import type { OpenStore } from "../store.js";
import { inputEdges } from "./lineage-inputs.js";
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
) => Promise<{ readonly edges: readonly LineageEdge[]; readonly isCut: boolean }>;

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

/** Two or three parameters for each node must stay under what a statement may have. */
const nodesPerStatement = 5_000;

/** @returns for each way, by node, up to `limit` of the edges that leave or reach it, in the order of their other ends */
export async function lineageEdges(
  open: OpenStore,
  scope: Scope,
  wanted: EachWay<readonly LineageRef[]>,
  page: LineagePage,
  from: "repetitions" | "all other places" = "all other places",
): Promise<EachWay<ReadonlyMap<string, FoundEdges>>> {
  const isWanted = ({ isRepetition = false }: EdgePlace) => isRepetition === (from === "repetitions");
  const parts = await Promise.all(
    partsOf(open, places.filter(isWanted), wanted).map(async ({ way, read, refs }) => ({
      way,
      refs,
      ...(await read(open, scope, refs, page)),
    })),
  );
  return eachWay((way) => {
    const own = parts.filter((part) => part.way === way);
    const cut = new Set(own.flatMap((part) => (part.isCut ? part.refs.map(lineageKey) : [])));
    const edges = groupBy(
      own.flatMap((part) => part.edges),
      ({ from, to }) => lineageKey(way === "upstream" ? to : from),
    );
    return new Map(
      wanted[way]
        .map(lineageKey)
        .map((key) => [key, { edges: firstOf(way, edges.get(key) ?? [], page), isCut: cut.has(key) }]),
    );
  });
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
    .flatMap((place) => {
      const refs = wanted[place.way].filter(({ kind }) => kind === place.of);
      const count = Math.ceil(refs.length / nodesPerStatement);
      return Array.from({ length: count }, (_, at) => ({
        ...place,
        refs: refs.slice(at * nodesPerStatement, (at + 1) * nodesPerStatement),
      }));
    });
}

/** The edges of a node from two places as from one; where both have an edge, it is the object of the first. */
export function mergeEdges(way: LineageWay, a: FoundEdges, b: FoundEdges, page: LineagePage): FoundEdges {
  return { edges: firstOf(way, [...b.edges, ...a.edges], page), isCut: a.isCut || b.isCut };
}

/** MLflow may keep one edge in two places. */
function firstOf(way: LineageWay, edges: readonly LineageEdge[], { limit }: LineagePage): LineageEdge[] {
  if (edges.length < 2) return [...edges];
  const byKey = new Map(edges.map((edge) => [edgeKey(edge), edge]));
  const sortKey = ({ from, to, kind }: LineageEdge) => `${kind} ${lineageKey(way === "upstream" ? from : to)}`;
  return [...byKey.values()]
    .map((edge) => ({ edge, place: sortKey(edge) }))
    .sort((a, b) => compareBytes(a.place, b.place))
    .slice(0, limit)
    .map(({ edge }) => edge);
}
