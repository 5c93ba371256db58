import { InputFailure } from "./failure.js";
import { checkText } from "./written-text.js";

/** As long as MLflow's columns and its validator allow. */
export const keyCharactersMax = 250;

/** Letters and digits of any script, as Python's `\w`: a combining accent is none of them. */
const allowedCharacters = /^[/\p{L}\p{N}_.\- :]*$/u;

/**
 * The key of a metric, a parameter or a tag, as MLflow's server checks it on every system but Windows. One that ends with a line break
 * is refused, though MLflow's pattern lets it pass.
 *
 * @param path where the key is in the arguments
 * @throws InputFailure
 */
export function checkKey(key: string, path: readonly string[]): void {
  checkText(key, { charactersMin: 1, charactersMax: keyCharactersMax }, path);
  if (!allowedCharacters.test(key))
    throw new InputFailure(
      "KEY_CHARACTERS",
      `${path.at(-1)} may hold letters, digits, underscores, dashes, periods, spaces, colons and slashes.`,
      path,
    );
  checkPlainPath(key, path);
}

/**
 * MLflow's artifact and file stores use names as paths: each must be the shortest way to write its own.
 *
 * @throws InputFailure
 */
export function checkPlainPath(name: string, path: readonly string[]): void {
  const parts = name.split("/");
  if (!name.startsWith("..") && parts.every((part) => part !== "" && part !== "." && part !== "..")) return;
  throw new InputFailure(
    "NOT_A_PLAIN_PATH",
    `${path.at(-1)} must be usable as a path as it is: no slash at either end, no two of them in a row, no part "." or "..", and it must not begin with "..".`,
    path,
  );
}
