import { expect } from "@jest/globals";
import { RunTableDocument } from "../../src/operations/operations.js";
import type { TestServer } from "../support/start-server.js";
import type { GraphPoint } from "./graph-answers.js";
import { allPages, readHistories } from "./read-graph.js";

/** What one look at the store of load.py saw. */
export interface Sight {
  /** How many runs there were when the look began. */
  readonly totalCount: number;
  /** Ids of the runs, in the order of the pages. */
  readonly runs: readonly string[];
  /** The metric that all threads write at once, and the one that the first thread writes in order. */
  readonly together: readonly GraphPoint[];
  readonly alone: readonly GraphPoint[];
  /** By model's name. */
  readonly versions: Readonly<Record<string, readonly number[]>>;
}

interface Overview {
  readonly experiment: { readonly id: string; readonly runs: { readonly totalCount: number } };
  readonly run: { readonly id: string };
  readonly registeredModels: {
    readonly nodes: readonly {
      readonly name: string;
      readonly versions: { readonly nodes: readonly { readonly version: number }[] };
    }[];
  };
}

const overviewDocument = `query Overview($shared: String!) {
  experiment(store: "main", name: "load") { id runs(first: 1) { totalCount } }
  run(store: "main", mlflowId: $shared) { id }
  registeredModels { nodes { name versions(first: 100) { nodes { version } } } }
}`;

/** Walks all pages of the runs and of two histories of the shared run. Throws at the first error in any answer. */
export async function readUnderLoad(server: TestServer, shared: string): Promise<Sight> {
  const { experiment, run, registeredModels } = await server.data<Overview>(overviewDocument, { shared });
  const runs = await allPages(async (after) => {
    const { node } = await server.data(RunTableDocument, { experiment: experiment.id, after });
    if (node === null || !("runs" in node) || node.runs === null) throw new Error("the experiment is gone");
    return node.runs;
  });
  const histories = await readHistories(server, run.id, ["together", "alone-0"]);
  return {
    totalCount: experiment.runs.totalCount,
    runs: runs.map(({ mlflowId }) => mlflowId),
    together: histories.get("together")?.points ?? [],
    alone: histories.get("alone-0")?.points ?? [],
    versions: Object.fromEntries(
      registeredModels.nodes.map(({ name, versions }) => [name, versions.nodes.map(({ version }) => version)]),
    ),
  };
}

/** Fails unless the later look saw everything that the earlier one saw, each thing once. */
export function expectGrowth(before: Sight, now: Sight): void {
  expect(now.totalCount).toBeGreaterThanOrEqual(before.runs.length);
  expect(now.runs.length).toBeGreaterThanOrEqual(now.totalCount);
  expectEach(before.runs, now.runs);
  expectEach(before.together.map(written), now.together.map(written));
  expectSorted(now.together);
  // Written in order by one thread, it can only grow at its end.
  expect(now.alone.slice(0, before.alone.length)).toEqual(before.alone);
  for (const [name, versions] of Object.entries(before.versions)) expectEach(versions, now.versions[name] ?? []);
}

function expectEach<Value>(earlier: readonly Value[], now: readonly Value[]): void {
  const seen = new Set(now);
  expect(seen.size).toBe(now.length);
  expect(earlier.filter((value) => !seen.has(value))).toEqual([]);
}

function expectSorted(points: readonly GraphPoint[]): void {
  const steps = points.map(({ step }) => Number(step));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
}

function written({ step, timestamp, value }: GraphPoint): string {
  return `${step} ${timestamp} ${value}`;
}
