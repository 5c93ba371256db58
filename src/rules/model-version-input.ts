import { InputFailure } from "./failure.js";
import { versionMax } from "./model-source.js";
import { checkText } from "./written-text.js";

const runLinkCharactersMax = 500;

/**
 * The link to the run in another MLflow (model_versions.run_link).
 *
 * @param path where it is in the arguments
 * @throws InputFailure
 */
export function checkRunLink(link: string, path: readonly string[]): void {
  checkText(link, { charactersMax: runLinkCharactersMax }, path);
}

/**
 * A version's number, which MLflow counts from 1.
 *
 * @throws InputFailure
 */
export function checkVersionNumber(version: number, path: readonly string[]): void {
  if (Number.isInteger(version) && version >= 1 && version <= versionMax) return;
  throw new InputFailure("VERSION_NUMBER", `A version is a number from 1 to ${versionMax}.`, path);
}
