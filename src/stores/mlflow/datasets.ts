import type { CursorValue, Ordering } from "../../rules/cursor.js";
import type { Scope } from "../../rules/scope.js";
import { childPages, groupBy } from "../child-pages.js";
import { hasOneOfKeys } from "../composite-keys.js";
import { numberColumn, type OrderColumn, textColumn } from "../keyset.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { toExperimentId } from "./experiment-id.js";
import { type RawRun, type RunRow, runColumns, runOrder, toRunRow } from "./runs.js";

export interface DatasetRow {
  readonly store: string;
  /** dataset_uuid: indexed, not unique by constraint. */
  readonly mlflowId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
}

/** One use of a dataset by a run. */
export interface DatasetInputRow {
  readonly store: string;
  readonly inputUuid: string;
  /** Its tag mlflow.data.context. */
  readonly context: string | null;
  readonly runId: string;
  readonly dataset: DatasetRow;
}

export interface DatasetKey {
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
}

export function datasetKey({ experimentId, name, digest }: DatasetKey): string {
  return JSON.stringify([experimentId, name, digest]);
}

/** @returns datasets by MLflow's primary key (experiment, name, digest) */
export async function datasetsByKeys(
  open: OpenStore,
  scope: Scope,
  keys: readonly DatasetKey[],
): Promise<Map<string, DatasetRow>> {
  const wanted = keys.flatMap(({ experimentId, name, digest }) =>
    toExperimentId(open, experimentId) === null ? [] : [[experimentId, name, digest]],
  );
  if (wanted.length === 0) return new Map();
  const { isOneOf } = open.fragments;
  const columns = [
    { isOneOf: (ids: readonly string[]) => open.fragments.isIn(sql`d.experiment_id`, ids.map(BigInt)) },
    { isOneOf: (names: readonly string[]) => isOneOf(sql`d.name`, names) },
    { isOneOf: (digests: readonly string[]) => isOneOf(sql`d.digest`, digests) },
  ];
  const found = await open.rows<RawDataset>(
    sql`select ${datasetColumns} from datasets d where ${allOf([hasOneOfKeys(columns, wanted), ...visible(open, scope)])}`,
  );
  const rows = found.map((row) => toDatasetRow(open.name, row));
  return new Map(rows.map((row) => [datasetKey(row), row]));
}

/** @returns datasets by dataset_uuid; where several share one, the first by MLflow's primary key */
export async function datasetsByUuids(
  open: OpenStore,
  scope: Scope,
  uuids: readonly string[],
): Promise<Map<string, DatasetRow>> {
  const rows = await open.rows<RawDataset>(
    sql`select ${datasetColumns} from datasets d where ${allOf([open.fragments.isOneOf(sql`d.dataset_uuid`, uuids), ...visible(open, scope)])} order by d.experiment_id desc, d.name desc, d.digest desc`,
  );
  return new Map(rows.map((row) => toDatasetRow(open.name, row)).map((row) => [row.mlflowId, row]));
}

function visible(open: OpenStore, scope: Scope): Sql[] {
  return inVisibleExperiments(open, scope, sql`d.experiment_id`);
}

