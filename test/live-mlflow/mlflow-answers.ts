import type { OracleValue, StringMap } from "../support/oracle.js";

/** What answers.py writes down: MLflow's answers about its whole store, in MLflow's words. Times are Unix epoch milliseconds. */
export interface MlflowAnswers {
  readonly experiments: readonly MlflowExperiment[];
  /** Deleted ones too, in MLflow's order: latest start first. */
  readonly runs: readonly MlflowRun[];
  /** What MLflow's own pages show as the datasets of experiments. */
  readonly datasets: readonly { readonly experiment_id: string; readonly name: string; readonly digest: string }[];
  readonly registeredModels: readonly MlflowModel[];
  readonly modelVersions: readonly MlflowVersion[];
}

export interface MlflowExperiment {
  readonly experiment_id: string;
  readonly workspace: string;
  readonly name: string;
  readonly artifact_location: string;
  readonly lifecycle_stage: string;
  readonly creation_time: number;
  readonly last_update_time: number;
  readonly tags: StringMap;
}

/** [step, timestamp, value] */
export type MlflowPoint = readonly [step: number | bigint, timestamp: number, value: OracleValue];

export interface MlflowRun {
  readonly run_id: string;
  readonly experiment_id: string;
  readonly run_name: string;
  readonly user_id: string;
  readonly status: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly lifecycle_stage: string;
  readonly artifact_uri: string;
  readonly params: StringMap;
  readonly tags: StringMap;
  readonly metrics: Readonly<Record<string, MlflowPoint>>;
  readonly histories: Readonly<Record<string, readonly MlflowPoint[]>>;
  readonly inputs: readonly MlflowInput[];
}

export interface MlflowInput {
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly tags: StringMap;
}

export interface MlflowModel {
  readonly name: string;
  readonly workspace: string;
  readonly description: string | null;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly tags: StringMap;
  readonly aliases: Readonly<Record<string, number>>;
}

export interface MlflowVersion {
  readonly name: string;
  readonly workspace: string;
  readonly version: number;
  readonly description: string | null;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly current_stage: string;
  readonly source: string;
  readonly download_uri: string;
  readonly run_id: string | null;
  readonly run_link: string | null;
  readonly status: string;
  readonly status_message: string | null;
  readonly tags: StringMap;
  readonly aliases: readonly string[];
}
