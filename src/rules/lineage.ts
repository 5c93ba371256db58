import { stronglyConnected } from "./strongly-connected.js";

/** What lineage connects. Edges follow the data: from what was read or made first to what came of it. */
export const lineageKinds = ["DATASET", "RUN", "LOGGED_MODEL", "MODEL_VERSION", "ALIAS"] as const;
export type LineageKind = (typeof lineageKinds)[number];

/** A thing in lineage: its kind and its key within the store, the same words wherever it is met. */
export interface LineageRef {
  readonly kind: LineageKind;
  readonly key: readonly string[];
  /** Both as one text that no other thing has: asked for at every edge, so it is made once. */
  readonly text: string;
}

/** Most things have a key of one part, which needs no quoting to be told from others. */
export function lineageRef(kind: LineageKind, ...key: string[]): LineageRef {
  const text = key.length === 1 ? `${kind} ${key[0]}` : JSON.stringify([kind, ...key]);
  return { kind, key, text };
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

/** A node's place in `nodes`, from 0. */
export type NodePlace = number;

export interface WalkedEdge {
  readonly from: NodePlace;
  readonly to: NodePlace;
  readonly kind: EdgeKind;
  readonly context: string | null;
}

export interface LineageResult {
  readonly nodes: readonly VisitedNode[];
  readonly edges: readonly WalkedEdge[];
  readonly cutBy: readonly LineageCut[];
  /** Nodes from which not every edge was followed. */
  readonly frontier: readonly NodePlace[];
  /** Nodes that lie on a common cycle, a list for each; a node with an edge to itself alone is one too. */
  readonly cycles: readonly (readonly NodePlace[])[];
}

/**
 * A breadth-first walk with a visited set, a level at a time: it asks for the edges of a frontier and is told them.
 * Nodes are visited once however many paths lead to them; paths are never enumerated. In both directions it finds what
 * the start came from and what came of it, not what else came of its sources.
 */
export class LineageWalk {
  readonly #nodes: VisitedNode[] = [];
  /** By a node's text. */
  readonly #places = new Map<string, NodePlace>();
  readonly #edges: WalkedEdge[] = [];
  /** Edges from one node to another, by `#pair`: on a cycle an edge is met both ways. */
  readonly #between = new Map<number, readonly WalkedEdge[]>();
  readonly #cuts = new Set<LineageCut>();
  readonly #frontier = new Set<NodePlace>();
  /** By the way they were reached: on a cycle a node is reached, and gone on from, both ways. */
  readonly #seen: EachWay<boolean[]> = { upstream: [], downstream: [] };
  #level: EachWay<NodePlace[]> = { upstream: [], downstream: [] };
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
    return eachWay((way) => this.#level[way].map((place) => this.#ref(place)));
  }

  get isOver(): boolean {
    return lineageWays.every((way) => this.#level[way].length === 0);
  }

  /** Takes the edges of the wanted nodes, by a node's text; nodes without edges may be left out. */
  accept(found: EachWay<ReadonlyMap<string, FoundEdges>>): void {
    const level = this.#level;
    // The edges behind the last level are asked for only to know whether anything was cut: a cut is never silent.
    const isProbe = this.#depth === this.bounds.depth;
    this.#level = { upstream: [], downstream: [] };
    this.#depth += 1;
    for (const way of lineageWays) {
      for (const place of level[way]) {
        const edges = found[way].get(this.#ref(place).text);
        if (edges && isProbe) this.#probe(way, place, edges);
        else if (edges) this.#follow(way, place, edges);
      }
    }
  }

  /**
   * Ends the walk where it is.
   *
   * @param unfinished others of its nodes of which not every edge was read
   */
  stop(cut: LineageCut, unfinished: readonly LineageRef[] = []): void {
    const shown = unfinished.flatMap(({ text }) => this.#places.get(text) ?? []);
    for (const place of [...lineageWays.flatMap((way) => this.#level[way]), ...shown]) this.#cutAt(place, cut);
    this.#level = { upstream: [], downstream: [] };
  }

  result(): LineageResult {
    return {
      nodes: this.#nodes,
      edges: this.#edges,
      cutBy: [...this.#cuts].sort(),
      frontier: [...this.#frontier],
      cycles: cyclesOf(this.#nodes.length, this.#edges),
    };
  }

  #follow(way: LineageWay, place: NodePlace, { edges, isCut }: FoundEdges): void {
    if (isCut || edges.length > this.bounds.fanOut) this.#cutAt(place, "FANOUT");
    for (const edge of edges.slice(0, this.bounds.fanOut)) {
      const other = this.#visit(way, farEnd(way, edge));
      if (other === null) this.#cutAt(place, "NODES");
      else this.#add(way, place, other, edge);
    }
  }

  #add(way: LineageWay, place: NodePlace, other: NodePlace, { kind, context }: LineageEdge): void {
    const [from, to] = way === "upstream" ? [other, place] : [place, other];
    const pair = from * this.bounds.nodesMax + to;
    const between = this.#between.get(pair);
    if (between?.some((edge) => edge.kind === kind && edge.context === context)) return;
    if (this.#edges.length >= lineageEdgesMax(this.bounds)) {
      this.#cutAt(place, "FANOUT");
      return;
    }
    const edge = { from, to, kind, context };
    this.#between.set(pair, between === undefined ? [edge] : [...between, edge]);
    this.#edges.push(edge);
  }

  /** @returns null when there is no room for it */
  #visit(way: LineageWay, ref: LineageRef): NodePlace | null {
    let place = this.#places.get(ref.text);
    if (place === undefined) {
      place = this.#nodes.length;
      if (place >= this.bounds.nodesMax) return null;
      this.#places.set(ref.text, place);
      this.#nodes.push({ ref, depth: this.#depth });
    }
    if (!this.#seen[way][place]) {
      this.#seen[way][place] = true;
      this.#level[way].push(place);
    }
    return place;
  }

  #probe(way: LineageWay, place: NodePlace, { edges, isCut }: FoundEdges): void {
    const others = edges.map((edge) => this.#places.get(farEnd(way, edge).text));
    if (others.some((other) => other === undefined || !this.#seen[way][other])) this.#cutAt(place, "DEPTH");
    else if (isCut || edges.length > this.bounds.fanOut) this.#cutAt(place, "FANOUT");
    // An edge between nodes that are both shown costs nothing more and closes cycles.
    for (const [at, edge] of edges.entries()) {
      const other = others[at];
      if (other !== undefined) this.#add(way, place, other, edge);
    }
  }

  #cutAt(place: NodePlace, cut: LineageCut): void {
    this.#cuts.add(cut);
    this.#frontier.add(place);
  }

  #ref(place: NodePlace): LineageRef {
    return (this.#nodes[place] as VisitedNode).ref;
  }
}

/** The end of an edge that lies further along the way. */
export function farEnd(way: LineageWay, edge: LineageEdge): LineageRef {
  return way === "upstream" ? edge.from : edge.to;
}

/** The end of an edge from which it is met. */
export function nearEnd(way: LineageWay, edge: LineageEdge): LineageRef {
  return way === "upstream" ? edge.to : edge.from;
}

/** Strongly connected components of more than one node, and nodes with an edge to themselves. */
function cyclesOf(nodeCount: number, edges: readonly WalkedEdge[]): NodePlace[][] {
  const none: NodePlace[] = [];
  const next = Array.from({ length: nodeCount }, () => none);
  for (const { from, to } of edges) {
    const places = next[from];
    if (places === none) next[from] = [to];
    else places?.push(to);
  }
  return stronglyConnected(next).filter(
    (places) => places.length > 1 || places.some((place) => next[place]?.includes(place)),
  );
}
