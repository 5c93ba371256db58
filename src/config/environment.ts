import { z } from "zod";
import type { Assignment, ListName } from "./assignments.js";
import { closestWord } from "./closest-word.js";
import { upperSnake } from "./key-path.js";
import { configKeys, issuerKeys, storeKeys } from "./keys.js";
import type { ConfigProblem } from "./problem.js";

export type Environment = Readonly<Record<string, string | undefined>>;

const keyPaths = new Map(leafPaths(configKeys).map((path) => [variableOf(path), path]));
/** The lists whose entries have a name, which their variables have in the middle. */
const lists = [
  listVariables("stores", "GATEHOUSE_STORE_", storeKeys),
  listVariables("issuers", "GATEHOUSE_ISSUER_", issuerKeys),
];

interface ListVariables {
  readonly list: ListName;
  readonly prefix: string;
  /** The keys of an entry by the end of their variable. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly pattern: RegExp;
}

function listVariables(list: ListName, prefix: string, keys: z.ZodObject): ListVariables {
  const named = leafPaths(keys).filter(([key]) => key !== "name");
  const paths = new Map(named.map((path) => [upperSnake(path), path]));
  return { list, prefix, paths, pattern: new RegExp(`^${prefix}(\\w+?)_(${[...paths.keys()].join("|")})$`) };
}

/** The variable that sets a key outside the lists: `GATEHOUSE_LIMITS_DEPTH_MAX`. */
export function variableOf(path: readonly string[]): string {
  return `GATEHOUSE_${upperSnake(path)}`;
}

/** Every key that holds a value, as a path: sections are walked, lists of entries are not. */
export function leafPaths(schema: z.ZodObject): string[][] {
  return Object.entries(schema.shape).flatMap(([key, leaf]) => {
    if (leaf instanceof z.ZodArray) return [];
    return leaf instanceof z.ZodObject ? leafPaths(leaf).map((path) => [key, ...path]) : [[key]];
  });
}

/** The settings found in the environment, by name, so that entries have the same order everywhere. Empty variables do not count. */
export function readEnvironment(env: Environment): Assignment[] {
  const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  return variables.flatMap(([variable, value]) => {
    const assignment = value === undefined || value === "" ? null : assignmentOf(variable, value);
    return assignment === null ? [] : [assignment];
  });
}

function assignmentOf(variable: string, value: string): Assignment | null {
  // Kubernetes gives every pod GATEHOUSE_PORT=tcp://... when a Service is called gatehouse.
  if (variable === "GATEHOUSE_PORT" && value.startsWith("tcp://")) return null;
  const path = keyPaths.get(variable);
  if (path !== undefined) return { label: variable, entry: null, path, value };
  for (const { list, paths, pattern } of lists) {
    const [, name, key] = pattern.exec(variable) ?? [];
    const entryPath = key === undefined ? undefined : paths.get(key);
    if (name === undefined || entryPath === undefined) continue;
    const matches = (other: string) => envName(other) === name.toUpperCase();
    return { label: variable, entry: { list, name: name.toLowerCase(), matches }, path: entryPath, value };
  }
  return null;
}

/** Variables that look like a slip of the pen. Others are left alone: not every GATEHOUSE_ variable is ours to read. */
export function misspelledVariables(env: Environment): ConfigProblem[] {
  return Object.keys(env).flatMap((variable) => {
    const known =
      variable === "GATEHOUSE_CONFIG" || keyPaths.has(variable) || lists.some(({ pattern }) => pattern.test(variable));
    if (known || !variable.startsWith("GATEHOUSE_")) return [];
    const list = lists.find(({ prefix }) => variable.startsWith(prefix));
    const meant = list === undefined ? closestVariable(variable) : meantListVariable(variable, list);
    return meant === null
      ? []
      : [{ key: variable, location: null, message: `is not a variable of Gatehouse; did you mean ${meant}?` }];
  });
}

function closestVariable(variable: string): string | null {
  const rest = (name: string) => name.slice("GATEHOUSE_".length);
  const meant = closestWord(rest(variable), ["GATEHOUSE_CONFIG", ...keyPaths.keys()].map(rest));
  return meant === null ? null : `GATEHOUSE_${meant}`;
}

/** The name of the entry may hold underscores, so each place where it could end is tried. */
function meantListVariable(variable: string, { prefix, paths }: ListVariables): string | null {
  const words = variable.slice(prefix.length).split("_");
  for (let nameLength = words.length - 1; nameLength > 0; nameLength -= 1) {
    const meant = closestWord(words.slice(nameLength).join("_"), [...paths.keys()]);
    if (meant !== null) return `${prefix}${words.slice(0, nameLength).join("_")}_${meant}`;
  }
  return null;
}

function envName(entryName: string): string {
  return entryName.toUpperCase().replaceAll("-", "_");
}
