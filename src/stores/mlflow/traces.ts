import type { CursorValue, Ordering } from "../../rules/cursor.js";
import { type TraceState, toTraceState } from "../../rules/enums.js";
import type { Failure } from "../../rules/failure.js";
import type { Condition } from "../../rules/filter.js";
import type { Scope } from "../../rules/scope.js";
import { costs, sourceRunKey, type TraceCost, type TraceTokens, tokens } from "../../rules/trace-facts.js";
import { lackOf, requireCapability } from "../capability.js";
import { childPages, groupBy } from "../child-pages.js";
import { filterSql } from "../filter-sql.js";
import { numberColumn, type OrderColumn, textColumn } from "../keyset.js";
import { toBigInt, toBigIntOrNull, toNumberOrNull } from "../row-values.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { toExperimentId } from "./experiment-id.js";
import { traceSearch } from "./search-tables.js";

export interface TraceRow {
  readonly store: string;
  readonly mlflowId: string;
  readonly experimentId: string;
  readonly state: TraceState;
  /** Unix epoch milliseconds, by the client's clock. */
  readonly requestTime: bigint;
  readonly executionDurationMs: bigint | null;
  /** A failure where the store's schema has no such column: that field's alone. */
  readonly clientRequestId: string | null | Failure;
  readonly requestPreview: string | null | Failure;
  readonly responsePreview: string | null | Failure;
  /** What newer schemas keep in columns; null where it is among the trace's tags and metadata. */
  readonly columns: TraceColumns | null;
}

export interface TraceColumns {
  readonly name: string | null;
  readonly tokens: TraceTokens | null;
  readonly cost: TraceCost | null;
}

