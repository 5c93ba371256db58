import { existsSync } from "node:fs";
import type { InStatement, ResultSet } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import { PrismaClient } from "../../generated/prisma/sqlite/client.js";
import { Failure } from "../../rules/failure.js";
import { rethrow } from "../observed-adapter.js";
import { currentSignal } from "../request-scope.js";
import { isIn, type Sql, sql } from "../sql.js";
import type { StoreOptions } from "../store-options.js";
import type { Client, Connection, ConnectionHooks, Dialect, Fragments } from "./dialect.js";
import { firstByRowId } from "./first-of-each.js";
import { isSqliteBusy } from "./sqlite-busy.js";
import { sqliteInspection } from "./sqlite-inspection.js";
import { withWideIntegers } from "./sqlite-integers.js";
import { sqliteMeasures, sqliteSeeks } from "./sqlite-seeks.js";
import { sqliteWriter } from "./sqlite-writer.js";
import { sqliteMatches } from "./text-matches.js";

export const sqlite: Dialect = {
  label: "SQLite",
  inspection: sqliteInspection,
  async connect(options: StoreOptions, { observe }: ConnectionHooks): Promise<Connection> {
    const path = existingFile(options);
    // Without bigint mode any integer beyond 2^53 throws.
    const adapter = new Reader({ url: `file:${path}`, intMode: "bigint" });
    const client = new PrismaClient({ adapter: observe.adapter(endingWithRequest(adapter)), errorFormat: "minimal" });
    await client.$connect();
    const writer = new PrismaClient({ adapter: observe.adapter(sqliteWriter(path)), errorFormat: "minimal" });
    return {
      client: client as unknown as Client,
      writer: writer as unknown as Client,
      rows: <Row>(statement: Sql) => client.$queryRaw<Row[]>(statement).catch(rethrow),
      fragments,
      pooler: null,
      async close() {
        await client.$disconnect();
        await writer.$disconnect();
      },
    };
  },
  // It has the lock before its first statement.
  isWriteConflict: () => false,
  // SQLite knows no other isolation than its own.
  transaction: {},
};

/** @throws Failure UNAVAILABLE; libsql would create an empty database in the place of one that is missing */
export function existingFile(options: StoreOptions): string {
  const path = options.url.replace(/^sqlite:/, "");
  if (existsSync(path)) return path;
  throw new Failure("UNAVAILABLE", "STORE_DATABASE_MISSING", `Store "${options.name}" has no database file.`);
}

/** Reads only, and short waits for a writer: the driver's wait blocks the event loop, so retries are asynchronous. */
const settings = "pragma query_only = 1; pragma busy_timeout = 50";
/** SQLITE_MAX_VARIABLE_NUMBER since 3.32. */
const parametersMax = 32_766;
const busyRetriesMax = 100;
const busyRetryDelayMs = 20;

/**
 * The driver leaves a statement open that met a writer's lock, and as long as one is open, every later read of its
 * connection keeps the lock that the writer waits for. So the connection is given up before anything else uses it.
 */
class Reader extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql["createClient"]>[0]): ReturnType<PrismaLibSql["createClient"]> {
    const client = super.createClient(config);
    const execute = client.execute.bind(client) as (statement: InStatement) => Promise<ResultSet>;
    let isNew = true;
    client.execute = async (statement: InStatement) => {
      if (isNew) await client.executeMultiple(settings);
      isNew = false;
      try {
        return await execute(statement);
      } catch (error) {
        isNew = isSqliteBusy(error);
        if (isNew) client.reconnect();
        throw error;
      }
    };
    return client;
  }
}

/**
 * The driver runs a statement in one synchronous call, which nothing can interrupt: a request that has ended starts no
 * further one. A statement that meets a writer's lock is tried again.
 */
function endingWithRequest(factory: PrismaLibSql): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      // Prisma would cut a longer list of keys into several statements, by what SQLite took years ago.
      adapter.getConnectionInfo = () => ({ supportsRelationJoins: false, maxBindValues: parametersMax });
      const queryRaw = adapter.queryRaw.bind(adapter);
      adapter.queryRaw = async (query) => withWideIntegers(await retryWhileBusy(() => queryRaw(query)));
      return adapter;
    },
  };
}

async function retryWhileBusy<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let retry = 0; ; retry += 1) {
    currentSignal()?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (retry === busyRetriesMax || !isSqliteBusy(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, busyRetryDelayMs));
  }
}

const fragments: Fragments = {
  forUpdate: sql``, // A writing transaction is alone from its beginning.
  ledgerTable: sql`select 1 as is_readable from sqlite_master where type = 'table' and name = 'gatehouse_migrations'`,
  // SQLite's INTEGER holds the 18-digit ids of a migrated file store.
  experimentIdMax: 2n ** 63n - 1n,
  exact: (text) => text,
  isIn,
  isOneOf: isIn,
  isOneOfKeys: null,
  matches: sqliteMatches,
  jsonValues: null,
  jsonLists: null,
  columns: sql`select t.name as table_name, c.name as column_name from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'`,
  indexes: sql`select t.name as table_name, i.name as index_name, c.name as column_name, case when i.partial then (select d.sql from sqlite_master d where d.type = 'index' and d.name = i.name) end as index_condition from sqlite_master t join pragma_index_list(t.name) i join pragma_index_info(i.name) c where t.type = 'table' order by t.name, i.name, c.seqno`,
  isNumber: (_value, isNan) => sql`not ${isNan}`,
  // Not every build has floor(): a cast to an integer cuts.
  bucketOf: (integer, low, high, count) =>
    sql`min(cast((${double(integer)} - ${double(low)}) * ${count} / (${double(high)} - ${double(low)} + 1) as integer), ${count - 1})`,
  metricsByStep: sql`metrics m`,
  eachSeries: null,
  stepIndex: {
    grid: null,
    seek: (seeks, direction) => [sqliteSeeks(seeks, direction)],
    measure: (seeks, count) => [sqliteMeasures(seeks, count)],
  },
  rowsPerSeek: 4,
  firstOfEach: firstByRowId,
};

function double(integer: Sql): Sql {
  return sql`cast(${integer} as real)`;
}
