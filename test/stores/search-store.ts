import type { EmptiedStore } from "./emptied-store.js";
import {
  datasetColumns,
  datasetRow,
  experimentColumns,
  experimentRow,
  modelColumns,
  modelRow,
  runColumns,
  runRow,
  versionColumns,
  versionRow,
} from "./rows.js";

/** What a search sees of a run. */
export interface RunFacts {
  readonly id: string;
  readonly experimentId: string;
  readonly isActive: boolean;
  readonly attributes: Readonly<Record<string, string | bigint | null>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly datasets: readonly { readonly name: string; readonly digest: string; readonly context: string | null }[];
}

/** Texts that differ in what searches must tell apart: capitals, accents, wildcards, quotes, white space, what looks like a number. */
export const oddTexts = [
  "a",
  "A",
  "á",
  "ab",
  "a%b",
  "a_b",
  "a*b",
  "a[b]",
  "a\\b",
  "100%",
  "it's",
  'say "hi"',
  "`tick`",
  "naïve ✓ 🦉",
  "日本語",
  "straße",
  "STRASSE",
  "café",
  "cafe\u0301",
  " a",
  "a ",
  "1",
  "1.0",
  "null",
  "line\nbreak",
  "",
] as const;

export const oddKeys = ["k", "key one", "val/auc", "a.b", "k%", "k_", "ké", "or", "in"] as const;
/** On MySQL one owner cannot have two of these. */
export const capitalKey = "K";
export const metricKeys = ["auc", "loss", "val/auc", "nan"] as const;
const metricValues = [0.5, 0.9, 0.1 + 0.2, 0, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, Number.NaN, 5e-324, 3, -0.25];
const statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
const contexts = ["training", "Training", "eval ✓", null] as const;
const datasets = [
  { name: "iris", digest: "d1" },
  { name: "Iris", digest: "d2" },
  { name: "iris%", digest: "D1" },
  { name: "wine's", digest: "d3" },
] as const;

/** Always the same runs: each text and value occurs, and many times together with others. */
export const searchedRuns: readonly RunFacts[] = Array.from({ length: 80 }, (_, at) => runFacts(at));

function runFacts(at: number): RunFacts {
  const id = `${(at * 7919).toString(16).padStart(8, "0")}${"ab".repeat(12)}`;
  const text = (salt: number) => pick(oddTexts, at * 5 + salt * 11);
  const keys = oddKeys.filter((__, index) => (at + index) % 3 !== 0);
  const hasCapital = !keys.includes("k") && at % 2 === 0;
  const name = at % 9 === 0 ? null : text(3);
  return {
    id,
    experimentId: at % 4 === 3 ? "2" : "1",
    isActive: at % 17 !== 5,
    attributes: {
      run_id: id,
      run_name: name,
      status: pick(statuses, at),
      user_id: at % 6 === 0 ? null : text(1),
      artifact_uri: at % 7 === 0 ? null : `s3://bucket/${at % 5}_${text(2)}`,
      start_time: at % 11 === 0 ? null : 1_700_000_000_000n + BigInt(at % 13) * 1_000n,
      end_time: at % 3 === 0 ? null : 1_700_000_100_000n + BigInt(at % 7),
    },
    params: Object.fromEntries([...keys, ...(hasCapital ? [capitalKey] : [])].map((key, index) => [key, text(index)])),
    tags: {
      ...Object.fromEntries(keys.slice(1).map((key, index) => [key, text(index + 4)])),
      ...(name === null ? {} : { "mlflow.runName": name }),
    },
    metrics: Object.fromEntries(
      metricKeys
        .filter((__, index) => (at + index) % 4 !== 1)
        .map((key, index) => [key, key === "nan" ? Number.NaN : pick(metricValues, at + index * 3)]),
    ),
    datasets: datasets
      .filter((__, index) => at % 4 !== 3 && (at + index) % 3 === 0)
      .map((dataset, index) => ({ ...dataset, context: pick(contexts, at + index) })),
  };
}

/** Workspace, name, tags; versions with their tags. */
export const searchedModels = ["fraud", "Risk", "ri_k", "ri%k", "naïve 🦉", "it's", "risk-2", "empty"].map(
  (name, at) => ({
    name,
    tags: at % 3 === 0 ? {} : { k: pick(oddTexts, at * 3), "key one": pick(oddTexts, at + 4) },
    versions: Array.from({ length: name === "empty" ? 0 : (at % 4) + 1 }, (_, index) => ({
      version: index + 1,
      runId: searchedRuns[(at * 3 + index) % 40]?.id ?? null,
      source: `s3://models/${pick(oddTexts, at + index)}`,
      lastUpdatedAt: 1_700_000_000_000n + BigInt((at + index) % 3),
      tags: index % 2 === 0 ? {} : { k: pick(oddTexts, at + index), stage_: "ü" },
    })),
  }),
);

