import { InputFailure } from "./failure.js";
import {
  checkHostScheme,
  checkUri,
  decodeFully,
  hostOf,
  isLocal,
  isThisMachine,
  splitUri,
  type UriParts,
} from "./uri.js";
import { checkText } from "./written-text.js";

/** What a new model version is made from, as MLflow reads it. */
export type VersionSource =
  | { readonly kind: "LOGGED_MODEL"; readonly modelId: string }
  | { readonly kind: "VERSION"; readonly name: string; readonly version: string }
  /** The newest version of the stage; `stage` as it is written. */
  | { readonly kind: "STAGE"; readonly name: string; readonly stage: string }
  | { readonly kind: "ALIAS"; readonly name: string; readonly alias: string }
  | { readonly kind: "LATEST"; readonly name: string }
  | { readonly kind: "RUN_ARTIFACT"; readonly runId: string }
  /** Artifacts that MLflow's server hands out itself. */
  | { readonly kind: "SERVED" }
  /** A path of the machine that MLflow's server runs on. */
  | { readonly kind: "LOCAL"; readonly path: string }
  | { readonly kind: "REMOTE" };

/** What the source must lie in: the run or the logged model that the version is said to come from, the latter first. */
export interface VersionOrigin {
  readonly kind: "RUN" | "LOGGED_MODEL";
  readonly id: string;
  /** Its artifacts' place, as stored. */
  readonly artifactUri: string;
}

const sourceCharactersMax = 500;

/** What MLflow's own clients give for a prompt's version, which comes from nowhere. */
const promptSources: readonly string[] = ["dummy-source", "prompt-template"];

/** @throws InputFailure */
export function checkPromptSource(source: string, path: readonly string[]): void {
  if (promptSources.includes(source)) return;
  throw new InputFailure("PROMPT_SOURCE", `A prompt's version has the source ${promptSources.join(" or ")}.`, path);
}

/**
 * @param path where the source is in the arguments
 * @param hostSchemesAllowed as for `checkHostScheme`
 * @throws InputFailure for one that MLflow would not read
 */
export function readVersionSource(
  source: string,
  path: readonly string[],
  hostSchemesAllowed: readonly string[] = [],
): VersionSource {
  checkText(source, { charactersMin: 1, charactersMax: sourceCharactersMax }, path);
  checkUri(source, path);
  const uri = splitUri(source);
  checkHostScheme(uri, hostSchemesAllowed, path);
  if (isLocal(uri)) return localSource(source, path);
  checkNoDetours(source, path);
  if (uri.scheme === "runs" || uri.scheme === "models") {
    if (uri.authority !== "") throw notReadable(path);
    return uri.scheme === "runs" ? runSource(uri, path) : modelSource(source.slice(source.indexOf(":") + 1), path);
  }
  return isServed(uri) ? { kind: "SERVED" } : { kind: "REMOTE" };
}

function localSource(source: string, path: readonly string[]): VersionSource {
  const local = localPathOf(source);
  if (local === null || isDetour(decodeFully(local))) throw detour(path);
  return { kind: "LOCAL", path: local };
}

/**
 * The path that MLflow opens: of a file URI its path, else the whole text, both decoded once. Null for another machine's, for one that
 * is relative or cannot be decoded.
 */
