import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import {
  type Connection as Client,
  type ConnectionConfig,
  createConnection,
  createPool,
  type Pool,
  type PoolConnection,
  type QueryOptions,
} from "mariadb";
import { PrismaClient } from "../../generated/prisma/mysql/client.js";
import { storedInfinity } from "../../rules/metric-value.js";
import { cancellable } from "../request-scope.js";
import { allOf, isIn, raw, type Sql, sql } from "../sql.js";
import type { StoreOptions } from "../store-options.js";
import type {
  Connection,
  ConnectionHooks,
  Dialect,
  Fragments,
  Client as ModelClient,
  StatementText,
} from "./dialect.js";
import { firstByUnion } from "./first-of-each.js";
import { lockWaitMs } from "./lock-wait.js";
import { PooledConnections } from "./mysql-connections.js";
import { mysqlInspection } from "./mysql-inspection.js";
import { ownTimeout } from "./own-timeout.js";
import { type Tagged, taggedBy, untagged } from "./statement-tag.js";
import { mysqlMatches } from "./text-matches.js";
import { tlsOptions } from "./tls.js";
import { metricsByStep, unionOfMeasures, unionOfSeeks } from "./union-of-seeks.js";

/** MySQL 8 and MariaDB 10.6 and later. */
export const mysql: Dialect = {
  label: "MySQL",
  inspection: mysqlInspection,
  async connect(options: StoreOptions, { observe, newId }: ConnectionHooks): Promise<Connection> {
    const config = await firstContact(options);
    const pool = createPool({
      ...config,
      connectionLimit: options.poolSizeMax,
      acquireTimeout: options.connectTimeoutMs + 1_000,
    });
    pool.on("error" as never, () => undefined); // A connection that dies is replaced by the next statement's.
    const cancelled = cancellablePool(pool, options, config, newId);
    const client = new PrismaClient({
      adapter: observe.adapter(new PrismaMariaDb(cancelled, { database: config.database ?? "" })),
      errorFormat: "minimal",
    });
    const models = client as unknown as ModelClient;
    const query = observe.query(({ sql, args }: StatementText) => cancelled.execute({ ...rowTypes, sql }, args));
    return {
      client: models,
      writer: models,
      rows: <Row>({ sql, values }: Sql) => query({ sql, args: values }) as Promise<Row[]>,
      fragments,
      pooler: "unknown",
      async close() {
        await client.$disconnect();
        await pool.end();
      },
    };
  },
  isWriteConflict: (error) => conflictCodes.has(String((error as { originalCode?: string }).originalCode)),
  // The default, repeatable read, would decide on what was true before the transaction got its locks.
  transaction: { isolationLevel: "ReadCommitted" },
};

/** Deadlock, and a row that changed since a snapshot (MariaDB): the whole transaction is to be tried again. */
const conflictCodes: ReadonlySet<string> = new Set(["1213", "1020"]);

/**
 * A long list built in SQL is cut at group_concat_max_len with only a warning: it is raised here and every list's
 * length is compared with its count. Rows would be sorted by the first 1,024 bytes of a text only, fewer than a dataset's
 * name may have. The comments let each server see its own name for the statement timeout.
 */
function sessionSettings(timeoutMs: number): string {
  return `set session group_concat_max_len = 1073741824, max_sort_length = 2048, innodb_lock_wait_timeout = ${lockWaitMs / 1000}, /*M!100100 max_statement_time = ${timeoutMs / 1000}, */ /*!50704 max_execution_time = ${timeoutMs}, */ time_zone = '+00:00'`;
}

/** As Prisma's adapter has them. The last two are missing in the driver's types. */
const rowTypes: Omit<QueryOptions, "sql"> = {
  dateStrings: true,
  autoJsonMap: false,
  ...{ jsonStrings: true, bitOneIsBoolean: false },
};