export interface InputPage {
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

/** The rest of MLflow's two primary keys breaks ties: neither dataset_uuid nor input_uuid is unique. */
export const datasetInputOrdering: Ordering<DatasetInputRow> = {
  name: "datasetInputs",
  kinds: ["text", "text", "integer", "text"],
  place: ({ dataset }) => [dataset.name, dataset.digest, BigInt(dataset.experimentId), dataset.mlflowId],
};

function inputOrder(open: OpenStore): OrderColumn[] {
  return [
    textColumn(open, sql`d.name`, "ascending"),
    textColumn(open, sql`d.digest`, "ascending"),
    numberColumn(sql`d.experiment_id`, "ascending", { max: open.fragments.experimentIdMax }),
    textColumn(open, sql`d.dataset_uuid`, "ascending"),
  ];
}

/** @returns by run id, up to `first + 1` of the datasets it read */
export async function datasetInputsOfRuns(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  page: InputPage,
): Promise<Map<string, DatasetInputRow[]>> {
  const rows = await childPages<RawInput>(open, {
    select: sql`i.input_uuid, i.destination_id as run_id, c.value as context, ${datasetColumns}`,
    from: sql`inputs i join datasets d on d.dataset_uuid = i.source_id left join input_tags c on c.input_uuid = i.input_uuid and ${open.fragments.isOneOf(sql`c.name`, ["mlflow.data.context"])}`,
    where: [
      sql`i.source_type = 'DATASET' and i.destination_type = 'RUN'`,
      open.fragments.isOneOf(sql`i.destination_id`, runIds),
      ...visible(open, scope),
    ],
    parent: [open.fragments.exact(sql`i.destination_id`)],
    parentCount: runIds.length,
    order: inputOrder(open),
    first: page.first,
    after: page.after,
  });
  return groupBy(
    rows.map((row) => toInputRow(open.name, row)),
    (row) => row.runId,
  );
}

/** @returns by experiment id, up to `first + 1` of its datasets by name and digest */
export async function datasetsOfExperiments(
  open: OpenStore,
  _scope: Scope,
  experimentIds: readonly string[],
  page: InputPage,
): Promise<Map<string, DatasetRow[]>> {
  const ids = experimentIds.map((id) => toExperimentId(open, id)).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await childPages<RawDataset>(open, {
    select: datasetColumns,
    from: sql`datasets d`,
    where: [open.fragments.isIn(sql`d.experiment_id`, ids)],
    parent: [sql`d.experiment_id`],
    parentCount: ids.length,
    order: [textColumn(open, sql`d.name`, "ascending"), textColumn(open, sql`d.digest`, "ascending")],
    first: page.first,
    after: page.after,
  });
  return groupBy(
    rows.map((row) => toDatasetRow(open.name, row)),
    (row) => row.experimentId,
  );
}

export const datasetOrdering: Ordering<DatasetRow> = {
  name: "datasets",
  kinds: ["text", "text"],
  place: (row) => [row.name, row.digest],
};

/** @returns by dataset uuid, up to `first + 1` of the runs that read it, latest start first */
export async function runsOfDatasets(
  open: OpenStore,
  scope: Scope,
  datasetUuids: readonly string[],
  page: InputPage,
): Promise<Map<string, RunRow[]>> {
  const rows = await childPages<RawRun & { dataset_uuid: string }>(open, {
    select: sql`${runColumns}, i.source_id as dataset_uuid`,
    from: sql`inputs i join runs r on r.run_uuid = i.destination_id`,
    where: [
      sql`i.source_type = 'DATASET' and i.destination_type = 'RUN'`,
      open.fragments.isOneOf(sql`i.source_id`, datasetUuids),
      ...inVisibleExperiments(open, scope, sql`r.experiment_id`),
    ],
    parent: [open.fragments.exact(sql`i.source_id`)],
    parentCount: datasetUuids.length,
    order: runOrder(open),
    first: page.first,
    after: page.after,
  });
  const groups = groupBy(rows, (row) => row.dataset_uuid);
  return new Map([...groups].map(([dataset, runs]) => [dataset, runs.map((row) => toRunRow(open.name, row))]));
}

export const datasetColumns: Sql = sql`d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile`;

export interface RawDataset {
  readonly dataset_uuid: string;
  readonly experiment_id: unknown;
  readonly name: string;
  readonly digest: string;
  readonly dataset_source_type: string;
  readonly dataset_source: string;
  readonly dataset_schema: string | null;
  readonly dataset_profile: string | null;
}

interface RawInput extends RawDataset {
  readonly input_uuid: string;
  readonly run_id: string;
  readonly context: string | null;
}

export function toDatasetRow(store: string, row: RawDataset): DatasetRow {
  return {
    store,
    mlflowId: row.dataset_uuid,
    experimentId: String(row.experiment_id),
    name: row.name,
    digest: row.digest,
    sourceType: row.dataset_source_type,
    source: row.dataset_source,
    schema: row.dataset_schema,
    profile: row.dataset_profile,
  };
}

function toInputRow(store: string, row: RawInput): DatasetInputRow {
  const { input_uuid: inputUuid, run_id: runId, context } = row;
  return { store, inputUuid, runId, context, dataset: toDatasetRow(store, row) };
}
