import { expect, test } from "@jest/globals";
import { fillStore } from "../../src/demo/fill-store.js";
import type { StringMap } from "../support/oracle.js";
import type { TestServer } from "../support/start-server.js";
import { type Beside, describeBesideMlflow } from "./describe-beside-mlflow.js";
import { promptsDocument, tracesDocument } from "./graph-documents.js";
import { allPages } from "./read-graph.js";

describeBesideMlflow("beside an MLflow that writes traces and prompts", nothing, (beside) => {
  test("the graph says the same of every trace", async () => {
    await beside().client.act("write traces and prompts");
    const { traces, tracesOfRuns } = await told(beside());
    expect(traces.map(({ state }) => state)).toEqual(["ERROR", "OK", "OK", "OK", "OK"]);
    expect(traces.filter(({ token_usage }) => token_usage?.total_tokens === 1234)).toHaveLength(3);
    expect(
      Object.values(tracesOfRuns)
        .map(({ length }) => length)
        .sort(),
    ).toEqual([1, 2, 2]);
    await expectTraces(beside());
  });

  test("a trace made in no run has the run it was linked to first, one made in a run has that", async () => {
    const experiments = await readTraces(beside().gatehouse);
    const [assistant] = experiments.filter(({ traces }) => traces.nodes.length > 0);
    const runs = assistant?.traces.nodes.map(({ run }) => run?.name);
    expect(runs).toEqual(["second review", undefined, undefined, "evaluation", "evaluation"]);
    const versions = assistant?.traces.nodes.map(({ promptVersions }) => promptVersions);
    const answer = [{ name: "answer", version: 1 }];
    expect(versions).toEqual([[], [], answer, answer, answer]);
    const evaluation = assistant?.runs.nodes.find(({ name }) => name === "evaluation");
    expect(evaluation?.promptVersions).toEqual([{ name: "answer", version: 2 }, ...answer]);
  });

  test("and of every prompt", async () => {
    const { prompts } = await told(beside());
    expect(prompts.map(({ name, versions }) => [name, versions.map(({ version }) => version)])).toEqual([
      ["answer", [3, 2, 1]],
      ["Sort", [1]],
      ["without versions", []],
    ]);
    await expectPrompts(beside());
  });
});

describeBesideMlflow(
  "beside an MLflow on the demo store, its traces and prompts",
  (database) => fillStore(database.url, Date.UTC(2026, 5, 30, 12)),
  (beside) => {
    test("are the same in the graph", async () => {
      const { traces, prompts } = await told(beside());
      expect(traces.length).toBeGreaterThan(30);
      expect(prompts.map(({ name }) => name)).toEqual(["support-answer", "support-triage"]);
      await expectTraces(beside());
      await expectPrompts(beside());
    });
  },
);

async function nothing(): Promise<void> {}

/** What traces_and_prompts.py writes down, in MLflow's words. */
interface Told {
  readonly traces: readonly MlflowTrace[];
  readonly tracesOfRuns: Readonly<Record<string, readonly string[]>>;
  readonly prompts: readonly MlflowPrompt[];
}

interface MlflowTrace {
  readonly trace_id: string;
  readonly experiment_id: string;
  readonly state: string;
  readonly request_time: number;
  readonly execution_duration: number | null;
  readonly client_request_id: string | null;
  readonly request_preview: string | null;
  readonly response_preview: string | null;
  readonly token_usage: Readonly<Record<string, number>> | null;
  readonly cost: Readonly<Record<string, number>> | null;
  readonly tags: StringMap;
  readonly source_run: string | null;
}

interface MlflowPrompt {
  readonly name: string;
  readonly description: string | null;
  readonly creation_timestamp: number;
  readonly tags: StringMap;
  readonly versions: readonly {
    readonly version: number;
    readonly template: string | readonly { readonly role: string; readonly content: string }[];
    readonly commit_message: string | null;
    readonly creation_timestamp: number;
    readonly last_updated_timestamp: number;
    readonly tags: StringMap;
    readonly aliases: readonly string[];
    readonly response_format: unknown;
    readonly model_config: string | null;
  }[];
}

function told({ client }: Beside): Promise<Told> {
  return client.act<Told>("tell traces and prompts");
}

interface Page<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface KeyValue {
  readonly key: string;
  readonly value: string;
}
type Pairs = { readonly nodes: readonly KeyValue[] };

interface GraphExperiment {
  readonly traces: Page<GraphTrace>;
  readonly runs: Page<{
    readonly name: string;
    readonly mlflowId: string;
    readonly traces: { readonly nodes: readonly { readonly mlflowId: string }[] };
    readonly promptVersions: readonly unknown[];
  }>;
}

interface GraphTrace {
  readonly id: string;
  readonly mlflowId: string;
  readonly name: string | null;
  readonly state: string;
  readonly requestTime: string;
  readonly executionDurationMs: number | null;
  readonly clientRequestId: string | null;
  readonly requestPreview: string | null;
  readonly responsePreview: string | null;
  readonly tokens: Readonly<Record<"input" | "output" | "total", number | null>> | null;
  readonly cost: Readonly<Record<"input" | "output" | "total", number | null>> | null;
  readonly store: { readonly name: string };
  readonly experiment: { readonly mlflowId: string };
  readonly run: { readonly mlflowId: string; readonly name: string } | null;
  readonly tags: Pairs;
  readonly promptVersions: readonly unknown[];
}

function readTraces(server: TestServer): Promise<readonly GraphExperiment[]> {
  return allPages(async (after) => {
    const { page } = await server.data<{ page: Page<GraphExperiment> }>(tracesDocument, { after });
    return page;
  });
}

