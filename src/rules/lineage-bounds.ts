import { Failure, invalid } from "./failure.js";
import type { LineageBounds } from "./lineage.js";

export interface LineageLimits {
  /** What the walks of one lineage may take, within the request's deadline. */
  readonly lineageTimeMs: number;
}

export const depthDefault = 5;
const depthMax = 20;
export const fanOutDefault = 100;
const fanOutMax = 1_000;
export const nodesDefault = 2_000;
const nodesMax = 5_000;

/** @throws Failure INVALID for a bound below 1, LIMIT for one above what is allowed */
export function checkLineageBounds(bounds: LineageBounds): LineageBounds {
  check("depth", bounds.depth, depthMax);
  check("fanOut", bounds.fanOut, fanOutMax);
  check("nodes", bounds.nodesMax, nodesMax);
  return bounds;
}

function check(name: string, asked: number, max: number): void {
  if (asked < 1) throw invalid("LINEAGE_BOUND_TOO_SMALL", `${name} must be at least 1, not ${asked}.`);
  if (asked > max) throw new Failure("LIMIT", "LINEAGE_TOO_LARGE", `${name} must be at most ${max}, not ${asked}.`);
}

/** Nodes that a lineage may show, before anything is known of it. */
export function lineageNodesEstimate(depth: number, fanOut: number, nodes: number): number {
  return Math.min(nodes, depth * fanOut);
}
