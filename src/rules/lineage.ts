import { stronglyConnected } from "./strongly-connected.js";

/** What lineage connects. Edges follow the data: from what was read or made first to what came of it. */
export const lineageKinds = ["DATASET", "RUN", "LOGGED_MODEL", "MODEL_VERSION", "ALIAS"] as const;
export type LineageKind = (typeof lineageKinds)[number];

/** A thing in lineage: its kind and its key within the store, the same words wherever it is met. */
export interface LineageRef {
  readonly kind: LineageKind;
  readonly key: readonly string[];
}

export const edgeKinds = [
  /** dataset -> run: the run read it (inputs DATASET -> RUN). */
  "READ_BY",
  /** run -> logged model: the run made it (inputs RUN_OUTPUT, or logged_models.source_run_id). */
  "PRODUCED",
  /** logged model -> run: the run used it (inputs RUN_INPUT, which MLflow stores against the flow). */
  "USED_BY",
  /** logged model, run or model version -> model version: the version was registered from it. */
  "REGISTERED_AS",
  /** model version -> alias: the alias points at it. */
  "KNOWN_AS",
] as const;
export type EdgeKind = (typeof edgeKinds)[number];

export interface LineageEdge {
  readonly from: LineageRef;
  readonly to: LineageRef;
  readonly kind: EdgeKind;
  /** What a dataset was used for; null elsewhere. */
  readonly context: string | null;
}

export const lineageDirections = ["UPSTREAM", "DOWNSTREAM", "BOTH"] as const;
export type LineageDirection = (typeof lineageDirections)[number];

/** The way a walk follows edges: against the data or with it. */
export type LineageWay = "upstream" | "downstream";

export const lineageWays: readonly LineageWay[] = ["upstream", "downstream"];

/** One value for each way. */
export type EachWay<Value> = Readonly<Record<LineageWay, Value>>;

export function eachWay<Value>(make: (way: LineageWay) => Value): EachWay<Value> {
  return { upstream: make("upstream"), downstream: make("downstream") };
}

/** What kept a walk from being complete. */
export const lineageCuts = ["DEPTH", "FANOUT", "NODES", "TIME"] as const;
export type LineageCut = (typeof lineageCuts)[number];

export interface LineageBounds {
  readonly direction: LineageDirection;
  /** How many edges away from the start. */
  readonly depth: number;
  /** Edges followed from one node in one direction. */
  readonly fanOut: number;
  readonly nodesMax: number;
}

/** Edges of one answer: a dense graph has few nodes and no end of edges. */
export function lineageEdgesMax({ nodesMax }: LineageBounds): number {
  return nodesMax * edgesPerNodeMax;
}

const edgesPerNodeMax = 10;

/** The edges of one node in one direction, as far as they were read. */
export interface FoundEdges {
  /** Up to `fanOut + 1`. */
  readonly edges: readonly LineageEdge[];
  /** Whether there may be others that were not read, however few these are. */
  readonly isCut: boolean;
}

export interface VisitedNode {
  readonly ref: LineageRef;
  /** Edges away from the start on the shortest way found. */
  readonly depth: number;
}

export interface LineageResult {
  readonly nodes: readonly VisitedNode[];
  readonly edges: readonly LineageEdge[];
  readonly cutBy: readonly LineageCut[];
  /** Nodes from which not every edge was followed. */
  readonly frontier: readonly LineageRef[];
  /** Nodes that lie on a common cycle, a list for each; a node with an edge to itself alone is one too. */
  readonly cycles: readonly (readonly LineageRef[])[];
}

/** Asked for at every edge: most nodes have a key of one part, which needs no quoting to be told from others. */
export function lineageKey({ kind, key }: LineageRef): string {
  return key.length === 1 ? `${kind} ${key[0]}` : JSON.stringify([kind, ...key]);
}

/**
 * A breadth-first walk with a visited set, a level at a time: it asks for the edges of a frontier and is told them.
 * Nodes are visited once however many paths lead to them; paths are never enumerated. In both directions it finds what
 * the start came from and what came of it, not what else came of its sources.
 */
export class LineageWalk {
  readonly #nodes = new Map<string, VisitedNode>();
  readonly #edges = new Map<string, LineageEdge>();
  readonly #cuts = new Set<LineageCut>();
  readonly #frontier = new Map<string, LineageRef>();
  /** By the way they were reached: on a cycle a node is reached, and gone on from, both ways. */
  readonly #seen: EachWay<Set<string>> = { upstream: new Set(), downstream: new Set() };
  #level: Record<LineageWay, LineageRef[]> = { upstream: [], downstream: [] };
  #depth = 0;

  constructor(
    start: LineageRef,
    readonly bounds: LineageBounds,
  ) {
    for (const way of lineageWays) {
      if (bounds.direction === "BOTH" || bounds.direction === way.toUpperCase()) this.#visit(way, start);
    }
  }

