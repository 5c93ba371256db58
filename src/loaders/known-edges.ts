import { type EachWay, eachWay, type FoundEdges, type LineageRef, lineageKey, lineageWays } from "../rules/lineage.js";
import type { Scope } from "../rules/scope.js";
import { type LineagePage, lineageEdges, mergeEdges } from "../stores/mlflow/lineage.js";
import type { OpenStore } from "../stores/store.js";

/** The edges that some walks were told, each node's read once. */
export class KnownEdges {
  readonly #found: EachWay<Map<string, FoundEdges>> = { upstream: new Map(), downstream: new Map() };
  /** Nodes whose repetitions have not been read yet. */
  readonly #unfinished = new Map<string, LineageRef>();

  constructor(
    readonly open: OpenStore,
    readonly scope: Scope,
    readonly page: LineagePage,
  ) {}

  get found(): EachWay<ReadonlyMap<string, FoundEdges>> {
    return this.#found;
  }

  get unfinished(): readonly LineageRef[] {
    return [...this.#unfinished.values()];
  }

  async read(wanted: EachWay<readonly LineageRef[]>): Promise<EachWay<ReadonlyMap<string, FoundEdges>>> {
    const unknown = eachWay((way) => wanted[way].filter((ref) => !this.#found[way].has(lineageKey(ref))));
    const found = await lineageEdges(this.open, this.scope, unknown, this.page);
    for (const way of lineageWays) for (const [key, edges] of found[way]) this.#found[way].set(key, edges);
    for (const ref of unknown.downstream) this.#unfinished.set(lineageKey(ref), ref);
    return this.#found;
  }

  /**
   * Reads where MLflow repeats edges, for all nodes read so far: no index leads there.
   *
   * @returns whether there was any edge not known yet
   */
  async readRepetitions(): Promise<boolean> {
    const wanted = { upstream: [], downstream: this.unfinished };
    const repeated = await lineageEdges(this.open, this.scope, wanted, this.page, "repetitions");
    this.#unfinished.clear();
    let isMore = false;
    for (const [key, edges] of repeated.downstream) {
      const known = this.#found.downstream.get(key) ?? { edges: [], isCut: false };
      const merged = mergeEdges("downstream", known, edges, this.page);
      isMore ||= merged.edges.length > known.edges.length || merged.edges.some((edge, at) => edge !== known.edges[at]);
      this.#found.downstream.set(key, merged);
    }
    return isMore;
  }
}
