import { type Connection, createConnection } from "mariadb";
import { Failure } from "../../rules/failure.js";
import { notAnMlflowStore } from "../store-failure.js";
import type { StoreOptions } from "../store-options.js";
import { type Administration, type AdminSession, migrationWaitSeconds } from "./admin-session.js";
import { firstContact } from "./mysql.js";
import { mysqlGrants, mysqlWideRights } from "./mysql-rights.js";

export const mysqlAdministration: Administration = { open, wideRights: mysqlWideRights, grants: mysqlGrants };

async function open(options: StoreOptions): Promise<AdminSession> {
  const config = await firstContact({ ...options, url: options.directUrl ?? options.url });
  const connection = await createConnection(config);
  connection.on("error", () => undefined); // A connection that is lost fails its statement.
  try {
    return await sessionOf(connection, options.name);
  } catch (error) {
    await connection.end();
    throw error;
  }
}

/** Of the whole server, so the database is in it; a name may have 64 characters. The lock ends with the connection at the latest. */
const lockName = "concat('gatehouse.', md5(database()))";

async function sessionOf(connection: Connection, store: string): Promise<AdminSession> {
  const rows = async <Row>(statement: string) => (await connection.query(statement)) as Row[];
  const tableNames = async () =>
    (
      await rows<{ name: string }>(
        "select table_name as name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE' order by 1",
      )
    ).map(({ name }) => name);
  if (!(await tableNames()).includes("alembic_version")) throw notAnMlflowStore(store);
  const [self] = await rows<{ user: string }>("select current_user() as user");
  const lock = `select get_lock(${lockName}, ${migrationWaitSeconds}) as taken`;
  const unlock = `do release_lock(${lockName})`;
  return {
    user: self?.user ?? "",
    // Every statement that makes a table commits by itself here; the note of what was applied does so too.
    opening: ["set session autocommit = 1", lock],
    closing: [unlock],
    async locked(work) {
      await connection.query("set session autocommit = 1");
      const [answer] = await rows<{ taken: unknown }>(lock);
      if (Number(answer?.taken) !== 1) throw migratedByAnother(store);
      try {
        return await work();
      } finally {
        await connection.query(unlock).catch(() => undefined); // A lost connection holds no lock.
      }
    },
    run: async (statement) => void (await connection.query(statement)),
    rows,
    tableNames,
    quoted: (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
    close: () => connection.end(),
  };
}

function migratedByAnother(store: string): Failure {
  return new Failure(
    "UNAVAILABLE",
    "STORE_BUSY",
    `Store "${store}" is being migrated by another process for more than ${migrationWaitSeconds} seconds.`,
  );
}
