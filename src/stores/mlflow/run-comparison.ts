import { factTags, type RunFacts } from "../../rules/run-facts.js";
import type { Scope } from "../../rules/scope.js";
import { rowsAfter, textColumn } from "../keyset.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, join, raw, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import type { KeyValuePage, OwnedTable } from "./key-values.js";
import { type RawRun, type RunRow, runColumns, toRunRow } from "./runs.js";

/** A run, and what its tags tell of it. */
export interface RunWithFacts {
  readonly run: RunRow;
  readonly facts: RunFacts;
}

/** @returns by run id, deleted ones too; unknown ids are absent */
export async function runsWithFacts(
  open: OpenStore,
  scope: Scope,
  runIds: readonly string[],
): Promise<Map<string, RunWithFacts>> {
  const where = allOf([
    open.fragments.isIn(sql`r.run_uuid`, runIds),
    ...inVisibleExperiments(open, scope, sql`r.experiment_id`),
  ]);
  const isFact = open.fragments.isOneOf(sql`t.key`, factTags);
  const rows = await open.rows<RawRun & { fact: string | null; fact_value: string | null }>(
    sql`select ${runColumns}, t.key as fact, t.value as fact_value from runs r left join tags t on t.run_uuid = r.run_uuid and ${isFact} where ${where}`,
  );
  const found = new Map<string, { run: RunRow; facts: Record<string, string | null> }>();
  for (const row of rows) {
    const { run, facts } = found.get(row.run_uuid) ?? { run: toRunRow(open.name, row), facts: {} };
    found.set(row.run_uuid, { run, facts: row.fact === null ? facts : { ...facts, [row.fact]: row.fact_value } });
  }
  return found;
}

/** Which keys of runs to compare. */
export interface ComparedKeys extends KeyValuePage {
  /** Without keys that begin with this; null leaves none out. */
  readonly withoutPrefix: string | null;
}

/**
 * The rows under the first `first + 1` keys that any of the runs has.
 *
 * @param table one whose owners are runs
 * @returns by run id and key
 */
export async function rowsOfKeys<Row extends { readonly key: string }>(
  open: OpenStore,
  _scope: Scope,
  table: OwnedTable<Row>,
  runIds: readonly string[],
  keys: ComparedKeys,
): Promise<Map<string, Map<string, Row>>> {
  const key = textColumn(open, raw("o.key"), "ascending");
  const place = sql`dense_rank() over (order by ${key.expression})`;
  const columns = join(table.columns.map((name) => raw(`o.${name}`)));
  const where = allOf([open.fragments.isIn(sql`o.run_uuid`, runIds), ...keyConditions(open, keys)]);
  const rows = await open.rows<RawOwnedByRun>(
    sql`select x.* from (select o.run_uuid, o.key as item_key, ${columns}, ${place} as place from ${raw(table.table)} o where ${where}) x where x.place <= ${keys.first + 1}`,
  );
  const byRun = new Map<string, Map<string, Row>>();
  for (const row of rows) {
    const ofRun = byRun.get(row.run_uuid) ?? new Map<string, Row>();
    byRun.set(row.run_uuid, ofRun.set(row.item_key, table.read(row)));
  }
  return byRun;
}

function keyConditions(open: OpenStore, { keys, after, withoutPrefix }: ComparedKeys): Sql[] {
  const { isOneOf, matches } = open.fragments;
  return [
    ...(keys === null ? [] : [isOneOf(sql`o.key`, keys)]),
    ...(withoutPrefix === null ? [] : [sql`not ${matches.startsWith(sql`o.key`, withoutPrefix)}`]),
    ...(after === null ? [] : [rowsAfter([textColumn(open, raw("o.key"), "ascending")], after)]),
  ];
}

type RawOwnedByRun = { readonly run_uuid: string; readonly item_key: string } & Readonly<Record<string, unknown>>;
