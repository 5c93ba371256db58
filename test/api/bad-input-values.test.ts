import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

describeDialects("times and integers out of range", (dialect) => {
  const { oracle } = fixtureStore(dialect);
  const run =
    oracle.runs.find(({ metrics }) => "big" in metrics) ??
    oracle.runs.find(({ metrics }) => Object.keys(metrics).length > 0);
  const runId = run?.runId ?? "";
  const key = Object.keys(run?.metrics ?? {})[0] ?? "";
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    const sql = await openSql(database.url);
    await sql.query("UPDATE runs SET start_time = ?, end_time = 0 WHERE run_uuid = ?", [2n ** 63n - 1n, runId]);
    await sql.query("UPDATE latest_metrics SET timestamp = ? WHERE run_uuid = ?", [-(2n ** 63n), runId]);
    await sql.query('UPDATE metrics SET timestamp = ? WHERE run_uuid = ? AND "key" = ?', [
      8_640_000_000_000_001n,
      runId,
      key,
    ]);
    await sql.close();
    server = await startServer({ stores: [database] });
  });

  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  test("that are stored are an error on their field only", async () => {
    const { data, errors } = await server.query(
      `{ run(store: "main", mlflowId: "${runId}") { mlflowId startTime endTime } }`,
    );
    expect(data).toEqual({ run: { mlflowId: runId, startTime: null, endTime: "1970-01-01T00:00:00.000Z" } });
    expect(failuresOf(errors)).toEqual(["INVALID DATE_OUT_OF_RANGE at run.startTime"]);
    expect(errors?.[0]?.message).toBe("The stored time 9223372036854775807 is out of the range of dates.");
  });

  test("that are stored with a metric cost its time, not its value", async () => {
    const { data, errors } = await server.query<{
      run: {
        metrics: { nodes: object[] };
        metricHistory: { points: { timestamp: null }[]; columns: { timestamps: number[] } }[];
      };
    }>(
      `{ run(store: "main", mlflowId: "${runId}") { metrics(keys: ["${key}"]) { nodes { key timestamp } } metricHistory(keys: ["${key}"], first: 1) { points { timestamp } columns { timestamps } } } }`,
    );
    expect(data?.run.metrics.nodes).toEqual([{ key, timestamp: null }]);
    expect(data?.run.metricHistory).toEqual([
      { points: [{ timestamp: null }], columns: { timestamps: [8_640_000_000_000_001] } },
    ]);
    expect(failuresOf(errors).sort()).toEqual([
      "INVALID DATE_OUT_OF_RANGE at run.metricHistory.0.points.0.timestamp",
      "INVALID DATE_OUT_OF_RANGE at run.metrics.nodes.0.timestamp",
    ]);
  });

  test("that are stored still have their place in a list", async () => {
    const [{ experimentId } = { experimentId: "" }] = oracle.runs.filter((one) => one.runId === runId);
    const list = async (after: string) =>
      (
        await server.query<{
          experiment: { runs: { nodes: { mlflowId: string }[]; pageInfo: { endCursor: string } } };
        }>(
          `{ experiment(store: "main", mlflowId: "${experimentId}") { runs(viewType: ALL, first: 1${after}) { nodes { mlflowId } pageInfo { endCursor } } } }`,
        )
      ).data?.experiment.runs;
    const first = await list("");
    expect(first?.nodes).toEqual([{ mlflowId: runId }]);
    expect((await list(`, after: "${first?.pageInfo.endCursor}"`))?.nodes).not.toContainEqual({ mlflowId: runId });
  });
});

