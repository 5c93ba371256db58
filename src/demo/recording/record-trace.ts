import type { Row } from "./demo-tables.js";
import { uuidHex } from "./random.js";
import { type CodeSource, sourceTags } from "./record-run.js";
import { pythonJson, type Recording } from "./recording.js";

export interface SpanPlan {
  readonly name: string;
  readonly type: "CHAIN" | "RETRIEVER" | "LLM";
  /** Milliseconds after the start of the trace. */
  readonly startsAfterMs: number;
  readonly durationMs: number;
  readonly inputs: unknown;
  readonly outputs: unknown;
  /** Only of a span that called a language model. */
  readonly usage?: Usage & { readonly model: string };
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly inputCost: number;
  readonly outputCost: number;
}

export interface TracePlan {
  readonly experiment: Row<"experiments">;
  readonly run: Row<"runs">;
  readonly model: Row<"logged_models">;
  readonly code: CodeSource;
  readonly timestamp: number;
  readonly session: string;
  readonly status: "OK" | "ERROR";
  readonly usage: Usage;
  readonly tags: Readonly<Record<string, string>>;
  /** The first is the root, the others are its children. */
  readonly spans: readonly [SpanPlan, ...SpanPlan[]];
}

interface SpanIds {
  readonly trace: string;
  readonly span: string;
  readonly parent: string | null;
}

/** A finished trace with its spans kept in the store, as MLflow's tracing writes it. */
export function recordTrace(recording: Recording, plan: TracePlan): Row<"trace_info"> {
  const { rows, random } = recording;
  const traceHex = uuidHex(random);
  const [root] = plan.spans;
  const info: Row<"trace_info"> = {
    request_id: `tr-${traceHex}`,
    experiment_id: plan.experiment.experiment_id,
    timestamp_ms: plan.timestamp,
    execution_time_ms: root.durationMs,
    status: plan.status,
    client_request_id: null,
    request_preview: pythonJson(root.inputs),
    response_preview: pythonJson(root.outputs),
    db_payload_generation: 1,
    trace_name: root.name,
    session_id: plan.session,
    ...tokenColumns(plan.usage),
    ...costColumns(plan.usage),
  };
  rows.trace_info.push(info);
  const rootId = random.hex(16);
  const spans = plan.spans.map((span, index) =>
    spanRow(plan, span, {
      trace: traceHex,
      span: index === 0 ? rootId : random.hex(16),
      parent: index === 0 ? null : rootId,
    }),
  );
  rows.spans.push(...spans);
  addKeyValues(recording, plan, info, spans);
  return info;
}

/** `log_feedback`: one judgement of a trace, by a person or by a model that plays judge. */
export function recordFeedback(
  recording: Recording,
  trace: Row<"trace_info">,
  feedback: {
    name: string;
    value: boolean | number;
    source: "HUMAN" | "LLM_JUDGE";
    sourceId: string;
    rationale: string;
  },
): void {
  const at = Number(trace.timestamp_ms) + 60_000;
  recording.rows.assessments.push({
    assessment_id: `a-${uuidHex(recording.random)}`,
    trace_id: trace.request_id,
    name: feedback.name,
    assessment_type: "feedback",
    value: JSON.stringify(feedback.value),
    created_timestamp: at,
    last_updated_timestamp: at,
    source_type: feedback.source,
    source_id: feedback.sourceId,
    rationale: feedback.rationale,
    valid: true,
    experiment_id: trace.experiment_id,
    trace_timestamp_ms: trace.timestamp_ms,
    aggregate_value: Number(feedback.value),
    is_numeric_value: typeof feedback.value === "number",
  });
}

