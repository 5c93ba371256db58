/** The columns of MLflow 3.17's tables that the demo fills, in an order in which foreign keys hold. */
export const demoTables = {
  experiments: {
    experiment_id: "int4",
    name: "text",
    artifact_location: "text",
    lifecycle_stage: "text",
    creation_time: "int8",
    last_update_time: "int8",
    workspace: "text",
  },
  experiment_tags: { key: "text", value: "text", experiment_id: "int4" },
  runs: {
    run_uuid: "text",
    name: "text",
    source_type: "text",
    source_name: "text",
    entry_point_name: "text",
    user_id: "text",
    status: "text",
    start_time: "int8",
    end_time: "int8",
    source_version: "text",
    lifecycle_stage: "text",
    artifact_uri: "text",
    experiment_id: "int4",
    deleted_time: "int8",
  },
  tags: { key: "text", value: "text", run_uuid: "text" },
  params: { key: "text", value: "text", run_uuid: "text" },
  metrics: { key: "text", value: "float8", timestamp: "int8", run_uuid: "text", step: "int8", is_nan: "bool" },
  latest_metrics: { key: "text", value: "float8", timestamp: "int8", step: "int8", is_nan: "bool", run_uuid: "text" },
  datasets: {
    dataset_uuid: "text",
    experiment_id: "int4",
    name: "text",
    digest: "text",
    dataset_source_type: "text",
    dataset_source: "text",
    dataset_schema: "text",
    dataset_profile: "text",
  },
  inputs: {
    input_uuid: "text",
    source_type: "text",
    source_id: "text",
    destination_type: "text",
    destination_id: "text",
    step: "int8",
  },
  input_tags: { input_uuid: "text", name: "text", value: "text" },
  logged_models: {
    model_id: "text",
    experiment_id: "int4",
    name: "text",
    artifact_location: "text",
    creation_timestamp_ms: "int8",
    last_updated_timestamp_ms: "int8",
    status: "int4",
    lifecycle_stage: "text",
    model_type: "text",
    source_run_id: "text",
    status_message: "text",
  },
  logged_model_metrics: {
    model_id: "text",
    metric_name: "text",
    metric_timestamp_ms: "int8",
    metric_step: "int8",
    metric_value: "float8",
    experiment_id: "int4",
    run_id: "text",
    dataset_uuid: "text",
    dataset_name: "text",
    dataset_digest: "text",
  },
  logged_model_params: { model_id: "text", experiment_id: "int4", param_key: "text", param_value: "text" },
  logged_model_tags: { model_id: "text", experiment_id: "int4", tag_key: "text", tag_value: "text" },
  registered_models: {
    name: "text",
    creation_time: "int8",
    last_updated_time: "int8",
    description: "text",
    workspace: "text",
  },
  registered_model_tags: { key: "text", value: "text", name: "text", workspace: "text" },
  model_versions: {
    name: "text",
    version: "int4",
    creation_time: "int8",
    last_updated_time: "int8",
    description: "text",
    user_id: "text",
    current_stage: "text",
    source: "text",
    run_id: "text",
    status: "text",
    status_message: "text",
    run_link: "text",
    storage_location: "text",
    workspace: "text",
  },
  model_version_tags: { key: "text", value: "text", name: "text", version: "int4", workspace: "text" },
  registered_model_aliases: { alias: "text", version: "int4", name: "text", workspace: "text" },
  trace_info: {
    request_id: "text",
    experiment_id: "int4",
    timestamp_ms: "int8",
    execution_time_ms: "int8",
    status: "text",
    client_request_id: "text",
    request_preview: "text",
    response_preview: "text",
    db_payload_generation: "int4",
    trace_name: "text",
    session_id: "text",
    input_tokens: "int8",
    output_tokens: "int8",
    total_tokens: "int8",
    input_cost: "float8",
    output_cost: "float8",
    total_cost: "float8",
  },
  trace_tags: { key: "text", value: "text", request_id: "text" },
  trace_request_metadata: { key: "text", value: "text", request_id: "text" },
  spans: {
    trace_id: "text",
    experiment_id: "int4",
    span_id: "text",
    parent_span_id: "text",
    name: "text",
    type: "text",
    status: "text",
    start_time_unix_nano: "int8",
    end_time_unix_nano: "int8",
    content: "text",
    input_cost: "float8",
    output_cost: "float8",
    total_cost: "float8",
    model_name: "text",
  },
  assessments: {
    assessment_id: "text",
    trace_id: "text",
    name: "text",
    assessment_type: "text",
    value: "text",
    created_timestamp: "int8",
    last_updated_timestamp: "int8",
    source_type: "text",
    source_id: "text",
    rationale: "text",
    valid: "bool",
    experiment_id: "int4",
    trace_timestamp_ms: "int8",
    aggregate_value: "float8",
    is_numeric_value: "bool",
  },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type ColumnType = "text" | "int4" | "int8" | "float8" | "bool";
export type TableName = keyof typeof demoTables;

interface ValueTypes {
  text: string | null;
  int4: number | null;
  /** bigint for nanoseconds, which pass 2^53. */
  int8: number | bigint | null;
  float8: number | null;
  bool: boolean;
}

export type Row<Table extends TableName> = {
  -readonly [Column in keyof (typeof demoTables)[Table]]: (typeof demoTables)[Table][Column] extends keyof ValueTypes
    ? ValueTypes[(typeof demoTables)[Table][Column]]
    : never;
};

export type DemoRows = { readonly [Table in TableName]: Row<Table>[] };

export function emptyRows(): DemoRows {
  return Object.fromEntries(Object.keys(demoTables).map((table) => [table, []])) as unknown as DemoRows;
}
