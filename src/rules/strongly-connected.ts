/**
 * Strongly connected components of a directed graph, by Tarjan's algorithm. Without recursion: a chain of thousands of
 * nodes must not use up the call stack.
 *
 * @param next each node's successors, nodes being numbered from 0; a successor that is no node itself is passed over
 */
export function stronglyConnected(next: readonly (readonly number[])[]): number[][] {
  const search = new Search(next);
  for (const node of next.keys()) search.from(node);
  return search.components;
}

interface Visit {
  readonly node: number;
  /** How many successors have been looked at. */
  seen: number;
}

/** No index yet. */
const unvisited = -1;

class Search {
  readonly components: number[][] = [];
  readonly #index: Int32Array;
  /** The lowest index reachable, as far as known. */
  readonly #low: Int32Array;
  readonly #open: number[] = [];
  readonly #isOpen: Uint8Array;
  #visited = 0;

  constructor(readonly next: readonly (readonly number[])[]) {
    this.#index = new Int32Array(next.length).fill(unvisited);
    this.#low = new Int32Array(next.length);
    this.#isOpen = new Uint8Array(next.length);
  }

  from(root: number): void {
    if (this.#index[root] !== unvisited) return;
    const visits = [this.#enter(root)];
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const entered = this.#step(visit);
      if (entered) visits.push(entered);
      else if (this.#isDone(visit)) {
        visits.pop();
        this.#leave(visit.node, visits.at(-1)?.node);
      }
    }
  }

  #enter(node: number): Visit {
    this.#index[node] = this.#visited;
    this.#low[node] = this.#visited;
    this.#visited += 1;
    this.#open.push(node);
    this.#isOpen[node] = 1;
    return { node, seen: 0 };
  }

  /** Looks at one more successor; returns its visit when it is new. */
  #step(visit: Visit): Visit | null {
    const successor = this.next[visit.node]?.[visit.seen];
    visit.seen += 1;
    if (successor === undefined || successor >= this.next.length) return null;
    if (this.#index[successor] === unvisited) return this.#enter(successor);
    if (this.#isOpen[successor] === 1) this.#lower(visit.node, this.#index[successor] ?? 0);
    return null;
  }

  #isDone({ node, seen }: Visit): boolean {
    return seen > (this.next[node]?.length ?? 0);
  }

  #leave(node: number, parent: number | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#low[node] ?? 0);
    if (this.#low[node] !== this.#index[node]) return;
    const component = this.#open.splice(this.#open.lastIndexOf(node));
    for (const member of component) this.#isOpen[member] = 0;
    this.components.push(component);
  }

  #lower(node: number, to: number): void {
    this.#low[node] = Math.min(this.#low[node] ?? to, to);
  }
}
