import { stronglyConnected } from "./strongly-connected.js";

/** What lineage connects. Edges follow the data: from what was read or made first to what came of it. */
export type LineageKind = "DATASET" | "RUN" | "LOGGED_MODEL" | "MODEL_VERSION" | "ALIAS";

/** A thing in lineage: its kind and its key within the store, the same words wherever it is met. */
export interface LineageRef {
  readonly kind: LineageKind;
  readonly key: readonly string[];
}

export type EdgeKind =
  /** dataset -> run: the run read it (inputs DATASET -> RUN). */
  | "READ_BY"
  /** run -> logged model: the run made it (inputs RUN_OUTPUT, or logged_models.source_run_id). */
  | "PRODUCED"
  /** logged model -> run: the run used it (inputs RUN_INPUT, which MLflow stores against the flow). */
  | "USED_BY"
  /** logged model, run or model version -> model version: the version was registered from it. */
  | "REGISTERED_AS"
  /** model version -> alias: the alias points at it. */
  | "KNOWN_AS";

export interface LineageEdge {
  readonly from: LineageRef;
  readonly to: LineageRef;
  readonly kind: EdgeKind;
  /** What a dataset was used for; null elsewhere. */
  readonly context: string | null;
}

export type LineageDirection = "UPSTREAM" | "DOWNSTREAM" | "BOTH";

/** What kept a walk from being complete. */
export type LineageCut = "DEPTH" | "FANOUT" | "NODES" | "TIME";

export interface LineageBounds {
  readonly direction: LineageDirection;
  /** How many edges away from the start. */
  readonly depth: number;
  /** Edges followed from one node in one direction. */
  readonly fanOut: number;
  readonly nodesMax: number;
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

export function lineageKey({ kind, key }: LineageRef): string {
  return JSON.stringify([kind, ...key]);
}

/**
 * A breadth-first walk with a visited set, a level at a time: it asks for the edges of a frontier and is told them.
 * Nodes are visited once however many paths lead to them; paths are never enumerated.
 */
export class LineageWalk {
  readonly #nodes = new Map<string, VisitedNode>();
  readonly #edges = new Map<string, LineageEdge>();
  readonly #cuts = new Set<LineageCut>();
  readonly #frontier = new Map<string, LineageRef>();
  #level: LineageRef[];
  #depth = 0;

  constructor(
    start: LineageRef,
    readonly bounds: LineageBounds,
  ) {
    this.#level = [start];
    this.#nodes.set(lineageKey(start), { ref: start, depth: 0 });
  }

  /** The nodes whose edges are wanted next; empty when the walk is over. */
  get wanted(): readonly LineageRef[] {
    return this.#level;
  }

  /**
   * Whether the wanted edges lie behind the last level: they are asked for only to know whether anything was cut, so
   * that a cut is never silent.
   */
  get isProbe(): boolean {
    return this.#depth === this.bounds.depth;
  }

  /**
   * Takes the edges of the wanted nodes.
   *
   * @param found edges that begin or end at a wanted node, by its key: up to `fanOut + 1` in each direction
   */
  accept(
    found: ReadonlyMap<
      string,
      { readonly upstream: readonly LineageEdge[]; readonly downstream: readonly LineageEdge[] }
    >,
  ): void {
    const level = this.#level;
    const isProbe = this.isProbe;
    this.#level = [];
    this.#depth += 1;
    for (const ref of level) {
      const { upstream = [], downstream = [] } = found.get(lineageKey(ref)) ?? {};
      if (isProbe) this.#probe(ref, [...upstream, ...downstream]);
      else {
        this.#follow(ref, upstream);
        this.#follow(ref, downstream);
      }
    }
  }

  /** Ends the walk where it is. */
  stop(cut: LineageCut): void {
    if (this.#level.length === 0) return;
    for (const ref of this.#level) this.#cutAt(ref, cut);
    this.#level = [];
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

  #follow(ref: LineageRef, edges: readonly LineageEdge[]): void {
    if (edges.length > this.bounds.fanOut) this.#cutAt(ref, "FANOUT");
    for (const edge of edges.slice(0, this.bounds.fanOut)) {
      const other = lineageKey(edge.from) === lineageKey(ref) ? edge.to : edge.from;
      if (this.#visit(other)) this.#edges.set(edgeKey(edge), edge);
      else this.#cutAt(ref, "NODES");
    }
  }

  /** @returns false when there is no room for it */
  #visit(ref: LineageRef): boolean {
    const key = lineageKey(ref);
    if (this.#nodes.has(key)) return true;
    if (this.#nodes.size >= this.bounds.nodesMax) return false;
    this.#nodes.set(key, { ref, depth: this.#depth });
    this.#level.push(ref);
    return true;
  }

  #probe(ref: LineageRef, edges: readonly LineageEdge[]): void {
    for (const edge of edges) {
      const isNew = [edge.from, edge.to].some((end) => !this.#nodes.has(lineageKey(end)));
      // An edge between nodes that are both shown costs nothing more and closes cycles.
      if (isNew) this.#cutAt(ref, "DEPTH");
      else this.#edges.set(edgeKey(edge), edge);
    }
  }

  #cutAt(ref: LineageRef, cut: LineageCut): void {
    this.#cuts.add(cut);
    this.#frontier.set(lineageKey(ref), ref);
  }
}

function edgeKey({ from, to, kind, context }: LineageEdge): string {
  return JSON.stringify([lineageKey(from), lineageKey(to), kind, context]);
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
