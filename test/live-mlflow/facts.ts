import type { StringMap } from "../support/oracle.js";

/**
 * A whole store in one shape, in which what MLflow says and what the graph says can be compared at once. Things refer to each
 * other by MLflow's ids and names; times are Unix epoch milliseconds; lists without an order of their own are sorted.
 */
export interface StoreFacts {
  readonly experiments: readonly ExperimentFacts[];
  /** By MLflow's id. */
  readonly runs: Readonly<Record<string, RunFacts>>;
  readonly registeredModels: readonly ModelFacts[];
  /** By `<model's name> <number>`. */
  readonly modelVersions: Readonly<Record<string, VersionFacts>>;
}

export interface ExperimentFacts {
  readonly mlflowId: string;
  readonly workspace: string;
  readonly name: string;
  readonly description: string | null;
  readonly artifactLocation: string;
  readonly lifecycleStage: string;
  readonly createdAt: number;
  readonly lastUpdatedAt: number;
  readonly tags: StringMap;
  /** Ids, deleted ones too, latest start first. */
  readonly runs: readonly string[];
  /** By `<name> <digest>`: ids of the runs that read it, latest start first. */
  readonly datasets: Readonly<Record<string, readonly string[]>>;
}

export interface RunFacts {
  readonly experiment: string;
  readonly name: string;
  readonly user: string | null;
  readonly description: string | null;
  readonly status: string;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly lifecycleStage: string;
  readonly artifactUri: string;
  readonly source: { readonly name: string | null; readonly type: string | null } | null;
  readonly git: GitFacts | null;
  readonly parent: string | null;
  /** Active ones, latest start first. */
  readonly children: readonly string[];
  readonly params: StringMap;
  readonly tags: StringMap;
  /** The latest of each. */
  readonly metrics: Readonly<Record<string, PointFacts>>;
  /** Complete, by step, then time, then value. */
  readonly histories: Readonly<Record<string, readonly PointFacts[]>>;
  readonly datasets: readonly DatasetFacts[];
  /** `<model's name> <number>` */
  readonly modelVersions: readonly string[];
}

export interface GitFacts {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly repositoryUrl: string | null;
  readonly isDirty: boolean | null;
}

export interface PointFacts {
  /** Decimal text: a step may be any 64-bit integer. */
  readonly step: string;
  readonly timestamp: number;
  /** As the graph spells it. */
  readonly value: number | string;
}

export interface DatasetFacts {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly context: string | null;
  readonly tags: StringMap;
}

export interface ModelFacts {
  readonly name: string;
  readonly workspace: string;
  readonly description: string | null;
  readonly createdAt: number;
  readonly lastUpdatedAt: number;
  readonly tags: StringMap;
  /** Number by alias. */
  readonly aliases: Readonly<Record<string, number>>;
  /** Highest first. */
  readonly versions: readonly number[];
}

export interface VersionFacts {
  readonly workspace: string;
  readonly description: string | null;
  readonly createdAt: number;
  readonly lastUpdatedAt: number;
  readonly stage: string;
  readonly status: string;
  readonly statusMessage: string | null;
  readonly source: string;
  /** Where its files are: the storage location, else the source. */
  readonly files: string;
  readonly runLink: string | null;
  readonly runMlflowId: string | null;
  /** Null for none, or one that is gone. */
  readonly run: string | null;
  readonly tags: StringMap;
  readonly aliases: readonly string[];
}

/** `-0` is told apart by the graph and not by MLflow's client, which loses it. */
export function comparePoints(a: PointFacts, b: PointFacts): number {
  const steps = BigInt(a.step) - BigInt(b.step);
  if (steps !== 0n) return steps < 0n ? -1 : 1;
  return a.timestamp - b.timestamp || storedValue(a.value) - storedValue(b.value);
}

function storedValue(value: number | string): number {
  if (value === "NaN") return 0;
  const number = Number(value);
  return Math.abs(number) === Number.POSITIVE_INFINITY ? Math.sign(number) * Number.MAX_VALUE : number;
}