/** Prisma's adapter calls `execute`; here that one call also ends with its request. */
function cancellablePool(pool: Pool, options: StoreOptions, config: ConnectionConfig, newId: () => string): Pool {
  const tagged = options.directUrl === null ? untagged : taggedBy(newId);
  const connections = new PooledConnections(pool, {
    sql: sessionSettings(options.statementTimeoutMs),
    timeoutMs: options.connectTimeoutMs,
  });
  const timeout = ownTimeout(options);
  const run = (statement: { sql: string }, values: unknown[]) => {
    const { text, tag }: Tagged = tagged(statement.sql);
    return cancellable<PoolConnection, unknown>({
      acquire: () => connections.acquire(),
      work: (connection) => connection.execute({ ...statement, sql: text }, values),
      cancel: (connection) =>
        kill(connection, tag, options.directUrl === null ? config : { ...config, ...addressOf(options.directUrl) }),
      isLost: (error) => (error as { fatal?: boolean }).fatal === true,
      release: (connection, broken) => (broken ? connections.discard(connection) : void connection.release()),
      timeout,
    });
  };
  return new Proxy(pool, {
    get: (target, name) => {
      if (name === "execute" || name === "query") return run;
      if (name === "getConnection") return () => connections.acquire(); // For transactions.
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

async function kill(running: PoolConnection, tag: string | null, config: ConnectionConfig): Promise<void> {
  const client = await connectAlone(config);
  try {
    const id = tag === null ? running.threadId : await threadOf(client, tag);
    if (id !== null) await client.query(`kill query ${Number(id)}`);
  } finally {
    await client.end();
  }
}

/** Behind a pooler the connection's own thread id is the pooler's: the statement's tag finds the real one. */
async function threadOf(client: Client, tag: string): Promise<number | null> {
  const rows: { id: number | bigint }[] = await client.query(
    "select id from information_schema.processlist where info like concat(?, '%') and id <> connection_id()",
    [tag],
  );
  return rows[0] === undefined ? null : Number(rows[0].id);
}

/** One connection before the pool's: finds out whether the server speaks TLS, and says at once what is wrong with it. */
export async function firstContact(options: StoreOptions): Promise<ConnectionConfig> {
  const config: ConnectionConfig = {
    ...addressOf(options.url),
    connectTimeout: options.connectTimeoutMs,
    // Told in the handshake. A command for it, as for other settings, could fail in a promise the driver leaves unheard.
    collation: "UTF8MB4_GENERAL_CI",
    prepareCacheLength: 64,
    ssl: tlsOptions(options.tls),
  };
  try {
    return await contact(config);
  } catch (error) {
    const hasNoTls = (error as { errno?: number }).errno === serverHasNoTls;
    if (options.tls.mode !== "prefer" || !hasNoTls) throw error;
    return contact({ ...config, ssl: false });
  }
}

const serverHasNoTls = 45_023;

async function contact(config: ConnectionConfig): Promise<ConnectionConfig> {
  const client = await connectAlone(config);
  await client.end();
  return config;
}

/** A connection outside the pool. When it is lost its statement fails; unheard, the event would end the process. */
async function connectAlone(config: ConnectionConfig): Promise<Client> {
  const client = await createConnection(config);
  client.on("error", () => undefined);
  return client;
}

function addressOf(url: string): ConnectionConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const socketPath = searchParams.get("socketPath") ?? searchParams.get("unix_socket");
  return {
    host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(socketPath === null ? {} : { socketPath }),
  };
}

const fragments: Fragments = {
  forUpdate: sql` for update`,
  // Tables that the user has no right on are not listed.
  ledgerTable: sql`select 1 as is_readable from information_schema.tables t where t.table_schema = database() and t.table_name = 'gatehouse_migrations'`,
  experimentIdMax: 2n ** 31n - 1n,
  exact,
  isIn,
  isOneOf: (column, values) => allOf([isIn(column, values), isIn(exact(column), values, exact)]),
  isOneOfKeys: null,
  matches: mysqlMatches(exact),
  jsonValues: null,
  // In a derived table a number printed without a length is cut at 22 characters: -1.79e308 would lose its last digit.
  jsonLists: {
    mayBeCut: true,
    keepOrder: false,
    integers: (expression, order) =>
      list(
        sql`case when ${expression} between -9007199254740991 and 9007199254740991 then cast(${expression} as char(400)) else concat('"', ${expression}, '"') end`,
        order,
      ),
    metricValues: (value, isNan, order) =>
      list(
        sql`case when ${isNan} then '"NaN"' when ${value} >= ${infinity} then '"Infinity"' when ${value} <= -${infinity} then '"-Infinity"' when cast(${value} as char(400)) = '-0' then '"-0"' else cast(${value} as char(400)) end`,
        order,
      ),
  },
  columns: sql`select c.table_name as table_name, c.column_name as column_name from information_schema.columns c where c.table_schema = database()`,
  indexes: sql`select s.table_name as table_name, s.index_name as index_name, s.column_name as column_name, null as index_condition from information_schema.statistics s where s.table_schema = database() order by s.table_name, s.index_name, s.seq_in_index`,
  isNumber: (_value, isNan) => sql`not ${isNan}`,
  bucketOf: (integer, low, high, count) =>
    sql`least(floor((${double(integer)} - ${double(low)}) * ${count} / (${double(high)} - ${double(low)} + 1)), ${count - 1})`,
  metricsByStep,
  eachSeries: null,
  stepIndex: {
    grid: null,
    seek: (seeks, direction) => unionOfSeeks(fragments.isOneOf, seeks, direction),
    measure: (seeks, count) => unionOfMeasures(fragments.isOneOf, seeks, count),
  },
  rowsPerSeek: 8,
  firstOfEach: (rows, seek) => firstByUnion(fragments.isOneOf, rows, seek),
};

/** Collations merge what differs only in case, accents or trailing spaces. */
function exact(text: Sql): Sql {
  return sql`cast(convert(${text} using utf8mb4) as binary)`;
}

function double(integer: Sql): Sql {
  return sql`cast(${integer} as double)`;
}

const infinity = raw(String(storedInfinity));

function list(text: Sql, order: Sql | null): Sql {
  const ordered = order === null ? sql`` : sql` order by ${order}`;
  return sql`concat('[', group_concat(${text}${ordered} separator ','), ']')`;
}
