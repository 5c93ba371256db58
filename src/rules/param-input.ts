import { checkKey } from "./entity-key.js";
import { Failure } from "./failure.js";
import { checkDistinctKeys, checkText } from "./written-text.js";

export interface ParamInput {
  readonly key: string;
  readonly value: string;
}

/** MLflow's bound; the column has room for 8,000. */
const valueCharactersMax = 6_000;

/**
 * @param path where the list is in the arguments
 * @throws InputFailure
 */
export function checkParams(params: readonly ParamInput[], path: readonly string[]): void {
  for (const [index, { key, value }] of params.entries()) {
    const at = [...path, String(index)];
    checkKey(key, [...at, "key"]);
    checkText(value, { charactersMax: valueCharactersMax }, [...at, "value"]);
  }
  checkDistinctKeys(params, path);
}

/**
 * The parameters that a run does not have yet. One that is logged again with its value is fine and changes nothing.
 *
 * @param existing values of the run by key
 * @throws Failure CONFLICT when one has another value: a run's parameter never changes
 */
export function newParams(existing: ReadonlyMap<string, string>, params: readonly ParamInput[]): readonly ParamInput[] {
  const changed = params.filter(({ key, value }) => existing.has(key) && existing.get(key) !== value);
  if (changed.length > 0)
    throw new Failure(
      "CONFLICT",
      "PARAM_CHANGED",
      `A parameter's value never changes; the run has another one for ${changed.map(({ key }) => `"${key}"`).join(", ")}.`,
    );
  return params.filter(({ key }) => !existing.has(key));
}
