/** What MLflow itself answered for a fixture store, through its Python client. Numbers beyond ±(2^53-1) are bigint. */
export interface Oracle {
  /** Version of the MLflow that made the store and the answers. */
  readonly mlflow: string;
  readonly experiments: readonly OracleExperiment[];
  /** Every run, deleted ones and those of deleted experiments included, newest start first. */
  readonly runs: readonly OracleRun[];
  /** By `<run id>/<metric key>`, for a few runs: points in no promised order, each `[step, timestamp in ms, value]`; an empty list where the run lacks the metric. */
  readonly histories: Readonly<Record<string, readonly OraclePoint[]>>;
  /** By MLflow filter string: ids of the runs that match, of active runs only, newest first. */
  readonly searches: Readonly<Record<string, readonly string[]>>;
  /** The first five runs of experiment "fraud/detection" by `metrics.auc DESC`. */
  readonly ordered: readonly string[];
  readonly registeredModels: readonly OracleRegisteredModel[];
  /** Without deleted versions. */
  readonly modelVersions: readonly OracleModelVersion[];
}

export interface OracleExperiment {
  readonly experimentId: string;
  readonly name: string;
  readonly lifecycleStage: "active" | "deleted";
  readonly artifactLocation: string;
  readonly tags: StringMap;
}

export interface OracleRun {
  readonly runId: string;
  readonly name: string;
  readonly experimentId: string;
  readonly status: "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
  readonly lifecycleStage: "active" | "deleted";
  readonly startTime: number;
  readonly endTime: number | null;
  readonly artifactUri: string;
  readonly params: StringMap;
  readonly tags: StringMap;
  /** Latest value by key. */
  readonly metrics: Readonly<Record<string, OracleValue>>;
  /** `[name, digest, contexts]`. */
  readonly datasets: readonly (readonly [name: string, digest: string, contexts: readonly string[]])[];
}

export interface OracleRegisteredModel {
  readonly name: string;
  readonly description: string | null;
  readonly tags: StringMap;
  /** Version number by alias. */
  readonly aliases: Readonly<Record<string, number>>;
}

export interface OracleModelVersion {
  readonly name: string;
  readonly version: number;
  readonly stage: string;
  readonly status: string;
  readonly runId: string;
  readonly source: string;
  readonly description: string | null;
  readonly tags: StringMap;
}

export type OraclePoint = readonly [step: number | bigint, timestamp: number, value: OracleValue];

/** "NaN", or a number; infinities are the numbers MLflow stores for them, ±1.7976931348623157e308. */
export type OracleValue = number | "NaN";

export type StringMap = Readonly<Record<string, string>>;
