import { z } from "zod";
import type { Assignment } from "./assignments.js";
import { closestWord } from "./closest-word.js";
import { upperSnake } from "./key-path.js";
import { configKeys, storeKeys } from "./keys.js";
import type { ConfigProblem } from "./problem.js";

export type Environment = Readonly<Record<string, string | undefined>>;

const STORE_PREFIX = "GATEHOUSE_STORE_";
const keyPaths = new Map(leafPaths(configKeys).map((path) => [variableOf(path), path]));
const storePaths = new Map(
  leafPaths(storeKeys)
    .filter(([key]) => key !== "name")
    .map((path) => [upperSnake(path), path]),
);
const storeVariable = new RegExp(`^${STORE_PREFIX}(\\w+?)_(${[...storePaths.keys()].join("|")})$`);

/** The variable that sets a key outside the stores: `GATEHOUSE_LIMITS_DEPTH_MAX`. */
export function variableOf(path: readonly string[]): string {
  return `GATEHOUSE_${upperSnake(path)}`;
}

/** Every key that holds a value, as a path: sections are walked, the list of stores is not. */
export function leafPaths(schema: z.ZodObject): string[][] {
  return Object.entries(schema.shape).flatMap(([key, leaf]) => {
    if (leaf instanceof z.ZodArray) return [];
    return leaf instanceof z.ZodObject ? leafPaths(leaf).map((path) => [key, ...path]) : [[key]];
  });
}

/** The settings found in the environment, by name, so that stores have the same order everywhere. Empty variables do not count. */
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
  if (path !== undefined) return { label: variable, store: null, path, value };
  const [, name, key] = storeVariable.exec(variable) ?? [];
  const storePath = key === undefined ? undefined : storePaths.get(key);
  if (name === undefined || storePath === undefined) return null;
  return {
    label: variable,
    store: { name: name.toLowerCase(), matches: (other) => envName(other) === name.toUpperCase() },
    path: storePath,
    value,
  };
}

/** Variables that look like a slip of the pen. Others are left alone: not every GATEHOUSE_ variable is ours to read. */
export function misspelledVariables(env: Environment): ConfigProblem[] {
  return Object.keys(env).flatMap((variable) => {
    const known = variable === "GATEHOUSE_CONFIG" || keyPaths.has(variable) || storeVariable.test(variable);
    if (known || !variable.startsWith("GATEHOUSE_")) return [];
    const meant = variable.startsWith(STORE_PREFIX) ? meantStoreVariable(variable) : closestVariable(variable);
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

/** The name of the store may hold underscores, so each place where it could end is tried. */
function meantStoreVariable(variable: string): string | null {
  const words = variable.slice(STORE_PREFIX.length).split("_");
  for (let nameLength = words.length - 1; nameLength > 0; nameLength -= 1) {
    const meant = closestWord(words.slice(nameLength).join("_"), [...storePaths.keys()]);
    if (meant !== null) return `${STORE_PREFIX}${words.slice(0, nameLength).join("_")}_${meant}`;
  }
  return null;
}

function envName(storeName: string): string {
  return storeName.toUpperCase().replaceAll("-", "_");
}
