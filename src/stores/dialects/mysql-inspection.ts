import { Failure } from "../../rules/failure.js";
import type { AccessFacts, ServerFacts, TableAccess, TextFacts } from "../../rules/store-facts.js";
import { toBoolean, toInteger } from "../row-values.js";
import { isIn, raw, type Sql, sql } from "../sql.js";
import { helped, type Inspection, type Rows, suggestedIndexes, versionsOfRunIndex } from "./inspection.js";

/** MLflow's foreign keys come with indexes here, by experiment among them. Expressions cannot be indexed on MariaDB. */
export const mysqlInspection: Inspection = {
  server,
  clock: sql`select cast(unix_timestamp(sysdate(6)) * 1000 as double) as now_ms`,
  access,
  text,
  estimates: (tables) =>
    sql`select t.table_name as table_name, cast(t.table_rows as double) as row_estimate, cast(t.data_length + t.index_length as double) as bytes from information_schema.tables t where t.table_schema = database() and ${isIn(sql`t.table_name`, tables)}`,
  suggestedIndexes: suggestedIndexes(
    [
      {
        name: "gatehouse_child_runs",
        table: "tags",
        columns: ["key", "value"],
        only: null,
        helps: helped.childRuns,
        on: "tags (`key`, value(64))",
      },
      versionsOfRunIndex,
      {
        name: "gatehouse_versions_of_source",
        table: "model_versions",
        columns: ["source"],
        only: null,
        helps: helped.versionsOfLoggedModel,
        on: "model_versions (source(64))",
      },
    ],
    (name, on) => `CREATE INDEX ${name} ON ${on} ALGORITHM=INPLACE LOCK=NONE;`,
  ),
};

async function server(rows: Rows): Promise<ServerFacts> {
  const variables = await variablesOf(rows, [
    "version",
    "read_only",
    "innodb_read_only",
    "super_read_only",
    "tx_isolation",
    "transaction_isolation",
  ]);
  const version = variables.get("version") ?? "";
  const isReadOnly = ["read_only", "innodb_read_only", "super_read_only"].some((name) => variables.get(name) === "ON");
  return {
    product: /mariadb/i.test(version) ? "MariaDB" : "MySQL",
    // Behind some proxies MariaDB says 5.5.5-10.11.19-MariaDB.
    version: /^(?:5\.5\.5-)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? "",
    readOnly: isReadOnly ? "SETTING" : null,
    isolation: variables.get("transaction_isolation") ?? variables.get("tx_isolation") ?? null,
    journalMode: null,
  };
}

/** By SHOW, since MySQL and MariaDB do not have the same ones and naming a missing one is an error. */
async function variablesOf(rows: Rows, names: readonly string[]): Promise<Map<string, string>> {
  const list = raw(names.map((name) => `'${name}'`).join(", "));
  const found = await rows<{ Variable_name: string; Value: string }>(
    sql`show variables where variable_name in (${list})`,
  );
  return new Map(found.map(({ Variable_name, Value }) => [Variable_name, Value]));
}

async function access(rows: Rows, tables: readonly string[]): Promise<AccessFacts> {
  const [user] = await rows<{ name: string; database_name: string; is_super: unknown; can_create: unknown }>(sql`
select current_user() as name, database() as database_name,
  exists (select 1 from information_schema.user_privileges p where p.grantee = ${grantee} and p.privilege_type = 'SUPER') as is_super,
  exists (select 1 from information_schema.user_privileges p where p.grantee = ${grantee} and p.privilege_type = 'CREATE') or exists (select 1 from information_schema.schema_privileges p where p.grantee = ${grantee} and database() like p.table_schema and p.privilege_type = 'CREATE') as can_create`);
  const columns = await firstColumns(rows);
  const found = await Promise.all(tables.map((table) => tableAccess(rows, table, columns.get(table))));
  const account = (user?.name ?? "").replaceAll("'", "''").replace(/^(.*)@(.*)$/s, "'$1'@'$2'");
  const hidden = found.filter(({ exists, canSelect }) => exists && !canSelect);
  return {
    user: user?.name ?? null,
    tables: found,
    canCreateTables: toBoolean(user?.can_create),
    isOwner: null,
    isSuperuser: toBoolean(user?.is_super),
    grants: hidden.map(({ table }) => `GRANT SELECT ON \`${user?.database_name}\`.${table} TO ${account};`),
  };
}

/** The account as information_schema spells it. */
const grantee = sql`concat('''', replace(current_user(), '@', '''@'''), '''')`;

async function firstColumns(rows: Rows): Promise<Map<string, string>> {
  const found = await rows<{ table_name: string; column_name: string }>(
    sql`select c.table_name as table_name, c.column_name as column_name from information_schema.columns c where c.table_schema = database() and c.ordinal_position = 1`,
  );
  return new Map(found.map((row) => [row.table_name, row.column_name]));
}

/** EXPLAIN asks for the rights of the statement it explains, roles and patterns counted, and does nothing else. */
async function tableAccess(rows: Rows, table: string, column: string | undefined): Promise<TableAccess> {
  const name = raw(`\`${table}\``);
  const reading = await attempt(rows, sql`select 1 from ${name} limit 0`);
  const answer = { table, exists: reading !== "absent", canSelect: reading === "allowed" };
  if (column === undefined) return { ...answer, canInsert: false, canUpdate: false, canDelete: false };
  const first = raw(`\`${column}\``);
  const [canInsert = false, canUpdate = false, canDelete = false] = await Promise.all(
    [
      sql`explain insert into ${name} select * from ${name} where 1 = 0`,
      sql`explain update ${name} set ${first} = ${first} where 1 = 0`,
      sql`explain delete from ${name} where 1 = 0`,
    ].map(async (statement) => (await attempt(rows, statement)) === "allowed"),
  );
  return { ...answer, canInsert, canUpdate, canDelete };
}

async function attempt(rows: Rows, statement: Sql): Promise<"allowed" | "denied" | "absent"> {
  try {
    await rows(statement);
    return "allowed";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.reason === "STORE_ACCESS_DENIED") return "denied";
    if (error.reason === "STORE_SCHEMA_CHANGED") return "absent";
    throw error;
  }
}

async function text(rows: Rows): Promise<TextFacts> {
  const found = await rows<{ collation: string | null; used: unknown }>(
    sql`select c.collation_name as collation, count(*) as used from information_schema.columns c where c.table_schema = database() and (c.table_name, c.column_name) in (('experiments', 'name'), ('registered_models', 'name'), ('registered_model_aliases', 'alias'), ('params', 'key'), ('tags', 'key'), ('metrics', 'key')) group by c.collation_name order by count(*) desc`,
  );
  const collations = found.flatMap(({ collation }) => collation ?? []);
  const main = [...found].sort((one, other) => toInteger(other.used) - toInteger(one.used))[0]?.collation ?? null;
  const encodings = [...new Set(collations.map((name) => name.replace(/_.*$/s, "")))];
  return {
    encoding: encodings.join(", "),
    collation: main,
    keyCollations: collations,
    holdsAllCharacters: encodings.every((encoding) => encoding === "utf8mb4"),
    mergesKeys: collations.some((name) => !/_bin$/.test(name)),
  };
}
