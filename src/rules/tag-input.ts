import { type ColumnWidths, textBytesMax } from "./column-widths.js";
import { checkKey } from "./entity-key.js";
import { InputFailure } from "./failure.js";
import { checkRunName, runNameTag } from "./run-input.js";
import { parseJson } from "./stored-json.js";
import { checkDistinctKeys, checkText, type TextBounds } from "./written-text.js";

export interface TagInput {
  readonly key: string;
  readonly value: string;
}

/** A view of the runs that somebody saved in MLflow's UI. */
const customViewPrefix = "mlflow.customView.view";
const customViewsMax = 50;

/** VARCHAR(5000), though MLflow's validator lets 100,000 pass. */
const registeredModelTagCharactersMax = 5_000;

/**
 * @param path where the list is in the arguments, here and below
 * @throws InputFailure
 */
export function checkRunTags(tags: readonly TagInput[], widths: ColumnWidths, path: readonly string[]): void {
  checkTags(tags, { charactersMax: widths.runTagCharacters }, path);
  for (const [index, { key, value }] of tags.entries())
    if (key === runNameTag) checkRunName(value, [...path, String(index), "value"]);
}

/** @throws InputFailure */
export function checkExperimentTags(tags: readonly TagInput[], widths: ColumnWidths, path: readonly string[]): void {
  checkTags(tags, { charactersMax: widths.experimentTagCharacters }, path);
  for (const [index, { key, value }] of tags.entries()) checkArchivalTag(key, value, [...path, String(index), "value"]);
}

/** @throws InputFailure */
export function checkRegisteredModelTags(tags: readonly TagInput[], path: readonly string[]): void {
  checkTags(tags, { charactersMax: registeredModelTagCharactersMax }, path);
}

/** @throws InputFailure */
export function checkVersionTags(tags: readonly TagInput[], widths: ColumnWidths, path: readonly string[]): void {
  checkTags(tags, { charactersMax: widths.versionTagCharacters, bytesMax: textBytesMax }, path);
}

function checkTags(tags: readonly TagInput[], valueBounds: TextBounds, path: readonly string[]): void {
  for (const [index, { key, value }] of tags.entries()) {
    const at = [...path, String(index)];
    checkKey(key, [...at, "key"]);
    checkText(value, valueBounds, [...at, "value"]);
  }
  checkDistinctKeys(tags, path);
}

/**
 * MLflow bounds the views saved with an experiment; one that is there may be written again.
 *
 * @param existingKeys of the experiment's tags
 * @throws InputFailure
 */
export function checkCustomViews(
  existingKeys: readonly string[],
  tags: readonly TagInput[],
  path: readonly string[],
): void {
  const keys = new Set([...existingKeys, ...tags.map(({ key }) => key)]);
  const countAfter = [...keys].filter(isCustomView).length;
  const countBefore = existingKeys.filter(isCustomView).length;
  if (countAfter <= customViewsMax || countAfter <= countBefore) return;
  throw new InputFailure(
    "TOO_MANY_CUSTOM_VIEWS",
    `An experiment has at most ${customViewsMax} custom views (tags ${customViewPrefix}...).`,
    path,
  );
}

function isCustomView(key: string): boolean {
  return key.startsWith(customViewPrefix);
}

/** Of these two MLflow's server reads the value. */
function checkArchivalTag(key: string, value: string, path: readonly string[]): void {
  if (key !== "mlflow.trace.archivalRetention" && key !== "mlflow.trace.archiveNow") return;
  const config = parseJson(value);
  if (typeof config === "object" && config !== null && !Array.isArray(config)) {
    const { type, value: retention, older_than: age } = config as Readonly<Record<string, unknown>>;
    if (key === "mlflow.trace.archivalRetention" && type === "duration" && isDuration(retention)) return;
    if (key === "mlflow.trace.archiveNow" && (age === undefined || age === null || isDuration(age))) return;
  }
  const example = key.endsWith("Now") ? '{"older_than": "30d"}' : '{"type": "duration", "value": "30d"}';
  throw new InputFailure(
    "ARCHIVAL_CONFIG",
    `The tag ${key} must be JSON such as ${example}, with a time in m, h or d.`,
    path,
  );
}

function isDuration(value: unknown): boolean {
  return typeof value === "string" && /^[1-9][0-9]{0,30}[mhd]$/.test(value.trim());
}
