import type { StringMap } from "../support/oracle.js";
import type { Beside } from "./describe-beside-mlflow.js";

/** What traces_and_prompts.py writes down, in MLflow's words. */
export interface Told {
  readonly traces: readonly MlflowTrace[];
  readonly tracesOfRuns: Readonly<Record<string, readonly string[]>>;
  readonly prompts: readonly MlflowPrompt[];
}

export interface MlflowTrace {
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

export interface MlflowPrompt {
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

export function told({ client }: Beside): Promise<Told> {
  return client.act<Told>("tell traces and prompts");
}

export interface Page<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}
export type Pairs = { readonly nodes: readonly KeyValue[] };

export function mapOf({ nodes }: Pairs): StringMap {
  return Object.fromEntries(nodes.map(({ key, value }) => [key, value]));
}