async function expectTraces({ client, gatehouse }: Beside): Promise<void> {
  const { traces, tracesOfRuns } = await client.act<Told>("tell traces and prompts");
  const experiments = await readTraces(gatehouse);
  const found = experiments.flatMap((experiment) => experiment.traces.nodes);
  const linked = new Set(Object.values(tracesOfRuns).flat());
  expect(Object.fromEntries(found.map((trace) => [trace.mlflowId, graphTrace(trace)]))).toEqual(
    Object.fromEntries(traces.map((trace) => [trace.trace_id, mlflowTrace(trace, linked)])),
  );
  // Of one experiment in one order.
  const ids = (experiment: string) => traces.filter((trace) => trace.experiment_id === experiment);
  for (const { traces: page } of experiments)
    expect(page.nodes.map(({ mlflowId }) => mlflowId)).toEqual(
      ids(page.nodes[0]?.experiment.mlflowId ?? "").map((trace) => trace.trace_id),
    );
  const ofRuns = experiments.flatMap(({ runs }) => runs.nodes.map((run) => [run.mlflowId, idsOf(run.traces.nodes)]));
  expect(Object.fromEntries(ofRuns)).toEqual(tracesOfRuns);
}

function idsOf(nodes: readonly { readonly mlflowId: string }[]): string[] {
  return nodes.map(({ mlflowId }) => mlflowId);
}

function graphTrace({ id: _, mlflowId: __, run, store, promptVersions: ___, ...trace }: GraphTrace) {
  expect(store).toEqual({ name: "main" });
  return {
    ...trace,
    requestTime: Date.parse(trace.requestTime),
    experiment: trace.experiment.mlflowId,
    tags: mapOf(trace.tags),
    sourceRun: run?.mlflowId ?? null,
  };
}

/** @param linked ids of the traces that some run has: MLflow does not say what a trace was linked to afterwards */
function mlflowTrace(trace: MlflowTrace, linked: ReadonlySet<string>) {
  const { "mlflow.traceName": name, ...tags } = trace.tags;
  const parts = (of: MlflowTrace["cost"], unit: string) =>
    of && { input: of[`input_${unit}`], output: of[`output_${unit}`], total: of[`total_${unit}`] };
  return {
    name: name ?? null,
    state: trace.state,
    requestTime: trace.request_time,
    executionDurationMs: trace.execution_duration,
    clientRequestId: trace.client_request_id,
    requestPreview: trace.request_preview,
    responsePreview: trace.response_preview,
    tokens: parts(trace.token_usage, "tokens"),
    cost: parts(trace.cost, "cost"),
    experiment: trace.experiment_id,
    tags,
    sourceRun: trace.source_run ?? (linked.has(trace.trace_id) ? expect.anything() : null),
  };
}

interface GraphPrompt {
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly tags: Pairs;
  readonly latest: { readonly version: number } | null;
  readonly aliases: { readonly nodes: readonly { readonly alias: string; readonly version: number }[] };
  readonly versions: { readonly nodes: readonly GraphPromptVersion[] };
}

interface GraphPromptVersion {
  readonly version: number;
  readonly type: string;
  readonly template: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[] | null;
  readonly commitMessage: string | null;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly tags: Pairs;
  readonly aliases: { readonly nodes: readonly { readonly alias: string }[] };
  readonly responseFormat: string | null;
  readonly modelConfig: string | null;
}

async function expectPrompts(beside: Beside): Promise<void> {
  const { prompts } = await told(beside);
  const found = await allPages(async (after) => {
    const { page } = await beside.gatehouse.data<{ page: Page<GraphPrompt> }>(promptsDocument, { after });
    return page;
  });
  // MLflow orders by name in the way of the database, the graph byte by byte.
  const inOrder = prompts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  expect(found.map(graphPrompt)).toEqual(inOrder.map(mlflowPrompt));
}

function graphPrompt(prompt: GraphPrompt) {
  const versions = prompt.versions.nodes;
  const ofVersions = versions.flatMap(({ version, aliases }) => aliases.nodes.map(({ alias }) => ({ alias, version })));
  expect(new Set(prompt.aliases.nodes.map(({ alias, version }) => ({ alias, version })))).toEqual(new Set(ofVersions));
  expect(prompt.latest?.version).toBe(versions[0]?.version);
  return {
    name: prompt.name,
    description: prompt.description,
    createdAt: Date.parse(prompt.createdAt),
    tags: mapOf(prompt.tags),
    versions: versions.map((version) => ({
      version: version.version,
      template: version.type === "CHAT" ? version.messages : version.template,
      commitMessage: version.commitMessage,
      createdAt: Date.parse(version.createdAt),
      lastUpdatedAt: Date.parse(version.lastUpdatedAt),
      tags: mapOf(version.tags),
      aliases: version.aliases.nodes.map(({ alias }) => alias),
      responseFormat: version.responseFormat === null ? null : JSON.parse(version.responseFormat),
      modelConfig: version.modelConfig,
    })),
  };
}

function mlflowPrompt(prompt: MlflowPrompt) {
  return {
    name: prompt.name,
    description: prompt.description,
    createdAt: prompt.creation_timestamp,
    tags: prompt.tags,
    versions: prompt.versions.map((version) => ({
      version: version.version,
      template: version.template,
      commitMessage: version.commit_message,
      createdAt: version.creation_timestamp,
      lastUpdatedAt: version.last_updated_timestamp,
      tags: version.tags,
      aliases: version.aliases,
      responseFormat: version.response_format,
      modelConfig: version.model_config,
    })),
  };
}

function mapOf({ nodes }: Pairs): StringMap {
  return Object.fromEntries(nodes.map(({ key, value }) => [key, value]));
}