export interface TracePage {
  readonly condition: Condition | null;
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

/** Newest first, as MLflow lists traces; the id breaks ties. */
export const traceOrdering: Ordering<TraceRow> = {
  name: "traces",
  kinds: ["integer", "text"],
  place: (row) => [row.requestTime, row.mlflowId],
};

function traceOrder(open: OpenStore): OrderColumn[] {
  return [numberColumn(sql`t.timestamp_ms`, "descending"), textColumn(open, sql`t.request_id`, "ascending")];
}

function visible(open: OpenStore, scope: Scope): Sql[] {
  return inVisibleExperiments(open, scope, sql`t.experiment_id`);
}

/** @returns traces by MLflow's id; unknown ids are absent */
export async function tracesByIds(
  open: OpenStore,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, TraceRow>> {
  requireCapability(open, "traces");
  const rows = await open.rows<RawTrace>(
    sql`select ${traceColumns(open)} from trace_info t where ${allOf([open.fragments.isOneOf(sql`t.request_id`, ids), ...visible(open, scope)])}`,
  );
  return new Map(rows.map((row) => toTraceRow(open, row)).map((row) => [row.mlflowId, row]));
}

/** @returns by experiment id, up to `first + 1` of its traces */
export async function tracesOfExperiments(
  open: OpenStore,
  _scope: Scope,
  experimentIds: readonly string[],
  page: TracePage,
): Promise<Map<string, TraceRow[]>> {
  requireCapability(open, "traces");
  const ids = experimentIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await childPages<RawTrace>(open, {
    select: traceColumns(open),
    from: sql`trace_info t`,
    where: [open.fragments.isIn(sql`t.experiment_id`, ids), ...filterSql(open, traceSearch(open), page.condition)],
    parent: [sql`t.experiment_id`],
    parentCount: ids.length,
    order: traceOrder(open),
    first: page.first,
    after: page.after,
  });
  return groupBy(
    rows.map((row) => toTraceRow(open, row)),
    (row) => row.experimentId,
  );
}

/** @returns by run id, up to `first + 1` of the traces that were made in it or linked to it */
export async function tracesOfRuns(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  page: TracePage,
): Promise<Map<string, TraceRow[]>> {
  requireCapability(open, "traces");
  const rows = await childPages<RawTrace & { run_id: string }>(open, {
    select: sql`${traceColumns(open)}, l.run_id`,
    from: sql`(${linksTo(open, runIds)}) l join trace_info t on t.request_id = l.trace_id`,
    where: [...filterSql(open, traceSearch(open), page.condition), ...visible(open, scope)],
    parent: [open.fragments.exact(sql`l.run_id`)],
    parentCount: runIds.length,
    order: traceOrder(open),
    first: page.first,
    after: page.after,
  });
  const groups = groupBy(rows, (row) => row.run_id);
  return new Map([...groups].map(([run, traces]) => [run, traces.map((row) => toTraceRow(open, row))]));
}

/** Rows (run_id, trace_id), each once: a run's own traces, and since MLflow 3.3 those linked to it afterwards. */
function linksTo(open: OpenStore, runIds: readonly string[]): Sql {
  const { isOneOf } = open.fragments;
  const made = sql`select m.value as run_id, m.request_id as trace_id from trace_request_metadata m where m.key = ${sourceRunKey} and ${isOneOf(sql`m.value`, runIds)}`;
  if (!open.capabilities.entityAssociations) return made;
  const linked = sql`select a.destination_id, a.source_id from entity_associations a where a.source_type = 'trace' and a.destination_type = 'run' and ${isOneOf(sql`a.destination_id`, runIds)}`;
  return sql`${made} union ${linked}`;
}

/** @returns by trace id, MLflow's id of the run that it was made in, or else of the one that it was linked to first */
export async function runsOfTraces(
  open: OpenStore,
  _scope: Scope,
  traceIds: readonly string[],
): Promise<Map<string, string>> {
  requireCapability(open, "traces");
  const { isOneOf } = open.fragments;
  const made = sql`select m.request_id as trace_id, m.value as run_id, 0 as is_link, 0 as linked_at from trace_request_metadata m where m.key = ${sourceRunKey} and ${isOneOf(sql`m.request_id`, traceIds)}`;
  const linked = sql` union all select a.source_id, a.destination_id, 1, coalesce(a.created_time, 0) from entity_associations a where a.source_type = 'trace' and a.destination_type = 'run' and ${isOneOf(sql`a.source_id`, traceIds)}`;
  const rows = await open.rows<{ trace_id: string; run_id: string }>(
    sql`select x.trace_id, x.run_id from (${made}${open.capabilities.entityAssociations ? linked : sql``}) x order by x.is_link desc, x.linked_at desc, x.run_id desc`,
  );
  // Of equal keys the last stays.
  return new Map(rows.map((row) => [row.trace_id, row.run_id]));
}

function traceColumns({ capabilities }: OpenStore): Sql {
  const previews = capabilities.tracePreviews
    ? sql`, t.client_request_id, t.request_preview, t.response_preview`
    : sql``;
  const usage = capabilities.traceColumns
    ? sql`, t.trace_name, t.input_tokens, t.output_tokens, t.total_tokens, t.input_cost, t.output_cost, t.total_cost`
    : sql``;
  return sql`t.request_id, t.experiment_id, t.timestamp_ms, t.execution_time_ms, t.status${previews}${usage}`;
}

interface RawTrace {
  readonly request_id: string;
  readonly experiment_id: unknown;
  readonly timestamp_ms: unknown;
  readonly execution_time_ms: unknown;
  readonly status: string;
  readonly client_request_id?: string | null;
  readonly request_preview?: string | null;
  readonly response_preview?: string | null;
  readonly trace_name?: string | null;
  readonly input_tokens?: unknown;
  readonly output_tokens?: unknown;
  readonly total_tokens?: unknown;
  readonly input_cost?: unknown;
  readonly output_cost?: unknown;
  readonly total_cost?: unknown;
}

function toTraceRow(open: OpenStore, row: RawTrace): TraceRow {
  const noPreviews = lackOf(open, "tracePreviews");
  return {
    store: open.name,
    mlflowId: row.request_id,
    experimentId: String(row.experiment_id),
    state: toTraceState(row.status),
    requestTime: toBigInt(row.timestamp_ms),
    executionDurationMs: toBigIntOrNull(row.execution_time_ms),
    clientRequestId: noPreviews ?? row.client_request_id ?? null,
    requestPreview: noPreviews ?? row.request_preview ?? null,
    responsePreview: noPreviews ?? row.response_preview ?? null,
    columns: open.capabilities.traceColumns ? toColumns(row) : null,
  };
}

function toColumns(row: RawTrace): TraceColumns {
  return {
    name: row.trace_name ?? null,
    tokens: tokens({
      input: toBigIntOrNull(row.input_tokens),
      output: toBigIntOrNull(row.output_tokens),
      total: toBigIntOrNull(row.total_tokens),
    }),
    cost: costs({
      input: toNumberOrNull(row.input_cost),
      output: toNumberOrNull(row.output_cost),
      total: toNumberOrNull(row.total_cost),
    }),
  };
}
