import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { LineageDocument, type LineageQuery } from "../../src/operations/operations.js";
import { formatGlobalId, type NodeType } from "../../src/rules/global-id.js";
import { describeDialects, describeFixtures } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { modelIdOf, runIdOf, shapeWriter } from "../support/lineage-shapes.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";
import { type KnownEdge, knownEdges, reached } from "./lineage-oracle.js";

type Answer = NonNullable<LineageQuery["lineage"]>;
type Shown = Answer["nodes"][number];

const id = (type: NodeType, ...key: string[]) => formatGlobalId("main", type, ...key);

async function ask(server: TestServer, of: string, args: Record<string, unknown> = {}): Promise<Answer> {
  const { lineage } = await server.data(LineageDocument, { of, ...args });
  if (!lineage) throw new Error("no lineage");
  return lineage;
}

/** A node in the words of lineage-oracle.ts. */
function nameOf({ kind, mlflowId, name, version, alias }: Shown): string {
  return [kind, mlflowId ?? [name, version, alias].filter((part) => part !== null).join(" ")].join(" ");
}

describeFixtures("lineage", (fixture) => {
  let server: TestServer;
  let known: readonly KnownEdge[];
  let starts: readonly { readonly id: string; readonly name: string }[];

  beforeAll(async () => {
    server = await startServer({ stores: [fixture], limits: { lineageTimeMs: 60_000 } });
    const sql = await openSql(fixture.url);
    const hasModels = !fixture.version.startsWith("2.");
    known = await knownEdges(sql, hasModels);
    starts = await startsOf(sql, hasModels);
    await sql.close();
  });
  afterAll(() => server.close());

  test("of everything there is has what MLflow's tables lead to, up, down and both ways", async () => {
    expect(known.length).toBeGreaterThan(20);
    for (const start of starts) {
      const [up, down] = [reached(known, start.name, "up"), reached(known, start.name, "down")];
      for (const [direction, expected] of [
        ["UPSTREAM", up],
        ["DOWNSTREAM", down],
        ["BOTH", new Set([...up, ...down])],
      ] as const) {
        const answer = await ask(server, start.id, { direction, depth: 20, fanOut: 1_000 });
        expect(answer.nodes.map(nameOf).sort()).toEqual([...expected].sort());
        expect(answer).toMatchObject({ complete: true, cutBy: [], frontier: [], cycles: [] });
        expect(answer.nodes[0]).toMatchObject({ id: start.id, depth: 0, isMissing: false });
        const shown = answer.edges.map(({ from, to, kind, context }) =>
          [at(answer, from), kind, at(answer, to), context].join(" > "),
        );
        const inside = known.filter((edge) =>
          isIn(edge, direction === "UPSTREAM" ? [up] : direction === "BOTH" ? [up, down] : [down]),
        );
        expect(shown.sort()).toEqual(
          inside.map((edge) => [edge.from, edge.kind, edge.to, edge.context].join(" > ")).sort(),
        );
      }
    }
  });

  const at = (answer: Answer, place: number) => nameOf(answer.nodes[place] as Shown);
  const isIn = (edge: KnownEdge, sets: readonly ReadonlySet<string>[]) =>
    sets.some((set) => set.has(edge.from) && set.has(edge.to));

  test("is the same from the thing itself", async () => {
    const [run] = fixture.oracle.runs;
    const document = `query ($id: ID!) { node(id: $id) { ... on Run { lineage(direction: UPSTREAM) { complete nodes { id kind } } } } lineage(of: $id, direction: UPSTREAM) { complete nodes { id kind } } }`;
    const { node, lineage } = await server.data<{ node: { lineage: unknown }; lineage: unknown }>(document, {
      id: id("Run", run?.runId ?? ""),
    });
    expect(node.lineage).toEqual(lineage);
  });
});

async function startsOf(sql: SqlRunner, hasModels: boolean) {
  const runs = await sql.query<{ id: string }>("select run_uuid as id from runs");
  const datasets = await sql.query<{ e: bigint; n: string; d: string; id: string }>(
    "select experiment_id as e, name as n, digest as d, dataset_uuid as id from datasets",
  );
  const versions = await sql.query<{ n: string; v: bigint; t: bigint }>(
    "select v.name as n, v.version as v, m.creation_time as t from model_versions v join registered_models m on m.name = v.name where v.current_stage <> 'Deleted_Internal'",
  );
  const models = hasModels ? await sql.query<{ id: string }>("select model_id as id from logged_models") : [];
  return [
    ...runs.map((row) => ({ id: id("Run", row.id), name: `RUN ${row.id}` })),
    ...datasets.map((row) => ({ id: id("Dataset", String(row.e), row.n, row.d), name: `DATASET ${row.id}` })),
    ...versions.map(({ n, v, t }) => ({
      id: id("ModelVersion", "default", n, String(t), String(v)),
      name: `MODEL_VERSION ${n} ${v}`,
    })),
    ...models.map((row) => ({ id: id("LoggedModel", row.id), name: `LOGGED_MODEL ${row.id}` })),
  ];
}

