import { setTimeout } from "node:timers/promises";
import type { Client, Transaction } from "@libsql/client";
import { Sqlite3Client } from "@libsql/client/sqlite3";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import Database from "libsql";
import { currentSignal } from "../request-scope.js";
import { lockWaitMs } from "./lock-wait.js";
import { isSqliteBusy } from "./sqlite-busy.js";
import { withWideIntegers } from "./sqlite-integers.js";

/** The adapter of the one connection that writes. Its transactions queue in this process; reads have another connection. */
export function sqliteWriter(path: string): SqlDriverAdapterFactory {
  const factory = new Writer(path);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const startTransaction = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolationLevel) => {
        const transaction = await startTransaction(isolationLevel);
        const queryRaw = transaction.queryRaw.bind(transaction);
        transaction.queryRaw = async (query) => withWideIntegers(await queryRaw(query));
        return transaction;
      };
      return adapter;
    },
  };
}

/**
 * Left to itself the driver begins a transaction without the write lock, which may then be refused in the middle of it,
 * and opens a new connection for each. Here one connection stays, and a transaction has the lock before its first
 * statement.
 */
class Writer extends PrismaLibSql {
  constructor(private readonly path: string) {
    super({ url: `file:${path}` });
  }

  override createClient(): ReturnType<PrismaLibSql["createClient"]> {
    const database = openWaitless(this.path);
    const client: Client = new Sqlite3Client(this.path, {}, database as never, "bigint");
    client.transaction = () => begin(database, client);
    return client as ReturnType<PrismaLibSql["createClient"]>;
  }
}

/** The driver's own wait for a lock blocks the event loop: it is told not to wait. */
export function openWaitless(path: string): Database.Database {
  return new Database(path, { timeout: 0 });
}

async function begin(database: Database.Database, client: Client): Promise<Transaction> {
  await execWhenFree(database, "begin immediate");
  return {
    closed: false,
    // The adapter lets nothing else use the connection until the end.
    execute: client.execute.bind(client),
    commit: () => commit(database),
    rollback: async () => void database.exec("rollback"),
  } satisfies Partial<Transaction> as unknown as Transaction;
}

async function commit(database: Database.Database): Promise<void> {
  try {
    // What other processes are reading is waited for, and further readers are kept out meanwhile.
    await execWhenFree(database, "commit");
  } catch (error) {
    if (database.inTransaction) database.exec("rollback");
    throw error;
  }
}

const busyRetryDelayMs = 10;

/**
 * Runs a statement as soon as no other connection's lock is in its way. By `exec`, since a prepared statement that met a
 * lock stays open and keeps a lock of its own.
 */
export async function execWhenFree(database: Database.Database, statement: string, waitMs = lockWaitMs): Promise<void> {
  for (let retry = 0; ; retry += 1) {
    currentSignal()?.throwIfAborted();
    try {
      database.exec(statement);
      return;
    } catch (error) {
      if (retry * busyRetryDelayMs >= waitMs || !isSqliteBusy(error)) throw error;
    }
    await setTimeout(busyRetryDelayMs);
  }
}
