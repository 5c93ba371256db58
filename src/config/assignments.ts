import { isMapping, type KeyPath, keyPathText } from "./key-path.js";
import type { Sources } from "./sources.js";

/** One value that a variable or a flag lays over the file. */
export interface Assignment {
  /** How messages call it: the variable's name, or the flag's. */
  readonly label: string;
  /** The store it belongs to; null for keys outside the stores. */
  readonly store: StoreChoice | null;
  readonly path: readonly string[];
  readonly value: string;
}

export interface StoreChoice {
  /** The name a new store gets when none matches. */
  readonly name: string;
  matches(name: string): boolean;
}

type Settings = Record<string, unknown>;

/** Ways to say the same thing: one of them in a higher layer replaces the other in a lower one. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  token: ["tokenFile"],
  tokenFile: ["token"],
  password: ["passwordFile"],
  passwordFile: ["password"],
};

/** Lays one layer over the settings in place; what it replaces is gone, and what it sets carries the layer's label. */
export function applyAssignments(settings: Settings, layer: readonly Assignment[], sources: Sources): void {
  const urlsFirst = [...layer].sort((a, b) => Number(b.path[0] === "url") - Number(a.path[0] === "url"));
  const written = new Map<string, { path: KeyPath; assignment: Assignment }>();
  for (const assignment of urlsFirst) {
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

/** The path of the value in the merged settings; a URL for an unknown store adds the store. */
function targetPath(settings: Settings, { store, path, label }: Assignment, sources: Sources): KeyPath | null {
  if (store === null) return path;
  settings.stores ??= [];
  const stores = settings.stores;
  if (!Array.isArray(stores)) return null;
  const found = stores.flatMap((entry, index) =>
    isMapping(entry) && typeof entry.name === "string" && store.matches(entry.name) ? [index] : [],
  );
  if (found.length > 1 && found.some((index) => nameAt(stores, index) !== nameAt(stores, found[0] ?? 0))) {
    sources.reportAs(label, "fits more than one store: rename one of them");
    return null;
  }
  if (found[0] !== undefined) return ["stores", found[0], ...path];
  if (path[0] !== "url") {
    sources.reportAs(label, "belongs to a store that is not configured; give that store a url, or remove this");
    return null;
  }
  sources.label(["stores", stores.length, "name"], label);
  stores.push({ name: store.name });
  return ["stores", stores.length - 1, ...path];
}

function nameAt(stores: readonly unknown[], index: number): unknown {
  const entry = stores[index];
  return isMapping(entry) ? entry.name : undefined;
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