function localPathOf(text: string): string | null {
  const uri = splitUri(text);
  if (!isLocal(uri) || !isThisMachine(hostOf(uri))) return null;
  const path = uri.scheme === "file" ? uri.path : text;
  if (!/^\/(?!\/)/.test(path)) return null;
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function isDetour(path: string): boolean {
  return path.includes("\0") || path.split("/").some((part) => part === "." || part === "..");
}

/** MLflow also follows the links of its server's file system here, which nobody else can see. */
function checkNoDetours(source: string, path: readonly string[]): void {
  const decoded = decodeFully(source, true);
  const { path: decodedPath } = splitUri(decoded);
  const isAbsolute = decodedPath.startsWith("/") && /[^/]/.test(decodedPath);
  if (!isAbsolute || isDetour(decodedPath) || decoded.split("/").includes("..")) throw detour(path);
}

function runSource(uri: UriParts, path: readonly string[]): VersionSource {
  const runId = uri.path.split("/")[1] ?? "";
  if (runId === "") throw notReadable(path);
  return { kind: "RUN_ARTIFACT", runId };
}

/** A `?` ends a model's name, a `#` does not. */
function modelSource(rest: string, at: readonly string[]): VersionSource {
  const { length } = /^\/*/.exec(rest)?.[0] ?? "";
  const [name = "", suffix, ...more] = rest.replace(/\?.*$/s, "").slice(length).split("/");
  if (length === 0 || more.length > 0 || name.trim() === "") throw notReadable(at);
  if (suffix !== undefined) return sourceOfSuffix(name, suffix, at);
  if (!name.includes("@")) return { kind: "LOGGED_MODEL", modelId: name };
  const alias = name.slice(name.lastIndexOf("@") + 1);
  if (alias.trim() === "") throw notReadable(at);
  return { kind: "ALIAS", name: name.slice(0, name.lastIndexOf("@")), alias };
}

function sourceOfSuffix(name: string, suffix: string, at: readonly string[]): VersionSource {
  if (suffix.trim() === "") throw notReadable(at);
  if (/^[0-9]+$/.test(suffix)) return { kind: "VERSION", name, version: suffix };
  return suffix.toLowerCase() === "latest" ? { kind: "LATEST", name } : { kind: "STAGE", name, stage: suffix };
}

const servedRoute = "/api/2.0/mlflow-artifacts/artifacts/";

function isServed(uri: UriParts): boolean {
  if (uri.scheme === "mlflow-artifacts") return true;
  return (uri.scheme === "http" || uri.scheme === "https") && `/${uriParts(uri).join("/")}/`.includes(servedRoute);
}

/**
 * Whether the source belongs to what the version is said to come from. A source that names another version, and one of a place that
 * MLflow's server does not hand out, are not asked here.
 *
 * @throws InputFailure
 */
export function checkSourceIsOf(
  origin: VersionOrigin | null,
  text: string,
  source: VersionSource,
  path: readonly string[],
): void {
  if (source.kind === "RUN_ARTIFACT" && !(origin?.kind === "RUN" && origin.id === source.runId))
    throw notOf("A runs:/ URI needs the run that it names, and no logged model", path);
  if (source.kind === "LOGGED_MODEL" && !(origin?.kind === "LOGGED_MODEL" && origin.id === source.modelId))
    throw notOf("A models:/ URI of a logged model needs that logged model", path);
  if (source.kind === "LOCAL" && !(origin !== null && holdsPath(origin.artifactUri, source.path)))
    throw notOf("A path needs the run or logged model whose artifacts it lies in", path);
  if (source.kind === "SERVED" && !(origin !== null && holdsUri(origin.artifactUri, text)))
    throw notOf("Artifacts that MLflow's server hands out need the run or logged model that they are of", path);
}

function holdsPath(root: string, path: string): boolean {
  const rootPath = localPathOf(root);
  return rootPath !== null && startsWith(partsOf(path), partsOf(rootPath));
}

function holdsUri(root: string, text: string): boolean {
  const [outer, inner] = [splitUri(root), splitUri(text)];
  const isSamePlace = outer.scheme === inner.scheme && outer.authority.toLowerCase() === inner.authority.toLowerCase();
  return isSamePlace && uriParts(outer).length > 0 && startsWith(uriParts(inner), uriParts(outer));
}

/** Decoded after they are cut, so that an encoded slash belongs to its part. */
function uriParts({ path, params }: UriParts): string[] {
  return partsOf(params === "" ? path : `${path};${params}`).map((part) => decodeFully(part));
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function startsWith(parts: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((part, index) => parts[index] === part);
}

function notReadable(path: readonly string[]): InputFailure {
  return new InputFailure(
    "SOURCE_FORM",
    "A source must be such as runs:/<run id>/<path>, models:/<logged model id>, models:/<name>/<version>, or a URI of the artifacts.",
    path,
  );
}

function detour(path: readonly string[]): InputFailure {
  return new InputFailure(
    "SOURCE_PATH",
    'A source must have an absolute path, with no part "." or "..", and of no other machine if it is a file.',
    path,
  );
}

function notOf(what: string, path: readonly string[]): InputFailure {
  return new InputFailure("SOURCE_OF_ANOTHER", `${what}.`, path);
}
