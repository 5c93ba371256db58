/** MLflow's closed sets. A store may hold a word this build does not know: it reads as UNKNOWN, never as an error. */
export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED", "UNKNOWN"] as const;
export const lifecycleStages = ["ACTIVE", "DELETED", "UNKNOWN"] as const;
export const modelStages = ["NONE", "STAGING", "PRODUCTION", "ARCHIVED", "UNKNOWN"] as const;
export const versionStatuses = ["PENDING_REGISTRATION", "FAILED_REGISTRATION", "READY", "UNKNOWN"] as const;

/** MLflow stores a logged model's status as its number: the position in this list. */
export const loggedModelStatuses = ["UNSPECIFIED", "PENDING", "READY", "FAILED", "UNKNOWN"] as const;

export const traceStates = ["UNSPECIFIED", "IN_PROGRESS", "OK", "ERROR", "UNKNOWN"] as const;

/** What MLflow stores for a trace's state; its versions have two words for an unspecified one. */
export const storedTraceStates = {
  UNSPECIFIED: ["STATE_UNSPECIFIED", "TRACE_STATUS_UNSPECIFIED"],
  IN_PROGRESS: ["IN_PROGRESS"],
  OK: ["OK"],
  ERROR: ["ERROR"],
} as const satisfies Readonly<Record<Exclude<TraceState, "UNKNOWN">, readonly string[]>>;

/** How a prompt's template is built. */
export const promptTypes = ["TEXT", "CHAT"] as const;

/** MLflow's ViewType: which lifecycle stages a list shows. */
export const viewTypes = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

/** Which points of a long series stand for it. */
export const metricSamples = ["GRID", "EXTREMES"] as const;

export type MetricSample = (typeof metricSamples)[number];
export type ViewType = (typeof viewTypes)[number];
export type LoggedModelStatus = (typeof loggedModelStatuses)[number];
export type TraceState = (typeof traceStates)[number];
export type PromptType = (typeof promptTypes)[number];
export type RunStatus = (typeof runStatuses)[number];
export type LifecycleStage = (typeof lifecycleStages)[number];
export type ModelStage = (typeof modelStages)[number];
export type VersionStatus = (typeof versionStatuses)[number];

export function toRunStatus(stored: string | null): RunStatus {
  return known(runStatuses, stored);
}

/** MLflow stores `active` and `deleted`. */
export function toLifecycleStage(stored: string | null): LifecycleStage {
  return known(lifecycleStages, stored);
}

/** MLflow stores `None`, `Staging`, `Production` and `Archived`. */
export function toModelStage(stored: string | null): ModelStage {
  return known(modelStages, stored);
}

export function toVersionStatus(stored: string | null): VersionStatus {
  return known(versionStatuses, stored);
}

export function toLoggedModelStatus(stored: number): LoggedModelStatus {
  return loggedModelStatuses[stored] ?? "UNKNOWN";
}

export function toTraceState(stored: string): TraceState {
  const states = Object.entries(storedTraceStates) as [TraceState, readonly string[]][];
  return states.find(([, words]) => words.includes(stored))?.[0] ?? "UNKNOWN";
}

/** MLflow reads every prompt that is not marked as a chat as one text. */
export function toPromptType(stored: string | null): PromptType {
  return stored === "chat" ? "CHAT" : "TEXT";
}

function known<Word extends string>(words: readonly Word[], stored: string | null): Word | "UNKNOWN" {
  // Only ASCII: `toUpperCase` makes a plain I of a dotless one, and two letters of a ligature.
  const isPlain = stored !== null && /^[A-Za-z_]+$/.test(stored);
  return (isPlain ? words.find((word) => word === stored.toUpperCase()) : undefined) ?? "UNKNOWN";
}