function addKeyValues(
  { rows }: Recording,
  plan: TracePlan,
  { request_id, request_preview, response_preview }: Row<"trace_info">,
  spans: readonly Row<"spans">[],
): void {
  const tags = {
    "mlflow.artifactLocation": `${plan.experiment.artifact_location}/traces/${request_id}/artifacts`,
    "mlflow.trace.spansLocation": "TRACKING_STORE",
    ...plan.tags,
  };
  for (const [key, value] of Object.entries(tags)) rows.trace_tags.push({ key, value, request_id });
  const sizes = spans.map((span) => span.content?.length ?? 0).sort((a, b) => a - b);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const quantile = (part: number): number => sizes[Math.floor(part * (sizes.length - 1))] ?? 0;
  const metadata = {
    ...sourceTags(plan.run.user_id ?? "", plan.code),
    "mlflow.modelId": String(plan.model.model_id),
    "mlflow.sourceRun": String(plan.run.run_uuid),
    "mlflow.traceInputs": request_preview,
    "mlflow.traceOutputs": response_preview,
    "mlflow.trace.infoFinalized": "true",
    "mlflow.trace.sizeBytes": String(total),
    "mlflow.trace.sizeStats": pythonJson({
      total_size_bytes: total,
      num_spans: spans.length,
      max: sizes.at(-1),
      p25: quantile(0.25),
      p50: quantile(0.5),
      p75: quantile(0.75),
    }),
    "mlflow.trace_schema.version": "3",
  };
  for (const [key, value] of Object.entries(metadata)) rows.trace_request_metadata.push({ key, value, request_id });
}

function spanRow(plan: TracePlan, span: SpanPlan, ids: SpanIds): Row<"spans"> {
  const start = BigInt(plan.timestamp + span.startsAfterMs) * 1_000_000n;
  const end = start + BigInt(span.durationMs) * 1_000_000n;
  const noCost = { input_cost: null, output_cost: null, total_cost: null };
  return {
    trace_id: `tr-${ids.trace}`,
    experiment_id: plan.experiment.experiment_id,
    span_id: ids.span,
    parent_span_id: ids.parent,
    name: span.name,
    type: span.type,
    status: plan.status,
    start_time_unix_nano: start,
    end_time_unix_nano: end,
    content: spanContent(plan, span, ids, { start, end }),
    ...(span.usage === undefined ? noCost : costColumns(span.usage)),
    model_name: span.usage?.model ?? null,
  };
}

/** The span as OpenTelemetry's JSON, each attribute's value being JSON text itself. */
function spanContent(plan: TracePlan, span: SpanPlan, ids: SpanIds, time: { start: bigint; end: bigint }): string {
  const attributes = {
    "mlflow.traceRequestId": `tr-${ids.trace}`,
    "mlflow.spanType": span.type,
    "mlflow.spanInputs": span.inputs,
    "mlflow.spanOutputs": span.outputs,
    ...(span.usage === undefined ? {} : usageAttributes(span.usage)),
  };
  return pythonJson({
    trace_id: base64(ids.trace),
    span_id: base64(ids.span),
    parent_span_id: ids.parent === null ? null : base64(ids.parent),
    name: span.name,
    start_time_unix_nano: time.start,
    end_time_unix_nano: time.end,
    events: [],
    status: { code: plan.status === "OK" ? "STATUS_CODE_OK" : "STATUS_CODE_ERROR", message: "" },
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, pythonJson(value)])),
    links: [],
  });
}

function usageAttributes(usage: Usage & { readonly model: string }): Record<string, unknown> {
  return {
    "mlflow.chat.tokenUsage": tokenColumns(usage),
    "mlflow.llm.model": usage.model,
    "mlflow.llm.cost": costColumns(usage),
  };
}

function tokenColumns(usage: Usage): { input_tokens: number; output_tokens: number; total_tokens: number } {
  const { inputTokens, outputTokens } = usage;
  return { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
}

function costColumns(usage: Usage): { input_cost: number; output_cost: number; total_cost: number } {
  const { inputCost, outputCost } = usage;
  return { input_cost: inputCost, output_cost: outputCost, total_cost: inputCost + outputCost };
}

function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
