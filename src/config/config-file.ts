import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Environment } from "./environment.js";
import { expandVariables } from "./expand-variables.js";
import { isMapping, type KeyPath } from "./key-path.js";
import { ConfigError, type ConfigProblem } from "./problem.js";
import { type Locate, readFailure } from "./sources.js";

export interface ConfigFile {
  readonly settings: Record<string, unknown>;
  readonly locate: Locate;
  /** The folder its relative paths start at. */
  readonly baseDir: string;
}

/** Reads a YAML file and expands its variables. `key` is how messages call whatever named the file. */
export function readConfigFile(path: string, key: string, env: Environment): ConfigFile {
  const { text, failure } = readText(path);
  if (text === null) throw new ConfigError([unreadable(path, key, failure)]);
  const name = basename(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}:${lines.linePos(offset).col}`;
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw new ConfigError(faults.map((fault) => syntaxProblem(fault, name, at(fault.pos[0]))));
  const settings = plainValue(document) ?? {};
  if (!isMapping(settings)) throw new ConfigError([{ key: name, location: null, message: shapeMessage(settings) }]);
  return {
    settings: expandVariables(settings, env) as Record<string, unknown>,
    locate: (keyPath) => locateKey(document, keyPath, at),
    baseDir: dirname(resolve(path)),
  };
}

function readText(path: string): { readonly text: string | null; readonly failure: string } {
  try {
    return { text: readFileSync(path, "utf8"), failure: "" };
  } catch (error) {
    return { text: null, failure: readFailure(error) };
  }
}

function unreadable(path: string, key: string, failure: string): ConfigProblem {
  // A URL given here by mistake may hold a password.
  const named = /:\/\/|@/.test(path) ? "a file that" : `${path}, which`;
  return { key, location: null, message: `names ${named} cannot be read: ${failure}` };
}

const badAlias = Symbol("an alias without an anchor");

/** The library's message is dropped: it quotes the alias, which may be a password that begins with an asterisk. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return badAlias;
  }
}

function shapeMessage(value: unknown): string {
  if (value === badAlias) return "has a value that starts with * and names no anchor: put such a value in quotes";
  return "must be a mapping of keys to values, such as `port: 4000`";
}

const syntaxHints: Partial<Record<YAMLError["code"], string>> = {
  BAD_ALIAS: "a value that starts with * must be in quotes",
  BAD_DQ_ESCAPE: "a backslash in double quotes needs another one; or use single quotes",
  BAD_INDENT: "the indentation does not fit the lines above",
  BAD_SCALAR_START: "a value that starts with @ or ` must be in quotes",
  DUPLICATE_KEY: "this key is there twice: keep one",
  MISSING_CHAR: "a quote, bracket, comma or colon is missing",
  MULTILINE_IMPLICIT_KEY: "a colon is missing, or a value that holds a colon and a space needs quotes",
  MULTIPLE_DOCS: "a second document starts here: keep one",
  TAB_AS_INDENT: "indent with spaces, not with tabs",
  TAG_RESOLVE_FAILED: "a value that starts with ! must be in quotes",
};

/** The library's own message is not used: it quotes what it found. */
function syntaxProblem({ code }: YAMLError, name: string, location: string): ConfigProblem {
  const hint = syntaxHints[code] ?? "check the quotes, brackets and indentation here";
  return { key: name, location, message: `is not valid YAML: ${hint} (${code})` };
}

/** The place of a key, or of the nearest section around it when the key itself is missing. */
function locateKey(document: Document, path: KeyPath, at: (offset: number) => string): string | null {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return at(node.range[0]);
  }
  return null;
}
