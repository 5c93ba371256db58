import { type DemoRows, emptyRows, type Row } from "./demo-tables.js";
import type { Random } from "./random.js";

/** Rows as MLflow's own client would have written them, collected in memory. The `record-*` files add to it, one MLflow operation a function. */
export interface Recording {
  readonly rows: DemoRows;
  readonly random: Random;
  /** The newest point by "run key": the row of `latest_metrics` that a later point may replace. */
  readonly latest: Map<string, Row<"latest_metrics">>;
}

export function beginRecording(random: Random): Recording {
  return { rows: emptyRows(), random, latest: new Map() };
}

/** The same rows with a stream of numbers of its own. */
export function forStory(recording: Recording, story: string): Recording {
  return { ...recording, random: recording.random.fork(story) };
}

export const workspace = "default";

/** JSON as Python's `json.dumps` prints it, which is what MLflow stores. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${pythonJson(member)}`);
  return `{${members.join(", ")}}`;
}
