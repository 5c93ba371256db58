import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { Store } from "../../src/stores/store.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { modelIdOf, runIdOf, shapeWriter } from "../support/lineage-shapes.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addViewer } from "../support/viewers.js";

type Headers = Readonly<Record<string, string>>;
const shape = 7;
/** Of the fixture: the partial viewer sees one of them. */
const [visibleExperiment, hiddenExperiment] = [1, 2];

const document = `query ($of: ID!, $direction: LineageDirection) {
  lineage(of: $of, direction: $direction) {
    nodes { mlflowId isMissing } edges { from to } complete cutBy filteredByPermission frontier { mlflowId } cycles { nodes }
  }
}`;

interface Found {
  readonly nodes: readonly { readonly mlflowId: string; readonly isMissing: boolean }[];
  readonly edges: readonly unknown[];
  readonly complete: boolean;
  readonly cutBy: readonly string[];
  readonly filteredByPermission: boolean;
  readonly frontier: readonly unknown[];
  readonly cycles: readonly unknown[];
}

/** Run 0 made models 1 and 3 and is in a cycle with 1; run 2 used 1, run 4 used 3, run 6 used both. Only model 1 is hidden. */
describeDialects("lineage of who may see a part", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let server: TestServer;
  let partial: Headers;
  let full: Headers;
  let denied: Headers;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    const shapes = await shapeWriter(dialect, database.url);
    await shapes.runs(shape, 4);
    await shapes.edges(shape, [
      [0, 1],
      [1, 0],
      [1, 2],
      [0, 3],
      [3, 4],
      [1, 6],
      [3, 6],
    ]);
    await shapes.close();
    const sql = await openSql(database.url);
    for (const [at, experiment] of [
      [1, hiddenExperiment],
      [3, visibleExperiment],
    ] as const) {
      await sql.query(
        "insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status) values (?, ?, 'made', '', 1, 1, 2)",
        [modelIdOf(shape, at), experiment],
      );
    }
    await sql.close();
    await migrated(database.url);
    store = storeAt(database.url);
    server = await startServer({ stores: [{ url: database.url }] });
    full = await addViewer(store, "full", [{}]);
    partial = await addViewer(store, "partial", [
      { scope: { kind: "EXPERIMENT", workspace: "default", id: String(visibleExperiment) } },
    ]);
    denied = await addViewer(store, "denied", [
      {},
      { effect: "DENY", scope: { kind: "EXPERIMENT", workspace: "default", id: String(hiddenExperiment) } },
    ]);
  }, 60_000);
  afterAll(async () => {
    await server?.close();
    await store?.close();
    await database?.drop();
  });

  const run = (at: number) => formatGlobalId("main", "Run", runIdOf(shape, at));
  const ask = async (headers: Headers, of: string, direction = "DOWNSTREAM") => {
    const { data, errors } = await server.query<{ lineage: Found }>(document, { of, direction }, { headers });
    expect(errors).toBeUndefined();
    return data?.lineage as Found;
  };
  const idsIn = ({ nodes }: Found) => nodes.map(({ mlflowId }) => mlflowId).sort();
  const runsOf = (...at: number[]) => at.map((one) => runIdOf(shape, one));
  const modelsOf = (...at: number[]) => at.map((one) => modelIdOf(shape, one));

  test("shows who sees the store whole everything, and says that nothing is filtered", async () => {
    const found = await ask(full, run(0));
    expect(idsIn(found)).toEqual([...runsOf(0, 2, 4, 6), ...modelsOf(1, 3)]);
    expect(found).toMatchObject({ filteredByPermission: false, complete: true });
    expect(found.edges).toHaveLength(7);
    expect(found.cycles).toHaveLength(1);
  });

  test("has neither what is hidden, nor its edges, nor what hangs only below it", async () => {
    for (const viewer of [partial, denied]) {
      const found = await ask(viewer, run(0));
      expect(idsIn(found)).toEqual([...runsOf(0, 4, 6), ...modelsOf(3)]);
      expect(found).toMatchObject({ filteredByPermission: true, complete: true, cutBy: [], frontier: [], cycles: [] });
      expect(found.edges).toHaveLength(3);
      expect(found.nodes.some(({ isMissing }) => isMissing)).toBe(false);
    }
  });

  test("ends upstream at what is hidden, as if there were nothing", async () => {
    const found = await ask(partial, run(2), "UPSTREAM");
    expect(idsIn(found)).toEqual(runsOf(2));
    expect(found).toMatchObject({ edges: [], complete: true, cutBy: [], filteredByPermission: true });
    expect(idsIn(await ask(full, run(2), "UPSTREAM"))).toEqual([...runsOf(0, 2), ...modelsOf(1)]);
  });

  test("says that it is filtered where nothing is hidden too", async () => {
    const found = await ask(partial, run(4), "UPSTREAM");
    expect(idsIn(found)).toEqual([...runsOf(0, 4), ...modelsOf(3)]);
    expect(found.filteredByPermission).toBe(true);
  });
});
