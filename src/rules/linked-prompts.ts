import { parseJson } from "./stored-json.js";

/** The tag in which runs and traces name the prompt versions they used, as a JSON list. */
export const linkedPromptsTag = "mlflow.linkedPrompts";

/** One thing links no more than these; the rest of a longer list is left out. */
export const linkedPromptsMax = 100;

export interface LinkedPrompt {
  readonly name: string;
  readonly version: number;
}

/** What the tag names: `[{"name": "greeting", "version": "1"}]`. What cannot be read is left out. */
export function linkedPrompts(tag: string | null): readonly LinkedPrompt[] {
  const list = parseJson(tag);
  return Array.isArray(list) ? list.slice(0, linkedPromptsMax).flatMap(linkOf) : [];
}

const versionMax = 2_147_483_647;

function linkOf(entry: unknown): readonly LinkedPrompt[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { name, version } = entry as { name?: unknown; version?: unknown };
  const isNumber = /^[1-9]\d{0,9}$/.test(String(version)) && Number(version) <= versionMax;
  return typeof name === "string" && isNumber ? [{ name, version: Number(version) }] : [];
}
