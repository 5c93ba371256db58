import type { CursorValue, Ordering } from "../../rules/cursor.js";
import { type ModelStage, toModelStage, toVersionStatus, type VersionStatus } from "../../rules/enums.js";
import { formatModelSource, parseModelSource, versionMax } from "../../rules/model-source.js";
import type { Scope } from "../../rules/scope.js";
import { childPages, childPagesSql, groupBy } from "../child-pages.js";
import { hasOneOfKeys, isOneOfScanned } from "../composite-keys.js";
import type { KeysColumn } from "../dialects/dialect.js";
import { numberColumn, type OrderColumn, textColumn } from "../keyset.js";
import { toBigIntOrNull, toInteger } from "../row-values.js";
import { inVisibleModels } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { readAhead } from "./lists-ahead.js";
import {
  isOfKind,
  isOneOf,
  keyColumns,
  keyParts,
  type ModelKey,
  modelKey,
  nameColumns,
  type RegistryKind,
} from "./registered-models.js";
import { aheadOfVersion, type VersionAhead, versionsAhead, type WithVersionAhead } from "./versions-ahead.js";
import { defaultWorkspace, isInWorkspaces, workspaceColumn } from "./workspaces.js";

export interface ModelVersionRow extends ModelKey {
  readonly store: string;
  readonly version: number;
  /** When the registered model was created: part of the version's id, since numbers restart with a new model. */
  readonly modelCreatedAt: bigint | null;
  readonly createdAt: bigint | null;
  readonly lastUpdatedAt: bigint | null;
  readonly description: string | null;
  readonly stage: ModelStage;
  readonly source: string | null;
  readonly storageLocation: string | null;
  readonly runId: string | null;
  readonly runLink: string | null;
  readonly status: VersionStatus;
  readonly statusMessage: string | null;
}

const versionRange = { max: BigInt(versionMax) };

export interface VersionKey extends ModelKey {
  readonly version: number;
}

export function versionKey({ workspace, name, version }: VersionKey): string {
  return JSON.stringify([workspace, name, version]);
}

