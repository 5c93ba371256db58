import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { TestDatabase } from "../support/databases.js";
import { describeFixtures } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { insertTraces, type TraceRows } from "./trace-rows.js";

const start = 1_790_000_000_000;

describeFixtures("traces", ({ dialect, version, oracle }) => {
  const experiment = oracle.experiments.find(({ name }) => name === "fraud/detection")?.experimentId ?? "";
  const [run, other] = oracle.runs.filter((each) => each.experimentId === experiment);
  const [runId, otherId] = [run?.runId ?? "", other?.runId ?? ""];
  const hasPreviews = version !== "2.22.0";
  const rows: readonly TraceRows[] = [
    {
      id: "tr-full",
      experiment,
      at: start + 3,
      durationMs: 1_250,
      name: "answer",
      tokens: '{"input_tokens": 1200, "output_tokens": 34, "total_tokens": 1234}',
      cost: '{"input_cost": 0.001, "output_cost": 0.0002, "total_cost": 0.0012}',
      clientRequestId: "request-7",
      request: '{"question": "Où? 🦉"}',
      response: '"There."',
      sourceRun: runId,
      tags: { channel: "web" },
    },
    { id: "tr-linked", experiment, at: start + 2, status: "ERROR", durationMs: 0, linkedRuns: [otherId, runId] },
    { id: "tr-both", experiment, at: start + 2, sourceRun: otherId, linkedRuns: [runId, otherId], name: "Answer" },
    { id: "tr-2.x", experiment, at: start + 1, status: "TRACE_STATUS_UNSPECIFIED" },
    { id: "tr-3.x", experiment, at: start, status: "STATE_UNSPECIFIED", durationMs: 5 },
    { id: "tr-goes-on", experiment, at: start - 1, status: "IN_PROGRESS", durationMs: null },
    {
      id: "tr-bad",
      experiment,
      at: start - 2,
      status: "ok ",
      durationMs: -7,
      tokens: '{"input_tokens": 12, "outp',
      cost: "[1]",
      sourceRun: "gone",
      tags: { "mlflow.linkedPrompts": "[{" },
    },
  ];
  let store: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    store = await mlflowStore(dialect, version);
    await insertTraces(store.url, version, rows);
    server = await startServer({ stores: [store] });
  });
  afterAll(async () => {
    await server?.close();
    await store?.drop();
  });

  const find = async (args: string) => {
    const document = `query ($id: String!) { experiment(store: "main", mlflowId: $id) { traces${args} { nodes { mlflowId } } } }`;
    const answer = await server.data<{ experiment: { traces: Nodes<Id> } }>(document, { id: experiment });
    return answer.experiment.traces.nodes.map(({ mlflowId }) => mlflowId);
  };
  const newestFirst = ["tr-full", "tr-both", "tr-linked", "tr-2.x", "tr-3.x", "tr-goes-on", "tr-bad"];

  test("are listed newest first with all that their client said, and null for what it did not", async () => {
    const document = `query ($id: String!) { experiment(store: "main", mlflowId: $id) { traces { nodes { ${outline} } } } }`;
    const { experiment: found } = await server.data<{ experiment: { traces: Nodes<unknown> } }>(document, {
      id: experiment,
    });
    const traces = found.traces.nodes;
    expect(traces[0]).toEqual({
      id: formatGlobalId("main", "Trace", "tr-full"),
      mlflowId: "tr-full",
      name: "answer",
      state: "OK",
      requestTime: "2026-09-21T14:13:20.003Z",
      executionDurationMs: 1_250,
      tokens: { input: 1200, output: 34, total: 1234 },
      cost: { input: 0.001, output: 0.0002, total: 0.0012 },
      store: { name: "main" },
      experiment: { name: "fraud/detection" },
      run: { mlflowId: runId },
      tags: { nodes: (hasNameTag(version) ? ["channel", "mlflow.traceName"] : ["channel"]).map((key) => ({ key })) },
      promptVersions: [],
    });
    const none = { name: null, tokens: null, cost: null, run: null };
    expect(traces.slice(1)).toMatchObject([
      { mlflowId: "tr-both", name: "Answer", state: "OK", run: { mlflowId: otherId } },
      {
        mlflowId: "tr-linked",
        ...none,
        state: "ERROR",
        executionDurationMs: 0,
        run: hasPreviews ? { mlflowId: otherId } : null,
      },
      { mlflowId: "tr-2.x", ...none, state: "UNSPECIFIED" },
      { mlflowId: "tr-3.x", ...none, state: "UNSPECIFIED" },
      { mlflowId: "tr-goes-on", ...none, state: "IN_PROGRESS", executionDurationMs: null },
      { mlflowId: "tr-bad", ...none, state: "UNKNOWN", executionDurationMs: -7, promptVersions: [] },
    ]);
  });

  test("show how question and answer begin, where the schema has that; elsewhere these fields alone are null", async () => {
    const { data, errors } = await server.query(
      '{ trace(store: "main", mlflowId: "tr-full") { name clientRequestId requestPreview responsePreview } }',
    );
    if (hasPreviews) {
      const previews = { requestPreview: '{"question": "Où? 🦉"}', responsePreview: '"There."' };
      expect(data).toEqual({ trace: { name: "answer", clientRequestId: "request-7", ...previews } });
      expect(errors).toBeUndefined();
      return;
    }
    const fields = ["clientRequestId", "requestPreview", "responsePreview"];
    expect(data).toEqual({ trace: { name: "answer", ...Object.fromEntries(fields.map((field) => [field, null])) } });
    expect(errors).toMatchObject(
      fields.map((field) => ({
        path: ["trace", field],
        extensions: { code: "UNAVAILABLE", reason: "NOT_IN_SCHEMA" },
      })),
    );
  });

  test("come page by page, those of one moment too", async () => {
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { experiment: found }: { experiment: { traces: Page } } = await server.data(
        'query ($id: String!, $after: String) { experiment(store: "main", mlflowId: $id) { traces(first: 2, after: $after) { nodes { mlflowId } pageInfo { hasNextPage endCursor } } } }',
        { id: experiment, after },
      );
      ids.push(...found.traces.nodes.map(({ mlflowId }) => mlflowId));
      after = found.traces.pageInfo.hasNextPage ? found.traces.pageInfo.endCursor : null;
    } while (after !== null);
    expect(ids).toEqual(newestFirst);
  });

  test.each([
    ["{ state: { equals: ERROR } }", ["tr-linked"]],
    ["{ state: { in: [UNSPECIFIED, IN_PROGRESS] } }", ["tr-2.x", "tr-3.x", "tr-goes-on"]],
    ["{ state: { equals: UNKNOWN } }", ["tr-bad"]],
    ["{ state: { notIn: [OK, UNSPECIFIED, UNKNOWN] } }", ["tr-linked", "tr-goes-on"]],
    ['{ requestTime: { notBefore: "2026-09-21T14:13:20.002Z" } }', ["tr-full", "tr-both", "tr-linked"]],
    ['{ requestTime: { before: "2026-09-21T14:13:20.000Z" }, state: { notEquals: UNKNOWN } }', ["tr-goes-on"]],
    ['{ name: { equals: "answer" } }', ["tr-full"]],
    ['{ name: { ilike: "ANSWER" } }', ["tr-full", "tr-both"]],
    ["{ not: { name: { exists: true } }, state: { equals: ERROR } }", ["tr-linked"]],
    ['{ tags: [{ key: "channel", equals: "web" }] }', ["tr-full"]],
    ['{ tags: [{ key: "Channel" }] }', []],
    ["{ or: [] }", []],
    ["{}", newestFirst],
  ])("are filtered by %s", async (filter, expected) => {
    expect(await find(`(filter: ${filter})`)).toEqual(expected);
  });

  test("of a run are those made in it and those linked to it, each once", async () => {
    const document =
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Run { traces { nodes { mlflowId } } errors: traces(filter: { state: { equals: ERROR } }) { nodes { mlflowId } } } } }";
    const ids = [runId, otherId].map((id) => formatGlobalId("main", "Run", id));
    const { nodes } = await server.data<{ nodes: Record<"traces" | "errors", Nodes<Id>>[] }>(document, { ids });
    const found = nodes.map(({ traces, errors }) =>
      [traces, errors].map((each) => each.nodes.map((one) => one.mlflowId)),
    );
    expect(found).toEqual(
      hasPreviews
        ? [
            [["tr-full", "tr-both", "tr-linked"], ["tr-linked"]],
            [["tr-both", "tr-linked"], ["tr-linked"]],
          ]
        : [
            [["tr-full"], []],
            [["tr-both"], []],
          ],
    );
    const one = await server.data<{ run: { traces: Nodes<Id> } }>(
      'query ($id: String!) { run(store: "main", mlflowId: $id) { traces(first: 1) { nodes { mlflowId } } } }',
      { id: otherId },
    );
    expect(one.run.traces.nodes).toEqual([{ mlflowId: "tr-both" }]);
  });

  test("are found by id and by MLflow's id, compared exactly", async () => {
    const id = formatGlobalId("main", "Trace", "tr-full");
    const document =
      'query ($id: ID!, $wrong: ID!) { node(id: $id) { id __typename } trace(store: "main", mlflowId: "tr-full") { id } wrong: node(id: $wrong) { id } upper: trace(store: "main", mlflowId: "TR-full") { id } }';
    const { data, errors } = await server.query(document, { id, wrong: formatGlobalId("main", "Trace", "tr-full ") });
    expect(data).toEqual({ node: { id, __typename: "Trace" }, trace: { id }, wrong: null, upper: null });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  });

  test("cost a fixed number of statements, for seven as for two", async () => {
    const document = `query ($id: String!, $first: Int!) { experiment(store: "main", mlflowId: $id) { traces(first: $first) { nodes { ${outline} } } } }`;
    const counts: number[] = [];
    for (const first of [2, 7]) {
      server.statements();
      await server.query(document, { id: experiment, first });
      counts.push(server.statements().length);
    }
    // The experiment, its traces, their tags, links to prompts, runs' ids, runs; before columns their names and usage.
    expect(counts).toEqual(hasNameTag(version) ? [8, 8] : [6, 6]);
  });

  test("a time that is no date costs its field only", async () => {
    const late = { id: "tr-late", experiment, at: 9_000_000_000_000_000n };
    await insertTraces(store.url, version, [late]);
    const { data, errors } = await server.query(
      'query ($id: String!) { experiment(store: "main", mlflowId: $id) { traces(first: 1) { nodes { mlflowId state requestTime } pageInfo { endCursor } } } }',
      { id: experiment },
    );
    expect(data).toMatchObject({
      experiment: { traces: { nodes: [{ mlflowId: "tr-late", state: "OK", requestTime: null }] } },
    });
    expect(errors).toMatchObject([{ extensions: { code: "INVALID", reason: "DATE_OUT_OF_RANGE" } }]);
  });
});

const outline =
  "id mlflowId name state requestTime executionDurationMs tokens { input output total } cost { input output total } store { name } experiment { name } run { mlflowId } tags { nodes { key } } promptVersions { version }";

function hasNameTag(version: string): boolean {
  return version !== "3.17.2";
}

type Nodes<Row> = { readonly nodes: readonly Row[] };
type Id = { readonly mlflowId: string };
type Page = Nodes<Id> & { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } };
