import type { StoreFacts } from "./store-facts.js";

/** How a store is used, or could be. */
export type StoreMode = "NONE" | "READ_ONLY" | "READ_WRITE";

/** How much a finding matters, from least to most. Only a `problem` makes `gatehouse doctor` fail. */
export const severities = ["ok", "note", "warning", "problem"] as const;
export type Severity = (typeof severities)[number];

/** One thing that the doctor has to say of a store. */
export interface Finding {
  /** What it is about, one short word: lines of one topic stand together. */
  readonly topic: string;
  /** Stable name for scripts. */
  readonly code: string;
  readonly severity: Severity;
  /** One or two sentences for people. */
  readonly message: string;
  /** Statements that would help, for the one who owns the database to run; never run by Gatehouse. */
  readonly sql: readonly string[];
}

export interface StoreReport {
  readonly name: string;
  /** The worst of its findings. */
  readonly severity: Severity;
  /** What Gatehouse does there, beside what the database would let it do. */
  readonly mode: { readonly configured: StoreMode; readonly possible: StoreMode };
  readonly findings: readonly Finding[];
  readonly facts: StoreFacts;
}

/** What `gatehouse doctor --json` prints. Keys are added, never renamed, within one `version`. */
export interface DoctorReport {
  readonly version: 1;
  readonly severity: Severity;
  readonly stores: readonly StoreReport[];
}

export function doctorReport(stores: readonly StoreReport[]): DoctorReport {
  return { version: 1, severity: worstOf(stores), stores };
}

export function worstOf(parts: readonly { readonly severity: Severity }[]): Severity {
  const ranks = parts.map(({ severity }) => severities.indexOf(severity));
  return severities[Math.max(0, ...ranks)] ?? "ok";
}

export function finding(
  topic: string,
  code: string,
  severity: Severity,
  message: string,
  sql: readonly string[] = [],
): Finding {
  return { topic, code, severity, message, sql };
}
