import type { CursorValue, Ordering } from "../../rules/cursor.js";
import {
  type LifecycleStage,
  type LoggedModelStatus,
  toLifecycleStage,
  toLoggedModelStatus,
} from "../../rules/enums.js";
import { encodeMetricValue, type MetricValue } from "../../rules/metric-value.js";
import type { Scope } from "../../rules/scope.js";
import { requireCapability } from "../capability.js";
import { childPages, groupBy } from "../child-pages.js";
import { isOneOfScanned } from "../composite-keys.js";
import { numberColumn, type OrderColumn, textColumn } from "../keyset.js";
import { toBigInt, toBigIntOrNull, toInteger, toNumberOrNull } from "../row-values.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, join, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { toExperimentId } from "./experiment-id.js";

export interface LoggedModelRow {
  readonly store: string;
  readonly mlflowId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly status: LoggedModelStatus;
  readonly statusMessage: string | null;
  readonly modelType: string | null;
  readonly lifecycleStage: LifecycleStage;
  /** The run that logged it; it may be gone. */
  readonly sourceRunId: string | null;
  /** Unix epoch milliseconds. */
  readonly createdAt: bigint | null;
  readonly lastUpdatedAt: bigint | null;
}

export interface LoggedModelPage {
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

/** Newest first; the id breaks ties. */
export const loggedModelOrdering: Ordering<LoggedModelRow> = {
  name: "loggedModels",
  kinds: ["integer?", "text"],
  place: (row) => [row.createdAt, row.mlflowId],
};

function loggedModelOrder(open: OpenStore): OrderColumn[] {
  return [
    numberColumn(sql`l.creation_timestamp_ms`, "descending", { nullable: true }),
    textColumn(open, sql`l.model_id`, "ascending"),
  ];
}

function visible(open: OpenStore, scope: Scope): Sql[] {
  return inVisibleExperiments(open, scope, sql`l.experiment_id`);
}

/** @returns logged models by MLflow's id, deleted ones too */
export async function loggedModelsByIds(
  open: OpenStore,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, LoggedModelRow>> {
  requireCapability(open, "loggedModels");
  const rows = await open.rows<RawLoggedModel>(
    sql`select ${loggedModelColumns} from logged_models l where ${allOf([open.fragments.isIn(sql`l.model_id`, ids), ...visible(open, scope)])}`,
  );
  return new Map(rows.map((row) => toLoggedModelRow(open.name, row)).map((row) => [row.mlflowId, row]));
}

/** @returns by experiment id, up to `first + 1` of its logged models that are not deleted */
export async function loggedModelsOfExperiments(
  open: OpenStore,
  _scope: Scope,
  experimentIds: readonly string[],
  page: LoggedModelPage,
): Promise<Map<string, LoggedModelRow[]>> {
  requireCapability(open, "loggedModels");
  const ids = experimentIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await childPages<RawLoggedModel>(open, {
    select: loggedModelColumns,
    from: sql`logged_models l`,
    where: [sql`l.experiment_id in (${join(ids)})`, sql`l.lifecycle_stage = 'active'`],
    parent: [sql`l.experiment_id`],
    parentCount: ids.length,
    order: loggedModelOrder(open),
    ...page,
  });
  return groupBy(
    rows.map((row) => toLoggedModelRow(open.name, row)),
    (row) => row.experimentId,
  );
}

/** @returns by run id, up to `first + 1` of the logged models that name it as their source, deleted ones too */
export async function loggedModelsOfSourceRuns(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  page: LoggedModelPage,
): Promise<Map<string, LoggedModelRow[]>> {
  requireCapability(open, "loggedModels");
  const rows = await childPages<RawLoggedModel>(open, {
    select: loggedModelColumns,
    from: sql`logged_models l`,
    where: [isOneOfScanned(open, sql`l.source_run_id`, runIds), ...visible(open, scope)],
    parent: [open.fragments.exact(sql`l.source_run_id`)],
    parentCount: runIds.length,
    order: [textColumn(open, sql`l.model_id`, "ascending")],
    ...page,
  });
  return groupBy(
    rows.map((row) => toLoggedModelRow(open.name, row)),
    (row) => row.sourceRunId ?? "",
  );
}

/** How a run and a logged model are joined; MLflow stores both with the run as the source. */
export type RunModelEdge = "RUN_INPUT" | "RUN_OUTPUT";

/** @returns by run id, up to `first + 1` of the logged models it used (RUN_INPUT) or made (RUN_OUTPUT) */
export async function loggedModelsOfRuns(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  edge: RunModelEdge,
  page: LoggedModelPage,
): Promise<Map<string, LoggedModelRow[]>> {
  requireCapability(open, "loggedModels");
  const rows = await childPages<RawLoggedModel & { run_id: string }>(open, {
    select: sql`${loggedModelColumns}, i.source_id as run_id`,
    from: sql`inputs i join logged_models l on l.model_id = i.destination_id`,
    where: [sql`i.source_type = ${edge}`, open.fragments.isIn(sql`i.source_id`, runIds), ...visible(open, scope)],
    parent: [sql`i.source_id`],
    parentCount: runIds.length,
    order: loggedModelOrder(open),
    ...page,
  });
  const groups = groupBy(rows, (row) => row.run_id);
  return new Map([...groups].map(([run, models]) => [run, models.map((row) => toLoggedModelRow(open.name, row))]));
}

/** One value that was measured of a logged model, perhaps on a dataset. */
export interface LoggedModelMetricRow {
  readonly store: string;
  readonly modelId: string;
  readonly experimentId: string;
  readonly key: string;
  /** MLflow keeps no flag for NaN here: it reads as 0. */
  readonly value: MetricValue;
  readonly step: bigint;
  readonly timestamp: bigint;
  readonly runId: string;
  readonly datasetName: string | null;
  readonly datasetDigest: string | null;
}

/** By metric, time, step and run: MLflow's primary key. */
export const loggedModelMetricOrdering: Ordering<LoggedModelMetricRow> = {
  name: "loggedModelMetrics",
  kinds: ["text", "integer", "integer", "text"],
  place: (row) => [row.key, row.timestamp, row.step, row.runId],
};

export interface LoggedModelMetricPage extends LoggedModelPage {
  /** Only these metrics; null for all. */
  readonly keys: readonly string[] | null;
}

/** @returns by logged model id, up to `first + 1` of the values measured of it */
export async function metricsOfLoggedModels(
  open: OpenStore,
  _scope: Scope,
  modelIds: readonly string[],
  page: LoggedModelMetricPage,
): Promise<Map<string, LoggedModelMetricRow[]>> {
  requireCapability(open, "loggedModels");
  const { exact } = open.fragments;
  const withKeys =
    page.keys === null
      ? []
      : [
          page.keys.length === 0
            ? sql`1 = 0`
            : sql`${exact(sql`x.metric_name`)} in (${join(page.keys.map((key) => exact(sql`${key}`)))})`,
        ];
  const rows = await childPages<RawMetric>(open, {
    select: sql`x.model_id, x.experiment_id, x.metric_name, x.metric_value, x.metric_step, x.metric_timestamp_ms, x.run_id, x.dataset_name, x.dataset_digest`,
    from: sql`logged_model_metrics x`,
    where: [sql`x.model_id in (${join([...modelIds])})`, ...withKeys],
    parent: [sql`x.model_id`],
    parentCount: modelIds.length,
    order: [
      textColumn(open, sql`x.metric_name`, "ascending"),
      numberColumn(sql`x.metric_timestamp_ms`, "ascending"),
      numberColumn(sql`x.metric_step`, "ascending"),
      textColumn(open, sql`x.run_id`, "ascending"),
    ],
    first: page.first,
    after: page.after,
  });
  return groupBy(
    rows.map((row) => toMetricRow(open.name, row)),
    (row) => row.modelId,
  );
}

const loggedModelColumns: Sql = sql`l.model_id, l.experiment_id, l.name, l.artifact_location, l.status, l.status_message, l.model_type, l.lifecycle_stage, l.source_run_id, l.creation_timestamp_ms, l.last_updated_timestamp_ms`;

interface RawLoggedModel {
  readonly model_id: string;
  readonly experiment_id: unknown;
  readonly name: string;
  readonly artifact_location: string;
  readonly status: unknown;
  readonly status_message: string | null;
  readonly model_type: string | null;
  readonly lifecycle_stage: string | null;
  readonly source_run_id: string | null;
  readonly creation_timestamp_ms: unknown;
  readonly last_updated_timestamp_ms: unknown;
}

interface RawMetric {
  readonly model_id: string;
  readonly experiment_id: unknown;
  readonly metric_name: string;
  readonly metric_value: unknown;
  readonly metric_step: unknown;
  readonly metric_timestamp_ms: unknown;
  readonly run_id: string;
  readonly dataset_name: string | null;
  readonly dataset_digest: string | null;
}

function toLoggedModelRow(store: string, row: RawLoggedModel): LoggedModelRow {
  return {
    store,
    mlflowId: row.model_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    artifactLocation: row.artifact_location,
    status: toLoggedModelStatus(toInteger(row.status)),
    statusMessage: row.status_message,
    modelType: row.model_type === "" ? null : row.model_type,
    lifecycleStage: toLifecycleStage(row.lifecycle_stage),
    sourceRunId: row.source_run_id,
    createdAt: toBigIntOrNull(row.creation_timestamp_ms),
    lastUpdatedAt: toBigIntOrNull(row.last_updated_timestamp_ms),
  };
}

function toMetricRow(store: string, row: RawMetric): LoggedModelMetricRow {
  return {
    store,
    modelId: row.model_id,
    experimentId: String(row.experiment_id),
    key: row.metric_name,
    value: encodeMetricValue(toNumberOrNull(row.metric_value), false),
    step: toBigInt(row.metric_step),
    timestamp: toBigInt(row.metric_timestamp_ms),
    runId: row.run_id,
    datasetName: row.dataset_name,
    datasetDigest: row.dataset_digest,
  };
}
