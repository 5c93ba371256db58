import { isMapping, type KeyPath, keyPathText } from "./key-path.js";
import type { Sources } from "./sources.js";

/** One value that a variable or a flag lays over the file. */
export interface Assignment {
  /** How messages call it: the variable's name, or the flag's. */
  readonly label: string;
  /** The store or issuer it belongs to; null for keys outside the lists. */
  readonly entry: EntryChoice | null;
  readonly path: readonly string[];
  readonly value: string;
}

export interface EntryChoice {
  readonly list: ListName;
  /** The name a new entry gets when none matches. */
  readonly name: string;
  matches(name: string): boolean;
}

export type ListName = "stores" | "issuers";

/** What an entry is called, and the key by which a layer can add one. */
const ENTRIES: {
  readonly [List in ListName]: { readonly noun: string; readonly mainKey: string; readonly fix: string };
} = {
  stores: { noun: "store", mainKey: "url", fix: "a store that is not configured; give that store a url" },
  issuers: { noun: "issuer", mainKey: "issuer", fix: "an issuer that is not configured; give its URL as well" },
};

type Settings = Record<string, unknown>;

/** Ways to say the same thing: one of them in a higher layer replaces the other in a lower one. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  token: ["tokenFile"],
  tokenFile: ["token"],
  password: ["passwordFile"],
  passwordFile: ["password"],
};

/** Lays layers over the settings in place, the strongest last. */
export function applyLayers(settings: Settings, layers: readonly (readonly Assignment[])[], sources: Sources): void {
  // Before any value: a variable may belong to a store that only a flag names.
  for (const assignment of layers.flat()) addEntry(settings, assignment, sources);
  for (const layer of layers) applyLayer(settings, layer, sources);
}

/** A URL for an unknown store or issuer adds it. */
function addEntry(settings: Settings, { entry, path, label }: Assignment, sources: Sources): void {
  if (entry === null || path[0] !== ENTRIES[entry.list].mainKey) return;
  const { list, name, matches } = entry;
  settings[list] ??= [];
  const entries = settings[list];
  if (!Array.isArray(entries) || entriesNamed(entries, matches).length > 0) return;
  sources.label([list, entries.length, "name"], label);
  entries.push({ name });
}

/** What the layer replaces is gone, and what it sets carries the layer's label. */
function applyLayer(settings: Settings, layer: readonly Assignment[], sources: Sources): void {
  const written = new Map<string, { path: KeyPath; assignment: Assignment }>();
  for (const assignment of layer) {
    const path = targetPath(settings, assignment, sources);
    if (path === null) continue;
    if (written.has(keyPathText(path))) sources.report(path, `sets ${keyPathText(path)} a second time; keep one`);
    else sources.label(path, assignment.label);
    written.set(keyPathText(path), { path, assignment });
  }
  for (const { path, assignment } of written.values()) {
    for (const key of replacedBy(assignment)) {
      const replaced = [...path.slice(0, -1), key];
      if (!written.has(keyPathText(replaced))) remove(settings, replaced, sources);
    }
    setAt(settings, path, assignment.value);
  }
}

/** The path of the value in the merged settings. */
function targetPath(settings: Settings, { entry, path, label }: Assignment, sources: Sources): KeyPath | null {
  if (entry === null) return path;
  const { list, matches } = entry;
  const { noun, fix } = ENTRIES[list];
  const entries = settings[list] ?? [];
  if (!Array.isArray(entries)) return null;
  const [first, ...others] = entriesNamed(entries, matches);
  if (first === undefined) {
    sources.reportAs(label, `belongs to ${fix}, or remove this`);
    return null;
  }
  if (others.some((other) => other.name !== first.name)) {
    sources.reportAs(label, `fits more than one ${noun}: rename one of them`);
    return null;
  }
  return [list, first.index, ...path];
}

function entriesNamed(entries: readonly unknown[], matches: EntryChoice["matches"]) {
  return entries.flatMap((entry, index) =>
    isMapping(entry) && typeof entry.name === "string" && matches(entry.name) ? [{ name: entry.name, index }] : [],
  );
}

function replacedBy({ path, value }: Assignment): readonly string[] {
  const key = path[path.length - 1] ?? "";
  // A URL that brings its password replaces the whole credential of the layers below.
  if (key === "url" && /^[^:]+:\/\/[^:/@]*:[^@]+@/.test(value)) return ["password", "passwordFile"];
  return SYNONYMS[key] ?? [];
}

function setAt(settings: Settings, path: KeyPath, value: string): void {
  const parent = parentOf(settings, path, true);
  if (parent !== null) parent[String(path[path.length - 1])] = value;
}

function remove(settings: Settings, path: KeyPath, sources: Sources): void {
  const parent = parentOf(settings, path, false);
  if (parent !== null) delete parent[String(path[path.length - 1])];
  sources.forget(path);
}

/** The mapping that holds the last key; null when something else stands there, which reading the keys will report. */
function parentOf(settings: Settings, path: KeyPath, create: boolean): Settings | null {
  let parent: unknown = settings;
  for (const step of path.slice(0, -1)) {
    if (Array.isArray(parent)) {
      parent = parent[Number(step)];
    } else if (isMapping(parent)) {
      if (create) parent[step] ??= {};
      parent = parent[step];
    }
  }
  return isMapping(parent) ? parent : null;
}
