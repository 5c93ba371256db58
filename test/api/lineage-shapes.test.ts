import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LineageDocument, type LineageQuery } from "../../src/operations/operations.js";
import { formatGlobalId } from "../../src/rules/global-id.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { runIdOf, type ShapeWriter, shapeWriter } from "../support/lineage-shapes.js";
import { startServer, type TestServer } from "../support/start-server.js";

const [ladder, ring, hub, forest, wide, lone] = [1, 2, 3, 4, 5, 6];
const hubSize = 200_000;

/** The most statements that a level may take: one for each place where MLflow keeps edges. */
const statementsPerLevel = 13;
/** The start, and one for each kind of node. */
const statementsAround = 6;

describeDialects("lineage", (dialect) => {
  let server: TestServer;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const store = await mlflowStore(dialect, "3.17.2");
    const shapes = await shapeWriter(dialect, store.url);
    await seed(shapes);
    await shapes.close();
    server = await startServer({ stores: [{ url: store.url }], limits: { lineageTimeMs: 60_000 } });
    drop = () => store.drop();
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await drop?.();
  });

  async function ask(of: string, args: Record<string, unknown> = {}) {
    server.statements();
    const { lineage } = await server.data(LineageDocument, { of, ...args });
    if (!lineage) throw new Error("no lineage");
    return { ...lineage, statements: server.statements().length };
  }
  const idOf = (shape: number, at: number) => formatGlobalId("main", "Run", runIdOf(shape, at));
  const hubOf = (shape: number) => formatGlobalId("main", "Dataset", "1", `hub ${shape}`, "hub");

  test("of a ladder of 20 layers and 10^20 paths has each of its 201 nodes once", async () => {
    const found = await ask(idOf(ladder, 0), { direction: "DOWNSTREAM", depth: 20 });
    expect(found).toMatchObject({ complete: true, cutBy: [], cycles: [] });
    expect(found.nodes).toHaveLength(201);
    expect(found.edges).toHaveLength(10 + 19 * 100);
    expect(Math.max(...found.nodes.map(({ depth }) => depth))).toBe(20);
    expect(found.statements).toBeLessThanOrEqual(21 * statementsPerLevel + statementsAround);
  });

  test("of 50 nodes that all lie on cycles has each once, and says that they do", async () => {
    const found = await ask(idOf(ring, 0), { depth: 20, direction: "BOTH" });
    expect(found).toMatchObject({ complete: true, cutBy: [] });
    expect(found.nodes).toHaveLength(50);
    expect(found.cycles.map(({ nodes }) => [...nodes].sort((a, b) => a - b))).toEqual([[...found.nodes.keys()]]);
  });

  test("of a hub says that its fan-out cut it, and shows as many as were asked for", async () => {
    const found = await ask(hubOf(hub), { depth: 2 });
    expect(found).toMatchObject({
      complete: false,
      cutBy: ["FANOUT"],
      frontier: [{ id: hubOf(hub), kind: "DATASET" }],
    });
    expect(found.nodes).toHaveLength(101);
    expect(found.nodes.every(({ isMissing }) => !isMissing)).toBe(true);
    expect(await ask(hubOf(hub), { depth: 2 })).toEqual(found);
    // Upstream of one of its runs the hub is one node, and its other runs are none of it.
    expect((await ask(idOf(hub, 0), { direction: "BOTH" })).nodes).toHaveLength(2);
  });

  test("of a dataset that 1,000 runs used is complete, with each run's model, within the limits", async () => {
    const found = await ask(hubOf(wide), { fanOut: 1_000, depth: 5, nodes: 5_000 });
    expect(found).toMatchObject({ complete: true, cutBy: [] });
    expect(found.nodes).toHaveLength(1 + 1_000 + 1_000);
    expect(found.statements).toBeLessThanOrEqual(4 * statementsPerLevel + statementsAround);
  });

  test("of a graph of 100,000 edges is bounded by its nodes, and takes no more statements than of a few", async () => {
    const few = await ask(idOf(forest, 0), { direction: "DOWNSTREAM", depth: 10, nodes: 50 });
    const many = await ask(idOf(forest, 0), { direction: "DOWNSTREAM", depth: 10, nodes: 5_000 });
    expect(few).toMatchObject({ complete: false, cutBy: ["NODES"] });
    expect(few.nodes).toHaveLength(50);
    expect(many.nodes.length).toBeGreaterThan(1_000);
    expect(many.statements).toBeLessThanOrEqual(11 * statementsPerLevel + statementsAround);
    expect(reachable(many)).toBe(many.nodes.length);
  });

  test("along runs that logged models name, and no edge does, takes no more statements for each level", async () => {
    const found = await ask(idOf(lone, 0), { direction: "DOWNSTREAM", depth: 20 });
    expect(found).toMatchObject({ complete: true, cutBy: [] });
    expect(found.nodes.map(({ depth }) => depth)).toEqual([...Array(10).keys()]);
    expect(found.statements).toBeLessThanOrEqual(2 * 11 * statementsPerLevel + statementsAround);
  });

  test("says that its depth cut it, and goes on from its frontier", async () => {
    const near = await ask(idOf(ladder, 0), { direction: "DOWNSTREAM", depth: 2 });
    expect(near).toMatchObject({ complete: false, cutBy: ["DEPTH"] });
    expect(near.nodes).toHaveLength(21);
    expect(near.frontier.map(({ id }) => id)).toEqual(
      near.nodes.filter(({ depth }) => depth === 2).map(({ id }) => id),
    );
  });
});

async function seed(shapes: ShapeWriter): Promise<void> {
  await shapes.runs(ladder, 250);
  await shapes.runs(ring, 25);
  await shapes.runs(forest, 1);
  const layer = (at: number) => Array.from({ length: 10 }, (_, place) => 2 * (10 * at + place) + (at % 2));
  const rungs = Array.from({ length: 19 }, (_, at) => at + 1).flatMap((at) =>
    layer(at).flatMap((from) => layer(at + 1).map((to) => [from, to] as const)),
  );
  await shapes.edges(ladder, [...layer(1).map((to) => [0, to] as const), ...rungs]);
  const around = Array.from({ length: 50 }, (_, at) => [at, (at + 1) % 50] as const);
  await shapes.edges(ring, [...around, ...around.map(([from]) => [from, (from + 7) % 50] as const)]);
  await shapes.hub(hub, hubSize);
  await shapes.hub(wide, 1_000);
  await shapes.edges(
    wide,
    Array.from({ length: 1_000 }, (_, at) => [2 * at, 2 * at + 1] as const),
  );
  await shapes.runs(lone, 5);
  await shapes.edges(lone, [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ]);
  for (const at of [0, 2, 4, 6, 8]) await shapes.sourceRun(lone, at, at + 1);
  await shapes.forwardEdges(forest, { nodes: 30_000, width: 4, reach: 997 });
}

/** How many nodes the edges of an answer lead to from its start. */
function reachable({ edges }: NonNullable<LineageQuery["lineage"]>): number {
  const seen = new Set([0]);
  for (const at of seen) for (const { from, to } of edges) if (from === at) seen.add(to);
  return seen.size;
}
