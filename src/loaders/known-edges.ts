import { type EachWay, eachWay, type FoundEdges, type LineageRef, lineageWays } from "../rules/lineage.js";
import type { Scope } from "../rules/scope.js";
import { type LineagePage, type LineageRead, lineageEdges, mergeEdges } from "../stores/mlflow/lineage.js";
import type { NodeRow } from "../stores/mlflow/lineage-nodes.js";
import type { OpenStore } from "../stores/store.js";

const noEdges: FoundEdges = { edges: [], isCut: false };

/** The edges that some walks were told, each node's read once. */
export class KnownEdges {
  readonly #found: EachWay<Map<string, FoundEdges>> = { upstream: new Map(), downstream: new Map() };
  /** Nodes whose repetitions have not been read yet. */
  #unfinished: LineageRef[] = [];
  readonly #rows = new Map<string, NodeRow>();

  constructor(
    readonly open: OpenStore,
    readonly scope: Scope,
    readonly page: LineagePage,
  ) {}

  get found(): EachWay<ReadonlyMap<string, FoundEdges>> {
    return this.#found;
  }

  get unfinished(): readonly LineageRef[] {
    return this.#unfinished;
  }

  /** Of nodes whose rows edges were read from, by their texts. */
  get rows(): ReadonlyMap<string, NodeRow> {
    return this.#rows;
  }

  async read(wanted: EachWay<readonly LineageRef[]>): Promise<EachWay<ReadonlyMap<string, FoundEdges>>> {
    const unknown = eachWay((way) => wanted[way].filter(({ text }) => !this.#found[way].has(text)));
    const found = await this.#readEdges(unknown);
    for (const way of lineageWays) {
      for (const { text } of unknown[way]) this.#found[way].set(text, found[way].get(text) ?? noEdges);
    }
    this.#unfinished.push(...unknown.downstream);
    return this.#found;
  }

  /**
   * Reads where MLflow repeats edges, for all nodes read so far: no index leads there.
   *
   * @returns whether there was any edge not known yet
   */
  async readRepetitions(): Promise<boolean> {
    const repeated = await this.#readEdges({ upstream: [], downstream: this.unfinished }, "repetitions");
    this.#unfinished = [];
    let isMore = false;
    for (const [text, edges] of repeated.downstream) {
      const known = this.#found.downstream.get(text) ?? noEdges;
      const merged = mergeEdges("downstream", known, edges, this.page);
      isMore ||= merged.edges.length > known.edges.length || merged.edges.some((edge, at) => edge !== known.edges[at]);
      this.#found.downstream.set(text, merged);
    }
    return isMore;
  }

  async #readEdges(wanted: EachWay<readonly LineageRef[]>, from?: "repetitions"): Promise<LineageRead> {
    const read = await lineageEdges(this.open, this.scope, wanted, this.page, from);
    for (const { ref, row } of read.seen) this.#rows.set(ref.text, row);
    return read;
  }
}
