import { expect } from "@jest/globals";
import type { TestServer } from "../support/start-server.js";
import type { Beside } from "./describe-beside-mlflow.js";
import { tracesDocument } from "./graph-documents.js";
import { allPages } from "./read-graph.js";
import { type MlflowTrace, mapOf, type Page, type Pairs, told } from "./traces-and-prompts-told.js";

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

/** The traces of each experiment and of its runs, as the graph has them. */
export function readTraces(server: TestServer): Promise<readonly GraphExperiment[]> {
  return allPages(async (after) => {
    const { page } = await server.data<{ page: Page<GraphExperiment> }>(tracesDocument, { after });
    return page;
  });
}

/** Compares every trace, and which traces each run has. */
export async function expectTraces(beside: Beside): Promise<void> {
  const { traces, tracesOfRuns } = await told(beside);
  const experiments = await readTraces(beside.gatehouse);
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
