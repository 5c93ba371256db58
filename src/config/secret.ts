import type { KeyPath } from "./key-path.js";
import type { Sources } from "./sources.js";

type SecretName = "token" | "password";
type SecretDraft = { readonly [Key in SecretName | `${SecretName}File`]?: string | undefined };

/** The secret, given as itself or as the file that holds it. Undefined when it is not given, or is wrong and reported. */
export function readSecret(draft: SecretDraft, name: SecretName, path: KeyPath, sources: Sources): string | undefined {
  const [value, file] = [draft[name], draft[`${name}File`]];
  const filePath = [...path, `${name}File`];
  if (file === undefined) return value;
  if (value !== undefined) {
    sources.report(filePath, `is given beside ${name}: keep one of them`);
    return undefined;
  }
  const text = sources.readFile(filePath, file)?.replace(/(\r?\n)+$/, "");
  if (text !== "") return text;
  sources.report(filePath, "names a file that is empty");
  return undefined;
}
