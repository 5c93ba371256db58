import { InputFailure } from "./failure.js";
import { checkText } from "./written-text.js";

const aliasCharactersMax = 255;

/** Letters and digits of any script, as Python's `\w`. */
const allowedCharacters = /^[\p{L}\p{N}_-]*$/u;

/** `models:/name@v1` would look like version 1. Digits of any script, as Python's `\d`. */
const versionLike = /^[vV]\p{Nd}+$/u;

/**
 * The name of an alias to set.
 *
 * @param path where the alias is in the arguments
 * @throws InputFailure
 */
export function checkNewAlias(alias: string, path: readonly string[]): void {
  checkAlias(alias, path);
  if (alias.toLowerCase() === "latest")
    throw new InputFailure("RESERVED_ALIAS", '"latest", in any case, always is the newest version.', path);
  if (versionLike.test(alias))
    throw new InputFailure("RESERVED_ALIAS", `"${alias}" is reserved: v and a number stand for a version.`, path);
}

/**
 * The name of an alias to read or to delete: what is reserved may be there from before.
 *
 * @throws InputFailure
 */
export function checkAlias(alias: string, path: readonly string[]): void {
  checkText(alias, { charactersMin: 1, charactersMax: aliasCharactersMax }, path);
  if (!allowedCharacters.test(alias))
    throw new InputFailure("ALIAS_CHARACTERS", "An alias may hold letters, digits, underscores and dashes.", path);
}
