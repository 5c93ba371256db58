/** What a store's schema has beyond the core that every MLflow since 2.8 shares. */
export type Capabilities = Readonly<Record<Capability, boolean>>;

export type Capability = keyof typeof capabilitySince;

interface Since {
  /** The first release that has it, and its schema head. */
  readonly release: string;
  readonly revision: string;
  /** Where to look for it on a head this build does not know: a column, or an index that begins with columns. */
  readonly table: string;
  readonly column?: string;
  readonly index?: readonly string[];
  /** What it is, for messages. */
  readonly what: string;
}

export const capabilitySince = {
  traces: { release: "2.13", revision: "867495a8f9d4", table: "trace_info", column: "request_id", what: "traces" },
  loggedModels: {
    release: "3.0",
    revision: "6953534de441",
    table: "logged_models",
    column: "model_id",
    what: "logged models",
  },
  inputSteps: {
    release: "3.0",
    revision: "6953534de441",
    table: "inputs",
    column: "step",
    what: "steps of inputs and outputs",
  },
  tracePreviews: {
    release: "3.2",
    revision: "770bee3ae1dd",
    table: "trace_info",
    column: "request_preview",
    what: "previews of traces",
  },
  entityAssociations: {
    release: "3.3",
    revision: "1a0cddfcaa16",
    table: "entity_associations",
    column: "source_id",
    what: "links of traces to runs",
  },
  workspaces: {
    release: "3.10",
    revision: "1b5f0d9ad7c1",
    table: "experiments",
    column: "workspace",
    what: "workspaces",
  },
  metricStepIndex: {
    release: "3.12",
    revision: "7d34483879f0",
    table: "metrics",
    index: ["run_uuid", "key", "step"],
    what: "an index of metrics by run, key and step",
  },
  traceColumns: {
    release: "3.17",
    revision: "dc11669786a5",
    table: "trace_info",
    column: "total_tokens",
    what: "tokens and cost of traces as columns",
  },
} as const satisfies Readonly<Record<string, Since>>;

export const capabilityNames = Object.keys(capabilitySince) as readonly Capability[];

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

/** Capabilities of a known head; null for an unknown one, which must be introspected. */
export function capabilitiesOf(revision: string): Capabilities | null {
  const position = positionOf(revision);
  return position < 0 ? null : capabilitiesWhere(({ revision: first }) => position >= positionOf(first));
}

/** Whether a known head has the migration of another known one; false for a head this build does not know. */
export function isSince(revision: string, first: string): boolean {
  return positionOf(revision) >= 0 && positionOf(revision) >= positionOf(first);
}

/** What a schema has by what is found in it: for heads newer than this build. */
export function capabilitiesFound(
  hasColumn: (table: string, column: string) => boolean,
  hasIndex: (table: string, columns: readonly string[]) => boolean,
): Capabilities {
  return capabilitiesWhere(({ table, column, index }) =>
    column === undefined ? hasIndex(table, index ?? []) : hasColumn(table, column),
  );
}

function capabilitiesWhere(has: (since: Since) => boolean): Capabilities {
  return Object.fromEntries(capabilityNames.map((name) => [name, has(capabilitySince[name])])) as Capabilities;
}

function positionOf(revision: string): number {
  return heads.findIndex(([known]) => known === revision);
}
