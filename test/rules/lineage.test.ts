import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  eachWay,
  type LineageBounds,
  type LineageEdge,
  type LineageRef,
  LineageWalk,
  lineageRef,
} from "../../src/rules/lineage.js";
import { stronglyConnected } from "../../src/rules/strongly-connected.js";

const node = (name: string): LineageRef => lineageRef("RUN", name);
const edge = (from: string, to: string): LineageEdge => ({
  from: node(from),
  to: node(to),
  kind: "PRODUCED",
  context: null,
});
const wide: LineageBounds = { direction: "BOTH", depth: 20, fanOut: 100, nodesMax: 2_000 };

/** Walks a whole graph held in memory; counts how often it is asked. */
function walk(start: string, edges: readonly LineageEdge[], bounds: LineageBounds = wide) {
  const walking = new LineageWalk(node(start), bounds);
  let levels = 0;
  while (!walking.isOver) {
    levels += 1;
    walking.accept(
      eachWay((way) => {
        const end = way === "upstream" ? "to" : "from";
        const edgesOf = (ref: LineageRef) => edges.filter((one) => one[end].text === ref.text);
        return new Map(
          walking.wanted[way].map((ref) => [
            ref.text,
            { edges: edgesOf(ref).slice(0, bounds.fanOut + 1), isCut: false },
          ]),
        );
      }),
    );
  }
  return { ...shown(walking), levels };
}

/** A result with nodes instead of their places. */
function shown(walking: LineageWalk) {
  const { nodes, edges, frontier, cycles, cutBy } = walking.result();
  const at = (place: number) => nodes[place]?.ref;
  return {
    names: nodes.map(({ ref }) => ref.key[0]),
    depths: nodes.map(({ depth }) => depth),
    edges: edges.map(({ from, to, kind, context }) => ({ from: at(from), to: at(to), kind, context })),
    frontier: frontier.map(at),
    cycles: cycles.map((places) => places.map(at)),
    cutBy,
  };
}

