import type { CursorValue, Ordering } from "../../rules/cursor.js";
import type { Scope } from "../../rules/scope.js";
import { childPages, groupBy } from "../child-pages.js";
import { textColumn } from "../keyset.js";
import { toInteger } from "../row-values.js";
import { type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { isOneOfVersions, type VersionKey, versionKey } from "./model-versions.js";
import { isOneOf, keyColumns, keyParts, type ModelKey, modelKey } from "./registered-models.js";

/** A name that a registered model has for one of its versions. It may point at a version that does not exist. */
export interface ModelAliasRow extends VersionKey {
  readonly store: string;
  readonly alias: string;
}

export interface AliasPage {
  readonly first: number;
  readonly after: readonly CursorValue[] | null;
}

export const aliasOrdering: Ordering<ModelAliasRow> = {
  name: "aliases",
  kinds: ["text"],
  place: (row) => [row.alias],
};

/** @returns by model, up to `first + 1` of its aliases by name */
export async function aliasesOfModels(
  open: OpenStore,
  _scope: Scope,
  keys: readonly ModelKey[],
  page: AliasPage,
): Promise<Map<string, ModelAliasRow[]>> {
  const rows = await aliasPages(open, isOneOf(open, sql`a`, keys), keyParts(open, sql`a`), keys.length, page);
  return groupBy(rows, modelKey);
}

/** @returns by version, up to `first + 1` of the aliases that point at it, by name */
export async function aliasesOfVersions(
  open: OpenStore,
  _scope: Scope,
  keys: readonly VersionKey[],
  page: AliasPage,
): Promise<Map<string, ModelAliasRow[]>> {
  const wanted = isOneOfVersions(open, sql`a`, keys);
  const rows = await aliasPages(open, wanted, [...keyParts(open, sql`a`), sql`a.version`], keys.length, page);
  return groupBy(rows, versionKey);
}

async function aliasPages(
  open: OpenStore,
  wanted: Sql,
  parent: Sql[],
  parentCount: number,
  page: AliasPage,
): Promise<ModelAliasRow[]> {
  const rows = await childPages<ModelKey & { version: unknown; alias: string }>(open, {
    select: sql`${keyColumns(open, sql`a`)}, a.alias, a.version`,
    from: sql`registered_model_aliases a`,
    where: [wanted],
    parent,
    parentCount,
    order: [textColumn(open, sql`a.alias`, "ascending")],
    first: page.first,
    after: page.after,
  });
  return rows.map(({ workspace, name, alias, version }) => ({
    store: open.name,
    workspace,
    name,
    alias,
    version: toInteger(version),
  }));
}
