import { checkPlainPath } from "./entity-key.js";
import { InputFailure } from "./failure.js";
import { checkText } from "./written-text.js";

/** The column's; MLflow has no bound of its own. */
const nameCharactersMax = 256;
const descriptionCharactersMax = 5_000;

/** What nobody sees; MLflow refuses names of white space alone. */
const blank = /^[\p{White_Space}\p{Cc}]*$/u;

/**
 * The name of a registered model, new or renamed.
 *
 * @param path where the name is in the arguments
 * @throws InputFailure
 */
export function checkModelName(name: string, path: readonly string[]): void {
  if (blank.test(name)) throw new InputFailure("EMPTY", `${path.at(-1)} must not be empty.`, path);
  checkText(name, { charactersMax: nameCharactersMax }, path);
  if (/[/:]/.test(name))
    throw new InputFailure("MODEL_NAME_CHARACTERS", "A model's name must hold no slash and no colon.", path);
  checkPlainPath(name, path);
}

/**
 * What a registered model or a version of one is described with.
 *
 * @throws InputFailure
 */
export function checkDescription(description: string, path: readonly string[]): void {
  checkText(description, { charactersMax: descriptionCharactersMax }, path);
}