export const searchedExperiments = ["1", "2", "3", "10"].map((id, at) => ({
  id,
  name: ["Fraud", "fraud/detection", "100%_sure", "naïve 🦉"][at] ?? "",
  createdAt: [5n, 5n, null, 7n][at] ?? null,
  tags: at === 3 ? {} : { k: pick(oddTexts, at), "key one": pick(oddTexts, at * 7) },
}));

/** The same runs without what MLflow's own client never leaves out, and what makes MLflow's server fail where it is missing. */
export const runsThatMlflowReads: readonly RunFacts[] = searchedRuns.map((run) => ({
  ...run,
  attributes: {
    ...run.attributes,
    user_id: run.attributes.user_id ?? "",
    start_time: run.attributes.start_time ?? 1n,
  },
}));

/** Fills an emptied store. */
export async function fillForSearch({ insert }: EmptiedStore, runs = searchedRuns): Promise<void> {
  const experiments = searchedExperiments.map(({ id, name, createdAt }) =>
    experimentRow(id, { name, createdAt, artifactLocation: `s3://all/${id}` }),
  );
  await insert("experiments", ...experiments.map(experimentColumns));
  await insert("experiment_tags", ...searchedExperiments.flatMap(({ id, tags }) => keyed(tags, { experiment_id: id })));
  await insert("runs", ...runs.map(runColumnsOf));
  for (const table of ["params", "tags"] as const) {
    await insert(table, ...runs.flatMap((run) => keyed(run[table], { run_uuid: run.id })));
  }
  await insert("latest_metrics", ...runs.flatMap(metricColumns));
  const known = datasets.map(({ name, digest }) => datasetRow("1", name, digest));
  await insert("datasets", ...known.map(datasetColumns));
  const uses = runs.flatMap((run) => run.datasets.map((dataset) => ({ run: run.id, dataset })));
  await insert(
    "inputs",
    ...uses.map(({ run, dataset }, at) => ({
      input_uuid: `input-${at}`,
      source_type: "DATASET",
      source_id: datasetRow("1", dataset.name, dataset.digest).mlflowId,
      destination_type: "RUN",
      destination_id: run,
    })),
  );
  await insert(
    "input_tags",
    ...uses.flatMap(({ dataset: { context } }, at) =>
      context === null ? [] : [{ input_uuid: `input-${at}`, name: "mlflow.data.context", value: context }],
    ),
  );
  await fillRegistry(insert);
}

async function fillRegistry(insert: EmptiedStore["insert"]): Promise<void> {
  const prompt = { name: "a prompt", tags: { "mlflow.prompt.is_prompt": "true", k: "a" }, versions: [] };
  const models = [...searchedModels, prompt];
  await insert(
    "registered_models",
    ...models.map(({ name }) => modelColumns(modelRow(name, { createdAt: 1n, lastUpdatedAt: 2n }))),
  );
  await insert("registered_model_tags", ...models.flatMap(({ name, tags }) => keyed(tags, { name })));
  const versions = searchedModels.flatMap(({ name, versions: of }) => of.map((version) => ({ name, ...version })));
  await insert(
    "model_versions",
    ...versions.map(({ name, version, runId, source, lastUpdatedAt }) =>
      versionColumns(
        versionRow(name, version, { runId, source, createdAt: 1n, lastUpdatedAt, status: "READY", stage: "NONE" }),
      ),
    ),
  );
  await insert("model_version_tags", ...versions.flatMap(({ name, version, tags }) => keyed(tags, { name, version })));
}

function runColumnsOf({ id, experimentId, isActive, attributes }: RunFacts) {
  const { run_name, user_id, artifact_uri, start_time, end_time, status } = attributes;
  const row = runRow(id, { experimentId, lifecycleStage: isActive ? "ACTIVE" : "DELETED" });
  return { ...runColumns(row), name: run_name ?? null, status, user_id, artifact_uri, start_time, end_time } as never;
}

/** As MLflow stores them: NaN as 0 with a flag. */
function metricColumns({ id, metrics }: RunFacts) {
  return Object.entries(metrics).map(([key, value], at) => ({
    key,
    value: Number.isNaN(value) ? 0 : value,
    timestamp: 1n,
    step: BigInt(at),
    is_nan: Number.isNaN(value),
    run_uuid: id,
  }));
}

function keyed<Owner extends object>(record: Readonly<Record<string, string | undefined>>, owner: Owner) {
  return Object.entries(record).map(([key, value]) => ({ key, value: value ?? null, ...owner }));
}

function pick<Value>(values: readonly Value[], at: number): Value {
  return values[at % values.length] as Value;
}
