import { ledgerTables } from "../../rules/ledger-tables.js";
import { toBoolean } from "../row-values.js";
import { type AdminSession, guardedTables, type RoleNames, type WideRight, type WideRights } from "./admin-session.js";

/** Quotes only where it must, so that what is shown reads as a person writes it. */
export function quotedName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Who owns MLflow's tables or the ledger's, or holds on them what lets a trigger be replaced or passed by. */
export async function postgresWideRights(session: AdminSession): Promise<WideRights> {
  const found = [
    ...(await owners(session)),
    ...(await granted(session)),
    ...(await schemaRights(session)),
    ...(await ledgerWriters(session)),
  ];
  return { found, unseen: null };
}

/** The schema of MLflow's tables, as a value. */
const schema = "(select relnamespace from pg_class where oid = to_regclass('alembic_version'))";

function listed(session: AdminSession, names: readonly string[]): string {
  return names.map((name) => session.quoted(name)).join(", ");
}

async function owners(session: AdminSession): Promise<WideRight[]> {
  const rows = await session.rows<{ holder: string; tables: string; is_superuser: unknown }>(
    `select r.rolname::text as holder, r.rolsuper as is_superuser, string_agg(c.relname::text, ', ' order by c.relname) as tables from pg_class c join pg_roles r on r.oid = c.relowner where c.relnamespace = ${schema} and c.relname in (${listed(session, guardedTables)}) group by 1, 2 order by 1`,
  );
  return rows.map(({ holder, tables, is_superuser }) => ({
    holder,
    has: `owns ${tables}${toBoolean(is_superuser) ? " and is a superuser" : ""}`,
    allows: "an owner drops and disables triggers and grants itself what it lacks",
  }));
}

async function granted(session: AdminSession): Promise<WideRight[]> {
  const rows = await session.rows<{ holder: string; privilege: string; tables: string }>(
    `select coalesce(r.rolname::text, 'PUBLIC') as holder, a.privilege_type as privilege, string_agg(c.relname::text, ', ' order by c.relname) as tables from pg_class c cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee where c.relnamespace = ${schema} and c.relname in (${listed(session, guardedTables)}) and a.privilege_type in ('TRIGGER', 'TRUNCATE') and a.grantee <> c.relowner and r.rolname is distinct from current_user group by 1, 2 order by 1, 2`,
  );
  return rows.map(({ holder, privilege, tables }) => ({
    holder,
    has: `has ${privilege} on ${tables}`,
    allows: privilege === "TRIGGER" ? "its own trigger can undo ours" : "emptying a table fires no row trigger",
  }));
}

async function schemaRights(session: AdminSession): Promise<WideRight[]> {
  const rows = await session.rows<{ holder: string; is_owner: unknown }>(
    `select n.nspowner::regrole::text as holder, true as is_owner from pg_namespace n where n.oid = ${schema} and n.nspowner <> current_user::regrole and n.nspowner::regrole::text <> 'pg_database_owner' union all select coalesce(r.rolname::text, 'PUBLIC'), false from pg_namespace n cross join lateral aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee where n.oid = ${schema} and a.privilege_type = 'CREATE' and a.grantee <> n.nspowner and r.rolname is distinct from current_user order by 1, 2`,
  );
  return rows.map(({ holder, is_owner }) =>
    toBoolean(is_owner)
      ? { holder, has: "owns the schema of MLflow's tables", allows: "a schema's owner drops any table in it" }
      : {
          holder,
          has: "has CREATE on the schema of MLflow's tables",
          allows: "what it makes there can stand in for ours",
        },
  );
}

/** Only MLflow's own role is looked for: the runtime role must write there. */
async function ledgerWriters(session: AdminSession): Promise<WideRight[]> {
  const names = listed(
    session,
    ledgerTables.map(({ name }) => name),
  );
  const rows = await session.rows<{ holder: string; tables: string }>(
    `select r.rolname::text as holder, string_agg(c.relname::text, ', ' order by c.relname) as tables from pg_class c join pg_roles r on r.oid in (select m.relowner from pg_class m where m.relnamespace = ${schema} and m.relname in (${listed(session, guardedTables)})) where c.relnamespace = ${schema} and c.relname in (${names}) and not r.rolsuper and (c.relowner = r.oid or has_table_privilege(r.oid, c.oid, 'insert, update, delete, truncate')) group by 1 order by 1`,
  );
  return rows.map(({ holder, tables }) => ({
    holder,
    has: `can write ${tables}`,
    allows: "it can grant itself any role of Gatehouse",
  }));
}

/** As text of a script: a line that begins with `--` says what follows. */
export async function postgresGrants(session: AdminSession, roles: RoleNames): Promise<readonly string[]> {
  const [found] = await session.rows<{ schema: string }>(
    `select nspname::text as schema from pg_namespace where oid = ${schema}`,
  );
  const within = quotedName(found?.schema ?? "public");
  const [mlflow, runtime, admin] = [roles.mlflow, roles.runtime, session.user ?? ""].map(quotedName);
  const table = (name: string) => `${within}.${quotedName(name)}`;
  const ours = ledgerTables.map(({ name }) => table(name)).join(", ");
  const rowRights = "SELECT, INSERT, UPDATE, DELETE";
  return [
    `-- ${mlflow}, as which MLflow connects: rows only; upgrades of MLflow run as the owner of its tables.`,
    `-- While it is that owner none of this binds it: another role must own them first (REASSIGN OWNED BY ${mlflow} TO ...).`,
    `GRANT USAGE ON SCHEMA ${within} TO ${mlflow};`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${within} FROM ${mlflow}, PUBLIC;`,
    `REVOKE CREATE ON SCHEMA ${within} FROM ${mlflow}, PUBLIC;`,
    `GRANT ${rowRights} ON ALL TABLES IN SCHEMA ${within} TO ${mlflow};`,
    `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${within} TO ${mlflow};`,
    `REVOKE ALL ON ${ours} FROM ${mlflow};`,
    `-- ${runtime}, as which gatehouse serve connects: rows only.`,
    `GRANT USAGE ON SCHEMA ${within} TO ${runtime};`,
    `GRANT ${rowRights} ON ALL TABLES IN SCHEMA ${within} TO ${runtime};`,
    `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${within} TO ${runtime};`,
    `REVOKE ALL ON ${ours} FROM ${runtime};`,
    ...ledgerTables.map(
      ({ name, runtimeRights }) => `GRANT ${runtimeRights.join(", ")} ON ${table(name)} TO ${runtime};`,
    ),
    `-- ${admin}, as which gatehouse migrate connects: owns the ledger, and will put triggers on three tables of MLflow's.`,
    `GRANT USAGE, CREATE ON SCHEMA ${within} TO ${admin};`,
    `GRANT SELECT, TRIGGER ON ${guardedTables.map(table).join(", ")} TO ${admin};`,
  ];
}
