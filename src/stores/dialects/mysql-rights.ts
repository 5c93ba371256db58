import { ledgerTables } from "../../rules/ledger-tables.js";
import { groupBy } from "../child-pages.js";
import { type AdminSession, guardedTables, type RoleNames, type WideRight, type WideRights } from "./admin-session.js";

const allowedBy: Readonly<Record<string, string>> = {
  TRIGGER: "it can drop a trigger and make another",
  DROP: "it can drop and empty tables, which fires no row trigger",
  "CREATE TEMPORARY TABLES": "a temporary table hides the real one from its own triggers",
};

/** Accounts of the server's own, which nobody logs in as. */
const ownAccounts = ["mariadb.sys", "mysql.sys", "mysql.session", "mysql.infoschema"];

/** Which accounts hold, here or everywhere, what lets a trigger be dropped or passed by, or the ledger be written. */
export async function mysqlWideRights(session: AdminSession): Promise<WideRights> {
  return {
    found: [...(await triggerRights(session)), ...(await ledgerWriters(session))],
    unseen: (await mayReadAccounts(session))
      ? null
      : `only the grants of ${session.user ?? ""} itself can be seen: SELECT on the database mysql shows the others'`,
  };
}

async function triggerRights(session: AdminSession): Promise<WideRight[]> {
  const wide = Object.keys(allowedBy)
    .map((privilege) => session.quoted(privilege))
    .join(", ");
  const guarded = guardedTables.map((name) => session.quoted(name)).join(", ");
  const rows = await session.rows<{ holder: string; privilege: string; place: string }>(
    `select holder, place, privilege from (select grantee as holder, privilege_type as privilege, 'every database' as place from information_schema.user_privileges union all select grantee, privilege_type, 'this database' from information_schema.schema_privileges where database() like table_schema union all select grantee, privilege_type, table_name from information_schema.table_privileges where table_schema = database() and table_name in (${guarded})) found where privilege in (${wide}) order by 1, 2, 3`,
  );
  const others = rows.filter(({ holder }) => isOfOthers(session, holder));
  return [...groupBy(others, ({ holder, place }) => `${holder} ${place}`).values()].flatMap((group) =>
    group.slice(0, 1).map(({ holder, place }) => ({
      holder,
      has: `has ${group.map(({ privilege }) => privilege).join(", ")} on ${place}`,
      allows: group.map(({ privilege }) => allowedBy[privilege]).join("; "),
    })),
  );
}

/** A grant on the whole database cannot leave tables out, so it reaches the ledger's too. */
async function ledgerWriters(session: AdminSession): Promise<WideRight[]> {
  const rows = await session.rows<{ holder: string; place: string }>(
    "select grantee as holder, 'every database' as place from information_schema.user_privileges where privilege_type in ('INSERT', 'UPDATE', 'DELETE') union select grantee, 'this database' from information_schema.schema_privileges where database() like table_schema and privilege_type in ('INSERT', 'UPDATE', 'DELETE') order by 1, 2",
  );
  return rows
    .filter(({ holder }) => isOfOthers(session, holder))
    .map(({ holder, place }) => ({
      holder,
      has: `can write every table of ${place}`,
      allows: "if MLflow connects as it, it can grant itself any role of Gatehouse",
    }));
}

/** `user@host`, as current_user() tells it, against `'user'@'host'`. */
function isOfOthers({ user }: AdminSession, grantee: string): boolean {
  const [, name = "", host = ""] = /^'(.*)'@'(.*)'$/.exec(grantee) ?? [];
  return `${name}@${host}` !== user && !ownAccounts.includes(name);
}

async function mayReadAccounts(session: AdminSession): Promise<boolean> {
  try {
    await session.rows("select 1 from mysql.user limit 1");
    return true;
  } catch {
    return false;
  }
}

/** As text of a script: a line that begins with `--` says what follows. Table by table, since a grant on the database has no exceptions. */
export async function mysqlGrants(session: AdminSession, roles: RoleNames): Promise<readonly string[]> {
  const [found] = await session.rows<{ name: string }>("select database() as name");
  const table = (name: string) => `${identifier(found?.name ?? "")}.${identifier(name)}`;
  const ours = ledgerTables.map(({ name }) => name);
  const theirs = (await session.tableNames()).filter((name) => !ours.includes(name));
  const [mlflow, runtime] = [roles.mlflow, roles.runtime].map((role) => account(session, role));
  const admin = account(session, session.user ?? "");
  const rowRights = (who: string | undefined) =>
    theirs.map((name) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table(name)} TO ${who};`);
  return [
    `-- ${mlflow}, as which MLflow connects: rows only; upgrades of MLflow run as another account.`,
    ...rowRights(mlflow),
    `-- Where it has more: REVOKE ALL PRIVILEGES ON ${identifier(found?.name ?? "")}.* FROM ${mlflow}; before the lines above.`,
    `-- ${runtime}, as which gatehouse serve connects: rows only.`,
    ...rowRights(runtime),
    ...ledgerTables.map(
      ({ name, runtimeRights }) => `GRANT ${runtimeRights.join(", ")} ON ${table(name)} TO ${runtime};`,
    ),
    `-- ${admin}, as which gatehouse migrate connects: makes the ledger, and will put triggers on three tables of MLflow's.`,
    ...ledgerTables.map(
      ({ name }) => `GRANT CREATE, ALTER, DROP, INDEX, SELECT, INSERT, UPDATE, DELETE ON ${table(name)} TO ${admin};`,
    ),
    ...guardedTables.map((name) => `GRANT SELECT, TRIGGER ON ${table(name)} TO ${admin};`),
  ];
}

function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

/** `user@host`; from everywhere when no host is said. */
function account(session: AdminSession, name: string): string {
  const at = name.lastIndexOf("@");
  const [user, host] = at < 0 ? [name, "%"] : [name.slice(0, at), name.slice(at + 1)];
  return `${session.quoted(user)}@${session.quoted(host)}`;
}