describe("a lineage walk", () => {
  test("visits a chain in order and is complete", () => {
    const result = walk("a", [edge("a", "b"), edge("b", "c")]);
    expect(result).toMatchObject({ names: ["a", "b", "c"], depths: [0, 1, 2], cutBy: [], frontier: [], cycles: [] });
  });

  test("goes only the way it is told", () => {
    const edges = [edge("a", "b"), edge("b", "c")];
    expect(walk("b", edges, { ...wide, direction: "UPSTREAM" }).names).toEqual(["b", "a"]);
    expect(walk("b", edges, { ...wide, direction: "DOWNSTREAM" }).names).toEqual(["b", "c"]);
  });

  test("goes to what the start came from and to what came of it, not to what else came of its sources", () => {
    const edges = [edge("data", "run"), edge("data", "other run"), edge("run", "model"), edge("other data", "model")];
    expect(walk("run", edges).names.sort()).toEqual(["data", "model", "run"]);
  });

  test("goes on both ways from a node that is reached both ways", () => {
    const edges = [edge("a", "b"), edge("b", "a"), edge("b", "below"), edge("above", "b")];
    expect(walk("a", edges)).toMatchObject({ names: expect.arrayContaining(["a", "b", "below", "above"]), cutBy: [] });
  });

  test("visits a ladder of 10^20 paths once a node", () => {
    const edges: LineageEdge[] = [];
    for (let layer = 0; layer < 20; layer += 1) {
      for (let from = 0; from < 10; from += 1) {
        for (let to = 0; to < 10; to += 1) edges.push(edge(`${layer}.${from}`, `${layer + 1}.${to}`));
      }
    }
    const result = walk("0.0", edges, { ...wide, direction: "DOWNSTREAM" });
    expect(result.names).toHaveLength(201);
    expect(result).toMatchObject({ cutBy: [], levels: 21 });
  });

  test("says that the depth cut it, and where", () => {
    const edges = [edge("a", "b"), edge("b", "c"), edge("c", "d")];
    expect(walk("a", edges, { ...wide, depth: 2 })).toMatchObject({
      names: ["a", "b", "c"],
      cutBy: ["DEPTH"],
      frontier: [node("c")],
    });
    expect(walk("a", edges, { ...wide, depth: 3 })).toMatchObject({ names: ["a", "b", "c", "d"], cutBy: [] });
  });

  test("says that a hub's fan-out cut it, and keeps what it followed", () => {
    const edges = Array.from({ length: 300 }, (_, at) => edge("hub", `leaf ${at}`));
    const result = walk("hub", edges, { ...wide, fanOut: 100 });
    expect(result.names).toHaveLength(101);
    expect(result).toMatchObject({ cutBy: ["FANOUT"], frontier: [node("hub")] });
    expect(walk("hub", edges, { ...wide, fanOut: 300 })).toMatchObject({ cutBy: [] });
  });

  test("says that the number of nodes cut it", () => {
    const edges = Array.from({ length: 50 }, (_, at) => edge("hub", `leaf ${at}`));
    const result = walk("hub", edges, { ...wide, nodesMax: 10 });
    expect(result.names).toHaveLength(10);
    expect(result.cutBy).toEqual(["NODES"]);
    expect(result.edges).toHaveLength(9);
  });

  test("says that the number of edges cut it: ten for each node that it may show", () => {
    const names = Array.from({ length: 40 }, (_, at) => String(at));
    const edges = names.flatMap((from) => names.map((to) => edge(from, to)));
    const result = walk("0", edges, { ...wide, nodesMax: 40 });
    expect(result.names).toHaveLength(40);
    expect(result.edges).toHaveLength(400);
    expect(result.cutBy).toEqual(["FANOUT"]);
  });

  test("says that edges were kept back, at the last level too", () => {
    const cutFor = (depth: number) => {
      const walking = new LineageWalk(node("a"), { ...wide, depth, direction: "DOWNSTREAM" });
      const answer = (edges: LineageEdge[], ref: string, isCut: boolean) =>
        walking.accept({ upstream: new Map(), downstream: new Map([[node(ref).text, { edges, isCut }]]) });
      answer([edge("a", "b")], "a", false);
      answer([edge("b", "a")], "b", true);
      return shown(walking);
    };
    for (const depth of [1, 5]) expect(cutFor(depth)).toMatchObject({ cutBy: ["FANOUT"], frontier: [node("b")] });
  });

  test("says that the last level goes on where it was reached the other way only", () => {
    // s -> y -> x -> s, and x -> z: at depth 1, x is shown as a source and not followed down to z.
    const edges = [edge("s", "y"), edge("y", "x"), edge("x", "s"), edge("x", "z")];
    const result = walk("s", edges, { ...wide, depth: 1 });
    expect(result.names.sort()).toEqual(["s", "x", "y"]);
    expect(result.cutBy).toEqual(["DEPTH"]);
    expect(result.cycles).toHaveLength(1);
  });

  test("can be stopped by the clock", () => {
    const walking = new LineageWalk(node("a"), wide);
    walking.stop("TIME");
    expect(walking.isOver).toBe(true);
    expect(shown(walking)).toMatchObject({ cutBy: ["TIME"], frontier: [node("a")] });
  });

  test("finds cycles and self-loops, also those closed at the last level", () => {
    const edges = [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("c", "d"), edge("d", "d")];
    const cycles = walk("a", edges).cycles.map((cycle) => cycle.map((ref) => ref?.key[0]).sort());
    expect(cycles.sort()).toEqual([["a", "b", "c"], ["d"]]);
    expect(
      walk("a", [edge("a", "b"), edge("b", "a")], { ...wide, direction: "DOWNSTREAM", depth: 1 }).cycles,
    ).toHaveLength(1);
  });
});

test("components are those of mutual reachability", () => {
  const nodes = [0, 1, 2, 3, 4, 5, 6];
  const arbitraryEdges = fc.array(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), { maxLength: 20 });
  fc.assert(
    fc.property(arbitraryEdges, (edges) => {
      const next = nodes.map((from) => edges.filter(([source]) => source === from).map(([, to]) => to));
      const reaches = (from: number, to: number): boolean => {
        const seen = new Set([from]);
        for (const at of seen) for (const successor of next[at] ?? []) seen.add(successor);
        return seen.has(to);
      };
      const componentOf = new Map(
        stronglyConnected(next).flatMap((members, at) => members.map((member) => [member, at])),
      );
      for (const a of nodes) {
        for (const b of nodes) expect(componentOf.get(a) === componentOf.get(b)).toBe(reaches(a, b) && reaches(b, a));
      }
    }),
  );
});

test("a chain of 100,000 nodes does not use up the call stack", () => {
  const next = Array.from({ length: 100_000 }, (_, at) => [at + 1]);
  expect(stronglyConnected(next)).toHaveLength(100_000);
});
