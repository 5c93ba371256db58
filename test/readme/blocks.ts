import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/run-environment.js";

/** A fenced block of a Markdown file. */
export interface Block {
  /** What stands behind the opening fence, such as `graphql`. */
  readonly language: string;
  readonly text: string;
}

export const readme = readFileSync(join(repositoryRoot, "README.md"), "utf8");

export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({ language, text }));
}