describe("a value that is given", () => {
  let server: TestServer;
  const { oracle } = fixtureStore("sqlite");
  const runId = oracle.runs.find(({ metrics }) => Object.keys(metrics).length > 0)?.runId ?? "";

  beforeAll(async () => {
    server = await startServer({ stores: [fixtureStore("sqlite")] });
  });

  afterAll(() => server.close());

  const history = (argument: string) =>
    `{ run(store: "main", mlflowId: "${runId}") { metricHistory(keys: ["a"], ${argument}) { key } } }`;

  test.each([
    ['times: { from: "2026-02-30T00:00:00Z" }'],
    ['times: { from: "2026-01-31" }'],
    ['times: { from: "2026-01-31T12:00:00" }'],
    ['times: { to: "+275760-09-13T00:00:00.001Z" }'],
    ["times: { to: 0 }"],
    ["steps: { from: 9223372036854775808 }"],
    ['steps: { from: "-9223372036854775809" }'],
    ["steps: { from: 1.5 }"],
    ['steps: { from: "0x10" }'],
    ['steps: { from: "" }'],
    ["steps: { from: [1] }"],
  ])("out of range in the document is refused: %s", async (argument) => {
    const { status, data, errors } = await server.query(history(argument));
    expect([status, data, failuresOf(errors)]).toEqual([400, undefined, ["INVALID GRAPHQL_VALIDATION_FAILED"]]);
  });

  test.each([
    ["TimeRange", { from: "2026-02-30T00:00:00Z" }],
    ["TimeRange", { from: 1_769_860_800_000 }],
    ["TimeRange", { from: "\ud800" }],
    ["StepRange", { from: "9223372036854775808" }],
    ["StepRange", { from: 1e300 }],
    ["StepRange", { from: 2 ** 53 }],
    ["StepRange", { from: ["1"] }],
    ["StepRange", { from: true }],
  ])("out of range in a variable is refused: %s %j", async (type, range) => {
    const query = `query ($range: ${type}) ${history(`${type === "StepRange" ? "steps" : "times"}: $range`)}`;
    const { status, data, errors } = await server.query(query, { range });
    expect([status, data, failuresOf(errors)]).toEqual([400, undefined, ["INVALID BAD_USER_INPUT"]]);
  });

  test.each([
    ['steps: { from: "-9223372036854775808", to: "9223372036854775807" }'],
    ["steps: { from: -9223372036854775808, to: 9223372036854775807 }"],
    ["steps: { from: 10, to: 1 }"],
    ['times: { from: "-271821-04-20T00:00:00.000Z", to: "+275760-09-13T00:00:00.000Z" }'],
    ['times: { from: "2026-01-01T00:00:00+14:00", to: "1970-01-01T00:00:00Z" }'],
    ['steps: { from: "9223372036854775807" }, maxPoints: 2'],
    ["steps: null, times: null, maxPoints: null, first: null, after: null"],
  ])("at the edge of its range is good: %s", async (argument) => {
    expect(await server.data(history(argument))).toEqual({ run: { metricHistory: [] } });
  });

  test.each([
    ["experiments(first: 0)", "nodes { name }", "INVALID FIRST_TOO_SMALL at experiments"],
    ["experiments(first: -1)", "nodes { name }", "INVALID FIRST_TOO_SMALL at experiments"],
    ["experiments(first: -2147483648)", "nodes { name }", "INVALID FIRST_TOO_SMALL at experiments"],
    ["registeredModels(first: 0)", "nodes { name }", "INVALID FIRST_TOO_SMALL at registeredModels"],
    ["experiments(first: 101)", "nodes { name }", "LIMIT PAGE_TOO_LARGE at experiments"],
    ["experiments(first: 1000000000)", "nodes { name }", "LIMIT TOO_COSTLY"],
  ])("as a page's size is refused: %s", async (field, selection, failure) => {
    const { errors } = await server.query(`{ ${field} { ${selection} } }`);
    expect(failuresOf(errors)).toEqual([failure]);
  });

  test.each([
    ["first: 0", "INVALID FIRST_TOO_SMALL"],
    ["first: -1", "INVALID FIRST_TOO_SMALL"],
    ["first: 100001", "LIMIT PAGE_TOO_LARGE"],
    ["maxPoints: 1", "INVALID MAX_POINTS_TOO_SMALL"],
    ["maxPoints: 0", "INVALID MAX_POINTS_TOO_SMALL"],
    ["maxPoints: -1", "INVALID MAX_POINTS_TOO_SMALL"],
    ["maxPoints: 100001", "LIMIT PAGE_TOO_LARGE"],
  ])("as a history's size is refused: %s", async (argument, failure) => {
    const { data, errors } = await server.query(history(argument));
    expect([data, failuresOf(errors)]).toEqual([{ run: { metricHistory: null } }, [`${failure} at run.metricHistory`]]);
  });

  test("as null is the default", async () => {
    const usual = await server.data("{ experiments { nodes { name } } }");
    expect(
      await server.data(
        "{ experiments(first: null, after: null, stores: null, viewType: null, workspace: null) { nodes { name } } }",
      ),
    ).toEqual(usual);
  });

  test("as an empty list of stores or ids asks for nothing", async () => {
    expect(
      await server.data("{ experiments(stores: []) { nodes { name } totalCount } nodes(ids: []) { id } }"),
    ).toEqual({
      experiments: { nodes: [], totalCount: 0 },
      nodes: [],
    });
  });
});