describeDialects("lineage of what is not whole", (dialect) => {
  let server: TestServer;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const store = await mlflowStore(dialect, "3.17.2");
    drop = () => store.drop();
    const shapes = await shapeWriter(dialect, store.url);
    await shapes.runs(1, 2);
    // The runs 0 and 2 are there, model 1 and run 4 are not; model 1 is made by one run and used by both.
    await shapes.edges(1, [
      [0, 1],
      [1, 2],
      [1, 0],
      [1, 4],
    ]);
    await shapes.close();
    const sql = await openSql(store.url);
    await sql.query("update runs set lifecycle_stage = 'deleted' where run_uuid = ?", [runIdOf(1, 2)]);
    await sql.script(`
      insert into registered_models (workspace, name, creation_time) values ('default', 'copies', 7);
      insert into model_versions (workspace, name, version, current_stage, source, run_id) values
        ('default', 'copies', 1, 'None', 'models:/vision-net/3', null), ('default', 'copies', 2, 'None', 'models:/nowhere/9', 'no such run'),
        ('default', 'copies', 3, 'None', 'models:/copies/2', null)`);
    await sql.close();
    server = await startServer({ stores: [{ url: store.url }] });
  });
  afterAll(async () => {
    await server?.close();
    await drop?.();
  });

  const versionId = (number: number) => id("ModelVersion", "default", "copies", "7", String(number));

  test("shows what is missing as missing, with MLflow's key, and goes on behind it", async () => {
    const { nodes, complete } = await ask(server, id("Run", runIdOf(1, 0)), { direction: "DOWNSTREAM" });
    expect(complete).toBe(true);
    expect(
      nodes.map(({ kind, mlflowId, isMissing, lifecycleStage, id: own }) => [
        kind,
        mlflowId,
        isMissing,
        lifecycleStage,
        own,
      ]),
    ).toEqual([
      ["RUN", runIdOf(1, 0), false, "ACTIVE", id("Run", runIdOf(1, 0))],
      ["LOGGED_MODEL", modelIdOf(1, 1), true, null, null],
      ["RUN", runIdOf(1, 2), false, "DELETED", id("Run", runIdOf(1, 2))],
      ["RUN", runIdOf(1, 4), true, null, null],
    ]);
    expect(nodes.map(({ node }) => node === null)).toEqual([false, true, false, true]);
  });

  test("finds the cycle of a run that used the model it made", async () => {
    const { nodes, cycles } = await ask(server, id("Run", runIdOf(1, 0)));
    expect(cycles.map((cycle) => cycle.nodes.map((place) => nodes[place]?.mlflowId).sort())).toEqual([
      [runIdOf(1, 0), modelIdOf(1, 1)],
    ]);
  });

  test("follows copies of versions; a deleted version is missing and DELETED", async () => {
    const shown = async (number: number) =>
      (await ask(server, versionId(number), { direction: "UPSTREAM" })).nodes.map((node) => [
        nameOf(node),
        node.isMissing,
        node.lifecycleStage,
      ]);
    expect(await shown(1)).toEqual([
      ["MODEL_VERSION copies 1", false, null],
      ["MODEL_VERSION vision-net 3", true, "DELETED"],
    ]);
    expect(await shown(3)).toEqual([
      ["MODEL_VERSION copies 3", false, null],
      ["MODEL_VERSION copies 2", false, null],
      ["RUN no such run", true, null],
      ["MODEL_VERSION nowhere 9", true, null],
    ]);
    const down = await ask(server, versionId(2), { direction: "DOWNSTREAM" });
    expect(down.nodes.map(nameOf)).toEqual(["MODEL_VERSION copies 2", "MODEL_VERSION copies 3"]);
  });

  test("of a page of versions takes no more statements than of one", async () => {
    const document = (first: number) =>
      `{ registeredModel(store: "main", name: "copies") { versions(first: ${first}) { nodes { lineage { nodes { name isMissing } } } } } }`;
    server.statements();
    const all = await server.data<{ registeredModel: { versions: { nodes: unknown[] } } }>(document(3));
    const forAll = server.statements().length;
    expect(all.registeredModel.versions.nodes).toHaveLength(3);
    await server.data(
      `{ registeredModel(store: "main", name: "copies") { versions(first: 1) { nodes { lineage(depth: 3) { nodes { name isMissing } } } } } }`,
    );
    const perLevel = 13;
    expect(forAll).toBeLessThanOrEqual(2 + 4 * perLevel + 6);
  });
});

describe("lineage", () => {
  const store = fixtureStore("sqlite");
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [store] });
  });
  afterAll(() => server.close());

  const run = id("Run", store.oracle.runs[0]?.runId ?? "");

  test.each([
    ["an id of nothing", { of: id("Run", "0".repeat(32)) }, "NOT_FOUND NOT_FOUND at lineage"],
    ["an id of another store", { of: formatGlobalId("other", "Run", "x") }, "NOT_FOUND NOT_FOUND at lineage"],
    ["no id", { of: "nonsense" }, "INVALID MALFORMED_ID at lineage"],
    ["an experiment", { of: id("Experiment", "1") }, "INVALID NO_LINEAGE at lineage"],
    ["a depth of 0", { of: run, depth: 0 }, "INVALID LINEAGE_BOUND_TOO_SMALL at lineage"],
    ["a depth of 21", { of: run, depth: 21 }, "LIMIT LINEAGE_TOO_LARGE at lineage"],
    ["a fan-out of 1,001", { of: run, fanOut: 1_001 }, "LIMIT LINEAGE_TOO_LARGE at lineage"],
    ["5,001 nodes", { of: run, nodes: 5_001 }, "LIMIT LINEAGE_TOO_LARGE at lineage"],
  ])("refuses %s", async (_, variables, failure) => {
    const { errors } = await server.query(LineageDocument, variables);
    expect(failuresOf(errors)).toEqual([failure]);
  });

  test("takes null for the default", async () => {
    const nulls = { direction: null, depth: null, fanOut: null, nodes: null };
    expect(await ask(server, run, nulls)).toEqual(await ask(server, run));
  });

  test("fits the cost limit with its defaults and with its largest bounds", async () => {
    for (const args of [{}, { depth: 20, fanOut: 1_000, nodes: 5_000 }])
      expect((await ask(server, run, args)).complete).toBe(true);
  });
});