export interface VersionPage {
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

/** @returns versions of models, or of prompts, by workspace, exact name and number; deleted versions are not among them */
export async function modelVersionsByKeys(
  open: OpenStore,
  scope: Scope,
  keys: readonly VersionKey[],
  kind: RegistryKind = "model",
): Promise<Map<string, ModelVersionRow>> {
  const rows = await open.rows<RawVersion>(
    sql`select ${versionColumns(open)} from ${versionTables(open)} where ${allOf([isOneOfVersions(open, sql`v`, keys), ...isThere(open, kind), ...inVisibleModels(open, scope, sql`v`)])}`,
  );
  return new Map(rows.map((row) => toVersionRow(open.name, row)).map((row) => [versionKey(row), row]));
}

/** @returns by key, which of these versions MLflow has deleted: their rows stay, emptied */
export async function deletedVersions(
  open: OpenStore,
  scope: Scope,
  keys: readonly VersionKey[],
): Promise<Map<string, boolean>> {
  const rows = await open.rows<ModelKey & { version: unknown }>(
    sql`select ${keyColumns(open, sql`v`)}, v.version from model_versions v where ${allOf([isOneOfVersions(open, sql`v`, keys), ...inVisibleModels(open, scope, sql`v`)])} and v.current_stage = 'Deleted_Internal'`,
  );
  return new Map(rows.map((row) => [versionKey({ ...row, version: toInteger(row.version) }), true]));
}

/** Rows of a table with the key of a model version, `alias` being the table's. */
export function isOneOfVersions(open: OpenStore, alias: Sql, keys: readonly VersionKey[]): Sql {
  const { isOneOfKeys } = open.fragments;
  // Versions of one model lie together in the index.
  if (isOneOfKeys !== null && new Set(keys.map(modelKey)).size > 1) return isOneOfKeys(keysOf(open, alias, keys));
  const version = {
    isOneOf: (versions: readonly string[]) => open.fragments.isIn(sql`${alias}.version`, versions.map(BigInt)),
  };
  return hasOneOfKeys(
    [...nameColumns(open, alias), version],
    keys.map(({ workspace, name, version: number }) => [workspace, name, String(number)]),
  );
}

function keysOf(open: OpenStore, alias: Sql, keys: readonly VersionKey[]): KeysColumn[] {
  const { workspaces } = open.capabilities;
  const there = workspaces ? keys : keys.filter(({ workspace }) => workspace === defaultWorkspace);
  const text = (column: Sql, partOf: (key: VersionKey) => string): KeysColumn => ({
    column,
    type: "text",
    values: there.map(partOf),
  });
  return [
    ...(workspaces ? [text(sql`${alias}.workspace`, ({ workspace }) => workspace)] : []),
    text(sql`${alias}.name`, ({ name }) => name),
    { column: sql`${alias}.version`, type: "integer", values: there.map(({ version }) => String(version)) },
  ];
}

/** @returns by model or prompt, up to `first + 1` of its versions, highest number first */
export async function versionsOfModels(
  open: OpenStore,
  scope: Scope,
  keys: readonly ModelKey[],
  page: VersionPage,
  kind: RegistryKind = "model",
  ahead: VersionAhead = { lists: [], run: null },
): Promise<Map<string, (ModelVersionRow & WithVersionAhead)[]>> {
  const pages = childPagesSql({
    select: versionColumns(open),
    from: versionTables(open),
    where: [isOneOf(open, sql`v`, keys), ...isThere(open, kind)],
    parent: keyParts(open, sql`v`),
    parentCount: keys.length,
    order: [numberColumn(sql`v.version`, "descending", versionRange)],
    first: page.first,
    after: page.after,
  });
  const rows = await readAhead<RawVersion>(open, pages, versionsAhead(open, scope, pages, ahead));
  return groupBy(
    rows.map((row) => ({ ...toVersionRow(open.name, row), ...aheadOfVersion(open, row, ahead) })),
    modelKey,
  );
}

export const versionOrdering: Ordering<ModelVersionRow> = {
  name: "modelVersions",
  kinds: ["integer"],
  place: (row) => [BigInt(row.version)],
};

/** @returns by run id, up to `first + 1` of the versions registered from it, by model name and number */
export function versionsOfRuns(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
  page: VersionPage,
): Promise<Map<string, ModelVersionRow[]>> {
  return versionsByOrigin(open, scope, sql`v.run_id`, runIds, page, ({ runId }) => runId ?? "");
}

export const versionOfRunOrdering: Ordering<ModelVersionRow> = {
  name: "modelVersionsOfRun",
  kinds: ["text", "text", "integer"],
  place: (row) => [row.name, row.workspace, BigInt(row.version)],
};

/** @returns by logged model id, up to `first + 1` of the versions registered from it, by model name and number */
export function versionsOfLoggedModels(
  open: OpenStore,
  scope: Scope,
  modelIds: readonly string[],
  page: VersionPage,
): Promise<Map<string, ModelVersionRow[]>> {
  const idOf = new Map(modelIds.map((id) => [formatModelSource({ loggedModel: id }), id]));
  return versionsByOrigin(
    open,
    scope,
    sql`v.source`,
    [...idOf.keys()],
    page,
    ({ source }) => idOf.get(source ?? "") ?? "",
  );
}

/** @returns by version, up to `first + 1` of the versions that are copies of it, by model name and number */
export function copiesOfVersions(
  open: OpenStore,
  scope: Scope,
  keys: readonly VersionKey[],
  page: VersionPage,
): Promise<Map<string, ModelVersionRow[]>> {
  const workspaces = [...new Set(keys.map(({ workspace }) => workspace))];
  const inWorkspaces = isInWorkspaces(open, sql`v`, workspaces);
  const originOf = ({ workspace, source }: ModelVersionRow) => {
    const origin = parseModelSource(source);
    return origin !== null && "name" in origin ? versionKey({ workspace, ...origin }) : "";
  };
  return versionsByOrigin(open, scope, sql`v.source`, keys.map(formatModelSource), page, originOf, {
    where: [inWorkspaces],
    parent: [workspaceColumn(open, sql`v`)],
  });
}

/** By what they were registered from: the value of `column`, compared byte by byte. */
async function versionsByOrigin(
  open: OpenStore,
  scope: Scope,
  column: Sql,
  origins: readonly string[],
  page: VersionPage,
  originOf: (row: ModelVersionRow) => string,
  within: { readonly where: readonly Sql[]; readonly parent: readonly Sql[] } = { where: [], parent: [] },
): Promise<Map<string, ModelVersionRow[]>> {
  const rows = await childPages<RawVersion>(open, {
    select: versionColumns(open),
    from: versionTables(open),
    where: [
      isOneOfScanned(open, column, origins),
      ...within.where,
      ...isThere(open),
      ...inVisibleModels(open, scope, sql`v`),
    ],
    parent: [open.fragments.exact(column), ...within.parent],
    parentCount: origins.length,
    order: versionOfRunOrder(open),
    first: page.first,
    after: page.after,
  });
  return groupBy(
    rows.map((row) => toVersionRow(open.name, row)),
    originOf,
  );
}

function versionOfRunOrder(open: OpenStore): OrderColumn[] {
  return [
    textColumn(open, sql`v.name`, "ascending"),
    textColumn(open, workspaceColumn(open, sql`v`), "ascending"),
    numberColumn(sql`v.version`, "ascending", versionRange),
  ];
}

export function versionTables(open: OpenStore): Sql {
  const sameWorkspace = open.capabilities.workspaces ? sql` and m.workspace = v.workspace` : sql``;
  return sql`model_versions v join registered_models m on m.name = v.name${sameWorkspace}`;
}

/** MLflow deletes a version by giving it this stage; for every read it is gone. */
export function isThere(open: OpenStore, kind: RegistryKind = "model"): Sql[] {
  return [sql`v.current_stage <> 'Deleted_Internal'`, isOfKind(open, sql`v`, kind)];
}

export function versionColumns(open: OpenStore): Sql {
  return sql`${keyColumns(open, sql`v`)}, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message`;
}

export interface RawVersion extends ModelKey {
  readonly version: unknown;
  readonly model_creation_time: unknown;
  readonly creation_time: unknown;
  readonly last_updated_time: unknown;
  readonly description: string | null;
  readonly current_stage: string | null;
  readonly source: string | null;
  readonly storage_location: string | null;
  readonly run_id: string | null;
  readonly run_link: string | null;
  readonly status: string | null;
  readonly status_message: string | null;
}

export function toVersionRow(store: string, row: RawVersion): ModelVersionRow {
  return {
    store,
    workspace: row.workspace,
    name: row.name,
    version: toInteger(row.version),
    modelCreatedAt: toBigIntOrNull(row.model_creation_time),
    createdAt: toBigIntOrNull(row.creation_time),
    lastUpdatedAt: toBigIntOrNull(row.last_updated_time),
    description: row.description,
    stage: toModelStage(row.current_stage),
    source: row.source,
    storageLocation: row.storage_location,
    runId: row.run_id === "" ? null : row.run_id,
    runLink: row.run_link,
    status: toVersionStatus(row.status),
    statusMessage: row.status_message,
  };
}
