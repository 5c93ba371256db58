import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type KeyPath, keyPathText } from "./key-path.js";
import type { ConfigProblem } from "./problem.js";

/** Where a parsed file says its values are: `gatehouse.yaml:7:5`, or null for a value that is not in it. */
export type Locate = (path: KeyPath) => string | null;

/** Remembers which variable, flag or line each value came from, and collects the problems under that name. */
export class Sources {
  readonly problems: ConfigProblem[] = [];
  readonly #labels = new Map<string, string>();
  readonly #reported = new Set<string>();
  readonly #locate: Locate;
  readonly #baseDir: string;

  /** Relative paths start at `baseDir` when they stand in the file, at the working directory otherwise. */
  constructor(locate: Locate = () => null, baseDir = ".") {
    this.#locate = locate;
    this.#baseDir = baseDir;
  }

  label(path: KeyPath, label: string): void {
    this.#labels.set(keyPathText(path), label);
  }

  forget(path: KeyPath): void {
    this.#labels.delete(keyPathText(path));
  }

  report(path: KeyPath, message: string): void {
    const key = keyPathText(path);
    this.#reported.add(key);
    const label = this.#labels.get(key);
    this.problems.push({
      key: label ?? (key || "configuration"),
      location: label === undefined ? this.#locate(path) : null,
      message,
    });
  }

  /** For what is wrong with a variable or a flag as a whole. */
  reportAs(label: string, message: string): void {
    this.problems.push({ key: label, location: null, message });
  }

  /** Whether a problem with this very key was reported, so that it is not called missing as well. */
  hasProblem(path: KeyPath): boolean {
    return this.#reported.has(keyPathText(path));
  }

  /** The folder where a relative path in this value starts. */
  folderOf(path: KeyPath): string {
    return this.#labels.has(keyPathText(path)) ? "." : this.#baseDir;
  }

  /** The text of the file a key names, or undefined and a problem. The path is not repeated: it may be a misplaced password. */
  readFile(path: KeyPath, written: string): string | undefined {
    try {
      return readFileSync(resolve(this.folderOf(path), written), "utf8");
    } catch (error) {
      this.report(path, `names a file that cannot be read: ${readFailure(error)}`);
      return undefined;
    }
  }
}

/** Why a file could not be read, without its path. */
export function readFailure(error: unknown): string {
  const code = String((error as NodeJS.ErrnoException).code);
  const reasons: Record<string, string> = {
    ENOENT:
      "there is no such file; relative paths start at the folder of the config file, or at the working directory for flags and variables",
    EACCES: "this user may not read it; check its permissions",
    EISDIR: "it is a folder; name a file in it",
    ENOTDIR: "a part of its path is not a folder",
  };
  return reasons[code] ?? `reading it failed with ${code}`;
}
