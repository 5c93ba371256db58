import { statSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "libsql";
import { notAnMlflowStore } from "../store-failure.js";
import type { StoreOptions } from "../store-options.js";
import { type Administration, type AdminSession, migrationWaitSeconds, type WideRight } from "./admin-session.js";
import { existingFile } from "./sqlite.js";
import { execWhenFree, openWaitless } from "./sqlite-writer.js";

export const sqliteAdministration: Administration = {
  open,
  async wideRights(_session, options) {
    return { found: fileRights(existingFile(options)), unseen: null };
  },
  async grants() {
    return ["-- SQLite has no roles: whoever can write the file can do everything."];
  },
};

async function open(options: StoreOptions): Promise<AdminSession> {
  const database = openWaitless(existingFile(options));
  try {
    return sessionOf(database, options.name);
  } catch (error) {
    database.close();
    throw error;
  }
}

function sessionOf(database: Database.Database, store: string): AdminSession {
  const rows = <Row>(statement: string) => database.prepare(statement).all() as Row[];
  const tableNames = () =>
    rows<{ name: string }>("select name from sqlite_master where type = 'table' order by 1").map(({ name }) => name);
  if (!tableNames().includes("alembic_version")) throw notAnMlflowStore(store);
  return {
    user: null,
    opening: ["begin immediate"],
    closing: ["commit"],
    async locked(work) {
      await execWhenFree(database, "begin immediate", waitMs);
      try {
        const result = await work();
        await execWhenFree(database, "commit", waitMs);
        return result;
      } catch (error) {
        if (database.inTransaction) database.exec("rollback");
        throw error;
      }
    },
    run: async (statement) => void database.exec(statement),
    rows: async <Row>(statement: string) => rows<Row>(statement),
    tableNames: async () => tableNames(),
    quoted: (text) => `'${text.replaceAll("'", "''")}'`,
    close: async () => void database.close(),
  };
}

const waitMs = migrationWaitSeconds * 1_000;

function fileRights(path: string): WideRight[] {
  return [
    ...writers(path, "whoever writes the file can change everything in it, triggers and ledger too"),
    ...writers(dirname(path), "whoever writes the folder can put another file in its place"),
  ];
}

function writers(place: string, allows: string): WideRight[] {
  const { mode, uid, gid } = statSync(place);
  const holders = [
    `user ${uid}`,
    ...((mode & 0o020) === 0 ? [] : [`group ${gid}`]),
    ...((mode & 0o002) === 0 ? [] : ["every user"]),
  ];
  return holders.map((holder) => ({ holder, has: `can write ${place}`, allows }));
}
