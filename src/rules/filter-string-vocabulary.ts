import type { DatasetField } from "./filter.js";

/** What one kind of list can be searched by in MLflow's filter strings. */
export interface Vocabulary {
  /** What a prefix such as `metrics.` means. */
  readonly prefixes: Readonly<Record<string, FieldKind>>;
  /** MLflow's own name of an attribute, by each name it may be called. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** What tags and params take; empty where there are none. */
  readonly keyOperators: readonly string[];
  /** Prefixes and attributes may be quoted: MLflow is strict for the registry. */
  readonly mayQuote: { readonly prefix: boolean; readonly attribute: boolean };
  /** Other names of keys. MLflow puts an attribute's name in their place even behind `params.` or `tags.`. */
  readonly keyAliases: Readonly<Record<string, string>>;
  /** MLflow compares an experiment search's operators as they are written. */
  readonly operatorsInCapitals: boolean;
}

export type FieldKind = "attribute" | "param" | "tag" | "metric" | "dataset";

export interface Attribute {
  readonly name: string;
  readonly holds: "text" | "integer" | "number" | "integer as text" | "integer or its text";
  readonly operators: readonly string[];
}

const numbers = ["=", "!=", "<", "<=", ">", ">="];
const texts = ["=", "!=", "LIKE", "ILIKE"];
const lists = ["IN", "NOT IN"];
const presence = ["IS NULL", "IS NOT NULL"];

export const numberOperators: readonly string[] = numbers;

export const datasetOperators: readonly string[] = [...texts, ...lists];

export const runVocabulary: Vocabulary = {
  prefixes: {
    metric: "metric",
    metrics: "metric",
    parameter: "param",
    parameters: "param",
    param: "param",
    params: "param",
    tag: "tag",
    tags: "tag",
    attribute: "attribute",
    attributes: "attribute",
    attr: "attribute",
    run: "attribute",
    dataset: "dataset",
    datasets: "dataset",
  },
  attributes: {
    run_id: text("run_id", lists),
    run_name: text("run_name"),
    status: text("status"),
    user_id: text("user_id"),
    artifact_uri: text("artifact_uri"),
    start_time: { name: "start_time", holds: "number", operators: numbers },
    end_time: { name: "end_time", holds: "number", operators: numbers },
  },
  keyOperators: [...texts, ...presence],
  mayQuote: { prefix: true, attribute: true },
  keyAliases: {
    created: "start_time",
    Created: "start_time",
    "run name": "run_name",
    "Run name": "run_name",
    "Run Name": "run_name",
  },
  operatorsInCapitals: false,
};

const attributeOrTag = { attribute: "attribute", tag: "tag", tags: "tag" } as const;

export const experimentVocabulary: Vocabulary = {
  prefixes: attributeOrTag,
  attributes: {
    name: text("name"),
    experiment_id: { name: "experiment_id", holds: "integer as text", operators: ["=", "!=", ...lists] },
    creation_time: { name: "creation_time", holds: "integer", operators: numbers },
    last_update_time: { name: "last_update_time", holds: "integer", operators: numbers },
  },
  keyOperators: [...texts, ...presence],
  mayQuote: { prefix: false, attribute: true },
  keyAliases: {},
  operatorsInCapitals: true,
};

export const registeredModelVocabulary: Vocabulary = {
  prefixes: attributeOrTag,
  attributes: { name: text("name", lists) },
  keyOperators: texts,
  mayQuote: { prefix: false, attribute: false },
  keyAliases: {},
  operatorsInCapitals: false,
};

export const promptVocabulary: Vocabulary = {
  ...registeredModelVocabulary,
  attributes: {
    name: text("name", lists),
    experiment_id: { name: "experiment_id", holds: "text", operators: ["="] },
  },
};

export const modelVersionVocabulary: Vocabulary = {
  ...registeredModelVocabulary,
  attributes: {
    name: text("name", lists),
    run_id: text("run_id", lists),
    source_path: text("source_path"),
    version_number: { name: "version_number", holds: "integer or its text", operators: numbers },
  },
};

/** MLflow searches no datasets: these are the words by which it searches runs for theirs; the prefix may be left out. */
export const datasetVocabulary: Vocabulary = {
  prefixes: { dataset: "dataset", datasets: "dataset" },
  attributes: {},
  keyOperators: [],
  mayQuote: { prefix: true, attribute: true },
  keyAliases: {},
  operatorsInCapitals: false,
};

export function isDatasetField(name: string): name is DatasetField {
  return name === "name" || name === "digest" || name === "context";
}

function text(name: string, more: readonly string[] = []): Attribute {
  return { name, holds: "text", operators: [...texts, ...more] };
}
