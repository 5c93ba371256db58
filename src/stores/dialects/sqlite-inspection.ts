import { constants } from "node:fs";
import { access as mayAccess } from "node:fs/promises";
import { dirname } from "node:path";
import type { AccessFacts, ServerFacts } from "../../rules/store-facts.js";
import { join, raw, sql } from "../sql.js";
import type { StoreOptions } from "../store-options.js";
import { helped, type Inspection, indexesByExpression, type Rows, suggestedIndexes } from "./inspection.js";

export const sqliteInspection: Inspection = {
  server,
  clock: null,
  access,
  async text(rows) {
    const [found] = await rows<{ encoding: string }>(sql`pragma encoding`);
    return {
      encoding: found?.encoding ?? "",
      collation: null,
      keyCollations: [],
      holdsAllCharacters: true,
      mergesKeys: false,
    };
  },
  // Row numbers grow by one; deleted rows leave gaps.
  estimates: (tables) =>
    join(
      tables.map(
        (table) =>
          sql`select ${raw(`'${table}'`)} as table_name, max(rowid) as row_estimate, null as bytes from ${raw(table)}`,
      ),
      " union all ",
    ),
  suggestedIndexes: suggestedIndexes(
    [
      {
        name: "gatehouse_runs_of_experiment",
        table: "runs",
        columns: ["experiment_id", null, "start_time", "run_uuid"],
        only: null,
        helps: helped.runsOfExperiment,
        on: "runs (experiment_id, (case when start_time is null then 1 else 0 end), start_time desc, run_uuid)",
      },
      {
        name: "gatehouse_runs_by_start",
        table: "runs",
        columns: [null, "start_time", "run_uuid"],
        only: null,
        helps: helped.runsOfStore,
        on: "runs ((case when start_time is null then 1 else 0 end), start_time desc, run_uuid)",
      },
      {
        name: "gatehouse_child_runs",
        table: "tags",
        // With the key among the columns too, or SQLite takes MLflow's own index for lists of several runs' children.
        columns: ["key", "value"],
        only: { column: "key", value: "mlflow.parentRunId" },
        helps: helped.childRuns,
        on: "tags (key, value) where key = 'mlflow.parentRunId'",
      },
      ...indexesByExpression,
    ],
    (name, on) => `CREATE INDEX IF NOT EXISTS ${name} ON ${on};`,
  ),
};

async function server(rows: Rows, options: StoreOptions): Promise<ServerFacts> {
  const [version] = await rows<{ version: string }>(sql`select sqlite_version() as version`);
  const [journal] = await rows<{ journal_mode: string }>(sql`pragma journal_mode`);
  return {
    product: "SQLite",
    version: version?.version ?? "",
    readOnly: (await isWritable(options)) ? null : "FILE",
    isolation: null,
    journalMode: journal?.journal_mode ?? null,
  };
}

/** There are no users and no rights but the file's. A writer makes a journal beside it. */
async function access(rows: Rows, tables: readonly string[], options: StoreOptions): Promise<AccessFacts> {
  const found = await rows<{ name: string }>(sql`select t.name from sqlite_master t where t.type in ('table', 'view')`);
  const names = new Set(found.map(({ name }) => name));
  const canWrite = await isWritable(options);
  return {
    user: null,
    tables: tables.map((table) => {
      const exists = names.has(table);
      const may = exists && canWrite;
      return { table, exists, canSelect: exists, canInsert: may, canUpdate: may, canDelete: may };
    }),
    canCreateTables: canWrite,
    isOwner: null,
    isSuperuser: null,
    grants: [],
  };
}

async function isWritable({ url }: StoreOptions): Promise<boolean> {
  const file = url.replace(/^sqlite:/, "");
  const checks = [file, dirname(file)].map((path) =>
    mayAccess(path, constants.W_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(checks)).every(Boolean);
}
