import type { SqlValue } from "../support/sql-runner.js";

type Columns = Record<string, SqlValue>;
type End = readonly [type: string, id: string];

/** A row of `inputs`; the step has a default since there is one. */
export function inputColumns(uuid: string, source: End, destination: End): Columns {
  return {
    input_uuid: uuid,
    source_type: source[0],
    source_id: source[1],
    destination_type: destination[0],
    destination_id: destination[1],
  };
}

/** A row of `logged_models` in experiment 1. */
export function loggedModelColumns(id: string, sourceRunId: string | null, lifecycle_stage = "active"): Columns {
  return {
    model_id: id,
    experiment_id: 1,
    name: `model ${id}`,
    artifact_location: "s3://models",
    creation_timestamp_ms: 1,
    last_updated_timestamp_ms: 1,
    status: 2,
    lifecycle_stage,
    source_run_id: sourceRunId,
  };
}