  /** The nodes whose edges are wanted next, by the way they are to be followed. */
  get wanted(): EachWay<readonly LineageRef[]> {
    return this.#level;
  }

  get isOver(): boolean {
    return lineageWays.every((way) => this.#level[way].length === 0);
  }

  /** Takes the edges of the wanted nodes, by a node's key; nodes without edges may be left out. */
  accept(found: EachWay<ReadonlyMap<string, FoundEdges>>): void {
    const level = this.#level;
    // The edges behind the last level are asked for only to know whether anything was cut: a cut is never silent.
    const isProbe = this.#depth === this.bounds.depth;
    this.#level = { upstream: [], downstream: [] };
    this.#depth += 1;
    for (const way of lineageWays) {
      for (const ref of level[way]) {
        const edges = found[way].get(lineageKey(ref));
        if (edges && isProbe) this.#probe(way, ref, edges);
        else if (edges) this.#follow(way, ref, edges);
      }
    }
  }

  /**
   * Ends the walk where it is.
   *
   * @param unfinished others of its nodes of which not every edge was read
   */
  stop(cut: LineageCut, unfinished: readonly LineageRef[] = []): void {
    const shown = unfinished.filter((ref) => this.#nodes.has(lineageKey(ref)));
    for (const ref of [...lineageWays.flatMap((way) => this.#level[way]), ...shown]) this.#cutAt(ref, cut);
    this.#level = { upstream: [], downstream: [] };
  }

  result(): LineageResult {
    const edges = [...this.#edges.values()];
    return {
      nodes: [...this.#nodes.values()],
      edges,
      cutBy: [...this.#cuts].sort(),
      frontier: [...this.#frontier.values()],
      cycles: cyclesOf(
        [...this.#nodes.values()].map(({ ref }) => ref),
        edges,
      ),
    };
  }

  #follow(way: LineageWay, ref: LineageRef, { edges, isCut }: FoundEdges): void {
    if (isCut || edges.length > this.bounds.fanOut) this.#cutAt(ref, "FANOUT");
    for (const edge of edges.slice(0, this.bounds.fanOut)) {
      if (!this.#visit(way, otherEnd(way, edge))) this.#cutAt(ref, "NODES");
      else this.#add(ref, edge);
    }
  }

  #add(ref: LineageRef, edge: LineageEdge): void {
    const key = edgeKey(edge);
    if (this.#edges.size < lineageEdgesMax(this.bounds) || this.#edges.has(key)) this.#edges.set(key, edge);
    else this.#cutAt(ref, "FANOUT");
  }

  /** @returns false when there is no room for it */
  #visit(way: LineageWay, ref: LineageRef): boolean {
    const key = lineageKey(ref);
    if (!this.#nodes.has(key)) {
      if (this.#nodes.size >= this.bounds.nodesMax) return false;
      this.#nodes.set(key, { ref, depth: this.#depth });
    }
    if (!this.#seen[way].has(key)) {
      this.#seen[way].add(key);
      this.#level[way].push(ref);
    }
    return true;
  }

  #probe(way: LineageWay, ref: LineageRef, { edges, isCut }: FoundEdges): void {
    const isNew = (edge: LineageEdge) => !this.#seen[way].has(lineageKey(otherEnd(way, edge)));
    if (edges.some(isNew)) this.#cutAt(ref, "DEPTH");
    else if (isCut || edges.length > this.bounds.fanOut) this.#cutAt(ref, "FANOUT");
    // An edge between nodes that are both shown costs nothing more and closes cycles.
    for (const edge of edges) if (this.#nodes.has(lineageKey(otherEnd(way, edge)))) this.#add(ref, edge);
  }

  #cutAt(ref: LineageRef, cut: LineageCut): void {
    this.#cuts.add(cut);
    this.#frontier.set(lineageKey(ref), ref);
  }
}

function otherEnd(way: LineageWay, edge: LineageEdge): LineageRef {
  return way === "upstream" ? edge.from : edge.to;
}

export function edgeKey({ from, to, kind, context }: LineageEdge): string {
  const [source, target] = [lineageKey(from), lineageKey(to)];
  return `${kind} ${source.length} ${source} ${target.length} ${target} ${context === null ? "" : `: ${context}`}`;
}

/** Strongly connected components of more than one node, and nodes with an edge to themselves. */
function cyclesOf(refs: readonly LineageRef[], edges: readonly LineageEdge[]): LineageRef[][] {
  const byKey = new Map(refs.map((ref) => [lineageKey(ref), ref]));
  const next = new Map<string, string[]>([...byKey.keys()].map((key) => [key, []]));
  for (const { from, to } of edges) next.get(lineageKey(from))?.push(lineageKey(to));
  return stronglyConnected(next)
    .filter((keys) => keys.length > 1 || keys.some((key) => next.get(key)?.includes(key)))
    .map((keys) => keys.flatMap((key) => byKey.get(key) ?? []));
}
