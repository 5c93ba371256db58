import { type ColumnWidths, mediumTextBytesMax, textBytesMax } from "./column-widths.js";
import { InputFailure } from "./failure.js";
import type { TagInput } from "./tag-input.js";
import { checkDistinctKeys, checkText, type TextBounds } from "./written-text.js";

/** A dataset that a run used. */
export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  /** Such as `local`, `s3`, `hugging_face`. */
  readonly sourceType: string;
  /** How to get at it: JSON text. */
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  /** Of the use, not of the dataset; `mlflow.data.context` among them. */
  readonly tags: readonly TagInput[];
}

/** Like MLflow's client, which sends no more at once. */
const datasetsMax = 1_000;

/** MLflow asks only that the texts are there: an empty one passes. The type of source is bounded by its column alone. */
const bounds = {
  name: { charactersMax: 500 },
  digest: { charactersMax: 36 },
  sourceType: { charactersMax: 36 },
  source: { charactersMax: textBytesMax, bytesMax: textBytesMax },
  profile: { charactersMax: mediumTextBytesMax, bytesMax: mediumTextBytesMax },
} as const satisfies Readonly<Record<string, TextBounds>>;
const schemaCharactersMax = 1_048_575;

/**
 * @param path where the list is in the arguments
 * @throws InputFailure
 */
export function checkDatasets(datasets: readonly DatasetInput[], widths: ColumnWidths, path: readonly string[]): void {
  if (datasets.length > datasetsMax) throw tooMany(path);
  for (const [index, dataset] of datasets.entries()) {
    const at = [...path, String(index)];
    for (const part of ["name", "digest", "sourceType", "source"] as const)
      checkText(dataset[part], bounds[part], [...at, part]);
    const schemaBounds = { charactersMax: schemaCharactersMax, bytesMax: widths.datasetSchemaBytes };
    if (dataset.schema !== null) checkText(dataset.schema, schemaBounds, [...at, "schema"]);
    if (dataset.profile !== null) checkText(dataset.profile, bounds.profile, [...at, "profile"]);
    checkUseTags(dataset.tags, [...at, "tags"]);
  }
}

/** Their keys are any text, unlike those of other tags. */
function checkUseTags(tags: readonly TagInput[], path: readonly string[]): void {
  for (const [index, { key, value }] of tags.entries()) {
    checkText(key, { charactersMax: 255 }, [...path, String(index), "key"]);
    checkText(value, { charactersMax: 500 }, [...path, String(index), "value"]);
  }
  checkDistinctKeys(tags, path);
}

function tooMany(path: readonly string[]): InputFailure {
  return new InputFailure("BATCH_TOO_LARGE", `At most ${datasetsMax} datasets are taken at once.`, path);
}

/** The datasets without those whose name and digest came before: MLflow takes them for one, and keeps the first. */
export function distinctDatasets(datasets: readonly DatasetInput[]): readonly DatasetInput[] {
  const first = new Map<string, DatasetInput>();
  for (const dataset of datasets) {
    const identity = JSON.stringify([dataset.name, dataset.digest]);
    if (!first.has(identity)) first.set(identity, dataset);
  }
  return [...first.values()];
}
