import type { MlflowVersion } from "../support/fixtures.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";

/** A trace as each version of MLflow writes it; what is left out is null or none. */
export interface TraceRows {
  readonly id: string;
  readonly experiment: string;
  readonly at: number | bigint;
  readonly durationMs?: number | null;
  readonly status?: string;
  readonly name?: string;
  /** JSON text, in metadata before MLflow 3.17 and in columns since. */
  readonly tokens?: string;
  readonly cost?: string;
  readonly clientRequestId?: string;
  readonly request?: string;
  readonly response?: string;
  readonly sourceRun?: string;
  /** Since MLflow 3.3; linked in this order. */
  readonly linkedRuns?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export async function insertTraces(url: string, version: MlflowVersion, traces: readonly TraceRows[]): Promise<void> {
  const sql = await openSql(url);
  try {
    for (const trace of traces) await insertTrace(sql, version, trace);
  } finally {
    await sql.close();
  }
}

async function insertTrace(sql: SqlRunner, version: MlflowVersion, trace: TraceRows): Promise<void> {
  const isNewest = version === "3.17.2";
  await insert(sql, "trace_info", {
    request_id: trace.id,
    experiment_id: BigInt(trace.experiment),
    timestamp_ms: trace.at,
    execution_time_ms: trace.durationMs ?? null,
    status: trace.status ?? "OK",
    ...(version === "2.22.0" ? {} : previewsOf(trace)),
    ...(isNewest ? { trace_name: trace.name ?? null, ...jsonOf(trace.tokens), ...jsonOf(trace.cost) } : {}),
  });
  const usage = { ...given("mlflow.trace.tokenUsage", trace.tokens), ...given("mlflow.trace.cost", trace.cost) };
  const metadata = { ...given("mlflow.sourceRun", trace.sourceRun), "mlflow.user": "ada" };
  const name = given("mlflow.traceName", trace.name);
  await insertPairs(sql, "trace_tags", trace.id, isNewest ? trace.tags : { ...trace.tags, ...name });
  await insertPairs(sql, "trace_request_metadata", trace.id, isNewest ? metadata : { ...metadata, ...usage });
  if (version !== "2.22.0") await insertLinks(sql, trace);
}

async function insertPairs(sql: SqlRunner, table: string, trace: string, pairs: TraceRows["tags"] = {}) {
  for (const [key, value] of Object.entries(pairs)) await insert(sql, table, { key, value, request_id: trace });
}

async function insertLinks(sql: SqlRunner, { id, linkedRuns = [] }: TraceRows): Promise<void> {
  for (const [at, run] of linkedRuns.entries()) {
    const link = { source_type: "trace", source_id: id, destination_type: "run", destination_id: run };
    await insert(sql, "entity_associations", { association_id: `${id} ${at}`, ...link, created_time: at + 1 });
  }
}

function previewsOf(trace: TraceRows) {
  return {
    client_request_id: trace.clientRequestId ?? null,
    request_preview: trace.request ?? null,
    response_preview: trace.response ?? null,
  };
}

function given(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: value };
}

/** As MLflow 3.17 moves them into columns: nothing of what is no JSON object. */
function jsonOf(text: string | undefined): Record<string, number> {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return value instanceof Object && !Array.isArray(value) ? (value as Record<string, number>) : {};
  } catch {
    return {};
  }
}

async function insert(sql: SqlRunner, table: string, row: Record<string, string | number | bigint | null>) {
  const columns = Object.keys(row);
  await sql.query(
    `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    Object.values(row),
  );
}
