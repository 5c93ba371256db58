import type { AccessFacts, ReadOnlyReason, ServerFacts } from "../../rules/store-facts.js";
import { toBoolean } from "../row-values.js";
import { sql } from "../sql.js";
import { helped, type Inspection, indexesByExpression, type Rows, suggestedIndexes } from "./inspection.js";

export const postgresInspection: Inspection = {
  server,
  clock: sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`,
  access,
  async text(rows) {
    const [found] = await rows<{ encoding: string; collation: string }>(
      sql`select current_setting('server_encoding') as encoding, d.datcollate::text as collation from pg_database d where d.datname = current_database()`,
    );
    const encoding = found?.encoding ?? "";
    return {
      encoding,
      collation: found?.collation ?? null,
      keyCollations: [],
      holdsAllCharacters: encoding === "UTF8",
      mergesKeys: false,
    };
  },
  estimates: (tables) =>
    sql`select c.relname::text as table_name, nullif(c.reltuples, -1)::float8 as row_estimate, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c where c.relnamespace = any(current_schemas(false)::regnamespace[]) and c.relname = any(${[...tables]}::text[])`,
  suggestedIndexes: suggestedIndexes(
    [
      {
        name: "gatehouse_runs_of_experiment",
        table: "runs",
        columns: ["experiment_id", null, "start_time", "run_uuid"],
        only: null,
        helps: helped.runsOfExperiment,
        on: `runs (experiment_id, (case when start_time is null then 1 else 0 end), start_time desc, (run_uuid collate "C"))`,
      },
      {
        name: "gatehouse_runs_by_start",
        table: "runs",
        columns: [null, "start_time", "run_uuid"],
        only: null,
        helps: helped.runsOfStore,
        on: `runs ((case when start_time is null then 1 else 0 end), start_time desc, (run_uuid collate "C"))`,
      },
      {
        // A hash, since a B-tree refuses values beyond 2,704 bytes and MLflow's tags may be longer.
        name: "gatehouse_child_runs",
        table: "tags",
        columns: ["value"],
        only: { column: "key", value: "mlflow.parentRunId" },
        helps: helped.childRuns,
        on: "tags using hash (value) where key = 'mlflow.parentRunId'",
      },
      ...indexesByExpression,
    ],
    (name, on) => `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON ${on};`,
  ),
};

async function server(rows: Rows): Promise<ServerFacts> {
  const [found] = await rows<{ version: string; isolation: string; is_standby: unknown; is_read_only: unknown }>(
    sql`select current_setting('server_version') as version, current_setting('default_transaction_isolation') as isolation, pg_is_in_recovery() as is_standby, current_setting('default_transaction_read_only') = 'on' as is_read_only`,
  );
  return {
    product: "PostgreSQL",
    version: /^\d+(\.\d+)?/.exec(found?.version ?? "")?.[0] ?? "",
    readOnly: readOnlyReason(toBoolean(found?.is_standby), toBoolean(found?.is_read_only)),
    isolation: found?.isolation ?? null,
    journalMode: null,
  };
}

function readOnlyReason(isStandby: boolean, isReadOnly: boolean): ReadOnlyReason | null {
  if (isStandby) return "STANDBY";
  return isReadOnly ? "SETTING" : null;
}

interface TableRow {
  readonly table_name: string;
  readonly can_select: unknown;
  readonly can_insert: unknown;
  readonly can_update: unknown;
  readonly can_delete: unknown;
  readonly is_owner: unknown;
}

async function access(rows: Rows, tables: readonly string[]): Promise<AccessFacts> {
  const [user] = await rows<{ name: string; schema: string | null; is_superuser: unknown; can_create: unknown }>(
    sql`select current_user::text as name, current_schema()::text as schema, r.rolsuper as is_superuser, coalesce(has_schema_privilege(current_schema(), 'create'), false) as can_create from pg_roles r where r.rolname = current_user`,
  );
  // Rights on every column are as good as one on the table.
  const found = await rows<TableRow>(
    sql`select c.relname::text as table_name, has_table_privilege(c.oid, 'select') or (select bool_and(has_column_privilege(c.oid, a.attnum, 'select')) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as can_select, has_table_privilege(c.oid, 'insert') as can_insert, has_table_privilege(c.oid, 'update') as can_update, has_table_privilege(c.oid, 'delete') as can_delete, pg_has_role(c.relowner, 'usage') as is_owner from pg_class c where c.relnamespace = any(current_schemas(false)::regnamespace[]) and c.relkind in ('r', 'p', 'v') and c.relname = any(${[...tables]}::text[])`,
  );
  const byName = new Map(found.map((row) => [row.table_name, row]));
  const isSuperuser = toBoolean(user?.is_superuser);
  return {
    user: user?.name ?? null,
    tables: tables.map((table) => {
      const row = byName.get(table);
      return {
        table,
        exists: row !== undefined,
        canSelect: toBoolean(row?.can_select),
        canInsert: toBoolean(row?.can_insert),
        canUpdate: toBoolean(row?.can_update),
        canDelete: toBoolean(row?.can_delete),
      };
    }),
    canCreateTables: toBoolean(user?.can_create),
    isOwner: !isSuperuser && found.length > 0 && found.every((row) => toBoolean(row.is_owner)),
    isSuperuser,
    grants: await grants(rows, user?.name ?? "", user?.schema ?? null, found),
  };
}

async function grants(rows: Rows, user: string, schema: string | null, found: readonly TableRow[]): Promise<string[]> {
  const hidden = found.filter((row) => !toBoolean(row.can_select)).map((row) => row.table_name);
  if (hidden.length > 0 && schema !== null) {
    const names = hidden.map((table) => `${quoted(schema)}.${quoted(table)}`);
    return [`GRANT SELECT ON ${names.join(", ")} TO ${quoted(user)};`];
  }
  if (found.length > 0) return [];
  // A schema that may not be used hides its tables altogether.
  const schemas = await rows<{ name: string }>(
    sql`select n.nspname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'alembic_version' and c.relkind = 'r' and not has_schema_privilege(n.oid, 'usage')`,
  );
  return schemas.flatMap(({ name }) => [
    `GRANT USAGE ON SCHEMA ${quoted(name)} TO ${quoted(user)};`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${quoted(name)} TO ${quoted(user)};`,
  ]);
}

/** Quotes only where it must, so that what is shown reads as a person writes it. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
