import { Client } from "pg";
import { Failure } from "../../rules/failure.js";
import { notAnMlflowStore } from "../store-failure.js";
import type { StoreOptions } from "../store-options.js";
import { type Administration, type AdminSession, migrationWaitSeconds } from "./admin-session.js";
import { firstContact } from "./postgres.js";
import { postgresGrants, postgresWideRights, quotedName } from "./postgres-rights.js";

export const postgresAdministration: Administration = {
  open,
  wideRights: postgresWideRights,
  grants: postgresGrants,
};

/** Any number that no other program takes for a lock of its own: the bytes of "gatehs". */
const lockKey = 113_724_925_339_763n;

async function open(options: StoreOptions): Promise<AdminSession> {
  const { config } = await firstContact({ ...options, url: options.directUrl ?? options.url });
  const client = new Client(config);
  client.on("error", () => undefined); // A connection that is lost fails its statement.
  await client.connect();
  try {
    return await sessionOf(client, options.name);
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function sessionOf(client: Client, store: string): Promise<AdminSession> {
  const { rows } = await client.query<{ user: string; schema: string | null }>(
    "select current_user::text as user, (select n.nspname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass('alembic_version')) as schema",
  );
  const { user = "", schema = null } = rows[0] ?? {};
  if (schema === null) throw notAnMlflowStore(store);
  const opening = [
    "begin",
    `set local lock_timeout = '${migrationWaitSeconds}s'`,
    // Beside MLflow's tables, whatever stands first on this role's own search path.
    `set local search_path to ${quotedName(schema)}`,
    `select pg_advisory_xact_lock(${lockKey})`,
  ];
  const closing = ["commit"];
  const run = async (statement: string) => void (await client.query(statement));
  return {
    user,
    opening,
    closing,
    async locked(work) {
      try {
        for (const statement of opening) await run(statement);
        const result = await work();
        for (const statement of closing) await run(statement);
        return result;
      } catch (error) {
        await run("rollback").catch(() => undefined); // A lost connection has rolled back by itself.
        throw error;
      }
    },
    run,
    rows: async <Row>(statement: string) => (await client.query(statement)).rows as Row[],
    async tableNames() {
      const found = await client.query<{ name: string; owner: string; is_trusted: boolean }>(
        "select c.relname::text as name, r.rolname::text as owner, r.rolsuper or r.rolname = current_user as is_trusted from pg_class c join pg_roles r on r.oid = c.relowner where c.relkind in ('r', 'p') and c.relnamespace = $1::text::regnamespace order by 1",
        [quotedName(schema)],
      );
      const foreign = found.rows.find((row) => row.name.startsWith("gatehouse_") && !row.is_trusted);
      if (foreign !== undefined) throw ofAnotherOwner(store, foreign, user);
      return found.rows.map(({ name }) => name);
    },
    quoted: (text) => `'${text.replaceAll("'", "''")}'`,
    close: () => client.end(),
  };
}

/** Whoever owns a table decides what its triggers do, with the rights of whoever writes there. */
function ofAnotherOwner(store: string, { name, owner }: { name: string; owner: string }, user: string): Failure {
  return new Failure(
    "CONFLICT",
    "LEDGER_OF_ANOTHER_OWNER",
    `Store "${store}": the table ${name} belongs to ${owner}. Run this as ${owner} if it made the ledger, or make ${user} its owner.`,
  );
}
