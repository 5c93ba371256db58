import { parseJson } from "./stored-json.js";

/** Where MLflow's client notes the run that a trace was made in. */
export const sourceRunKey = "mlflow.sourceRun";

/** Where MLflow kept these before 3.17, which has columns for them. */
export const tokenUsageKey = "mlflow.trace.tokenUsage";
export const costKey = "mlflow.trace.cost";
export const traceNameTag = "mlflow.traceName";

/** Tokens that a trace's calls of language models took; null what is not known. */
export interface TraceTokens {
  readonly input: bigint | null;
  readonly output: bigint | null;
  readonly total: bigint | null;
}

/** What these calls cost, in US dollars; null what is not known. */
export interface TraceCost {
  readonly input: number | null;
  readonly output: number | null;
  readonly total: number | null;
}

/** From trace metadata; null for none, or what is no JSON object. */
export function tokensFrom(text: string | null): TraceTokens | null {
  const usage = objectFrom(text);
  return tokens({
    input: countFrom(usage.input_tokens),
    output: countFrom(usage.output_tokens),
    total: countFrom(usage.total_tokens),
  });
}

/** From trace metadata, in the same way. */
export function costFrom(text: string | null): TraceCost | null {
  const cost = objectFrom(text);
  return costs({ input: cost.input_cost, output: cost.output_cost, total: cost.total_cost });
}

/** Null where nothing is known. */
export function tokens(usage: TraceTokens): TraceTokens | null {
  return isKnown(usage) ? usage : null;
}

/** Null where nothing is known. GraphQL's Float has no infinities. */
export function costs(parts: Readonly<Record<keyof TraceCost, unknown>>): TraceCost | null {
  const cost = { input: amountFrom(parts.input), output: amountFrom(parts.output), total: amountFrom(parts.total) };
  return isKnown(cost) ? cost : null;
}

function isKnown(parts: object): boolean {
  return Object.values(parts).some((part) => part !== null);
}

function objectFrom(text: string | null): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** A count beyond 2^53 is not known: JSON has already lost its last digits. */
function countFrom(value: unknown): bigint | null {
  return Number.isSafeInteger(value) ? BigInt(value as number) : null;
}

function amountFrom(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
