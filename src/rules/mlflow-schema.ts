/** What a store's schema has beyond the core that every MLflow since 2.8 shares. */
export interface Capabilities {
  /** Since 3.10: `workspace` in experiments and in every registry key. */
  readonly workspaces: boolean;
  /** Since 3.12: index on metrics (run_uuid, key, step), which makes sampling by probes cheap. */
  readonly metricStepIndex: boolean;
}

export interface SchemaHead {
  /** `alembic_version.version_num`. */
  readonly revision: string;
  /** MLflow releases with this head, such as "3.10" or "2.18 - 2.22"; null for a head this build does not know. */
  readonly releases: string | null;
}

/** Schema heads of every MLflow release since 2.8, oldest first, read from the releases' own migrations. */
const heads: readonly (readonly [revision: string, releases: string])[] = [
  ["acf3f17fdcc7", "2.8 - 2.12"],
  ["867495a8f9d4", "2.13"],
  ["5b0e9adcef9c", "2.14"],
  ["4465047574b1", "2.15 - 2.16"],
  ["f5a4f2784254", "2.17"],
  ["0584bdc529eb", "2.18 - 2.22"],
  ["6953534de441", "3.0 - 3.1"],
  ["770bee3ae1dd", "3.2"],
  ["1a0cddfcaa16", "3.3"],
  ["71994744cf8e", "3.4"],
  ["bf29a5ff90ea", "3.5 - 3.7"],
  ["1bd49d398cd23", "3.8"],
  ["d3e4f5a6b7c8", "3.9"],
  ["1b5f0d9ad7c1", "3.10"],
  ["c3d6457b6d8a", "3.11"],
  ["7d34483879f0", "3.12"],
  ["da6fb0208061", "3.13"],
  ["b7e4c1a90f23", "3.14"],
  ["6f8d9c3b2a1e", "3.15"],
  ["b7e2c1a4d9f3", "3.16"],
  ["dc11669786a5", "3.17"],
];

export function describeHead(revision: string): SchemaHead {
  return { revision, releases: heads.find(([known]) => known === revision)?.[1] ?? null };
}

const firstWithWorkspaces = "1b5f0d9ad7c1";
const firstWithMetricStepIndex = "7d34483879f0";

/** Capabilities of a known head; null for an unknown one, which must be introspected. */
export function capabilitiesOf(revision: string): Capabilities | null {
  const position = positionOf(revision);
  if (position < 0) return null;
  return {
    workspaces: position >= positionOf(firstWithWorkspaces),
    metricStepIndex: position >= positionOf(firstWithMetricStepIndex),
  };
}

function positionOf(revision: string): number {
  return heads.findIndex(([known]) => known === revision);
}
