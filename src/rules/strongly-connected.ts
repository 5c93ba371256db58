/**
 * Strongly connected components of a directed graph, by Tarjan's algorithm. Without recursion: a chain of thousands of
 * nodes must not use up the call stack.
 *
 * @param next each node's successors; a successor that is no node itself is passed over
 */
export function stronglyConnected(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const search = new Search(next);
  for (const node of next.keys()) search.from(node);
  return search.components;
}

interface Visit {
  readonly node: string;
  /** How many successors have been looked at. */
  seen: number;
}

class Search {
  readonly components: string[][] = [];
  readonly #index = new Map<string, number>();
  /** The lowest index reachable, as far as known. */
  readonly #low = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #isOpen = new Set<string>();

  constructor(readonly next: ReadonlyMap<string, readonly string[]>) {}

  from(root: string): void {
    if (this.#index.has(root)) return;
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

  #enter(node: string): Visit {
    const index = this.#index.size;
    this.#index.set(node, index);
    this.#low.set(node, index);
    this.#open.push(node);
    this.#isOpen.add(node);
    return { node, seen: 0 };
  }

  /** Looks at one more successor; returns its visit when it is new. */
  #step(visit: Visit): Visit | null {
    const successor = this.next.get(visit.node)?.[visit.seen];
    visit.seen += 1;
    if (successor === undefined || !this.next.has(successor)) return null;
    if (!this.#index.has(successor)) return this.#enter(successor);
    if (this.#isOpen.has(successor)) this.#lower(visit.node, this.#index.get(successor) ?? 0);
    return null;
  }

  #isDone({ node, seen }: Visit): boolean {
    return seen > (this.next.get(node)?.length ?? 0);
  }

  #leave(node: string, parent: string | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#low.get(node) ?? 0);
    if (this.#low.get(node) !== this.#index.get(node)) return;
    const component: string[] = [];
    while (component.at(-1) !== node) {
      const member = this.#open.pop() ?? node;
      this.#isOpen.delete(member);
      component.push(member);
    }
    this.components.push(component.reverse());
  }

  #lower(node: string, to: number): void {
    this.#low.set(node, Math.min(this.#low.get(node) ?? to, to));
  }
}
