import { PrismaPg } from "@prisma/adapter-pg";
import { Client, type ClientConfig, type CustomTypesConfig, Pool, type PoolClient, type PoolConfig, types } from "pg";
import { PrismaClient } from "../../generated/prisma/postgres/client.js";
import { cancellable } from "../request-scope.js";
import { isIn, join, type Sql, sql } from "../sql.js";
import type { StoreOptions } from "../store-options.js";
import type {
  Connection,
  ConnectionHooks,
  Dialect,
  Fragments,
  KeysColumn,
  Client as ModelClient,
  StatementText,
} from "./dialect.js";
import { firstByLateral } from "./first-of-each.js";
import { lockWaitMs } from "./lock-wait.js";
import { ownTimeout } from "./own-timeout.js";
import { postgresExtremes } from "./postgres-extremes.js";
import { postgresGrid } from "./postgres-grid.js";
import { postgresInspection } from "./postgres-inspection.js";
import { postgresJson } from "./postgres-json.js";
import { seriesTable } from "./postgres-series.js";
import { StatementNames } from "./statement-names.js";
import { type Tagged, taggedBy, untagged } from "./statement-tag.js";
import { postgresMatches } from "./text-matches.js";
import { tlsOptions } from "./tls.js";

export const postgres: Dialect = {
  label: "PostgreSQL",
  inspection: postgresInspection,
  async connect(options: StoreOptions, { observe, newId }: ConnectionHooks): Promise<Connection> {
    const { config, schema, isPooled } = await firstContact(options);
    const pool = new CancellablePool(options, config, newId, isPooled);
    pool.on("error", () => undefined); // An idle connection that dies is replaced by the next statement's.
    // One that dies in use fails its statement; unheard, the event would end the process.
    pool.on("connect", (client) => client.on("error", () => undefined));
    const client = new PrismaClient({
      adapter: observe.adapter(new PrismaPg(pool, { schema })),
      errorFormat: "minimal",
    });
    const models = client as unknown as ModelClient;
    const query = observe.query((statement: StatementText) => pool.rows(statement));
    return {
      client: models,
      writer: models,
      rows: <Row>({ text, values }: Sql) => query({ sql: text, args: values }) as Promise<Row[]>,
      fragments,
      pooler: isPooled ? "seen" : "none",
      async close() {
        await client.$disconnect();
        await pool.end();
      },
    };
  },
  isWriteConflict: (error) => conflictCodes.has(String((error as { originalCode?: string }).originalCode)),
  transaction: { isolationLevel: "ReadCommitted", opening: timeoutsOf },
};

/** serialization_failure and deadlock_detected: the whole transaction is to be tried again. */
const conflictCodes: ReadonlySet<string> = new Set(["40001", "40P01"]);

/** For one transaction, since behind a pooler no session keeps a setting. */
function timeoutsOf({ statementTimeoutMs }: StoreOptions): Sql {
  return sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true), set_config('lock_timeout', ${String(lockWaitMs)}, true)`;
}

/** Prisma's adapter calls `pool.query`; here that one call also ends with its request. */
class CancellablePool extends Pool {
  readonly #tag: (text: string) => Tagged;
  /** Null where a transaction pooler may stand between: the next statement may go to a session that has no such name. */
  readonly #names: StatementNames | null;
  readonly #timeout: ReturnType<typeof ownTimeout>;

  constructor(
    readonly store: StoreOptions,
    readonly clientConfig: ClientConfig,
    newId: () => string,
    isPooled: boolean,
  ) {
    super({ ...clientConfig, max: store.poolSizeMax, ...sessionSettings(store) } satisfies PoolConfig);
    this.#tag = store.directUrl === null ? untagged : taggedBy(newId);
    this.#timeout = ownTimeout(store);
    this.#names = isPooled || store.directUrl !== null ? null : new StatementNames();
  }

  // The adapter's one form of the call; pg declares a dozen overloads.
  override query = ((statement: { text: string; values: unknown[] }) => {
    const { text, tag } = this.#tag(statement.text);
    return cancellable<PoolClient, unknown>({
      acquire: () => this.connect(),
      work: (client) => client.query({ ...statement, text }),
      cancel: (client) => this.#cancel(client, tag),
      isLost,
      release: (client, broken) => client.release(broken),
      timeout: this.#timeout,
    });
  }) as unknown as Pool["query"];

  async rows({ sql, args }: StatementText): Promise<unknown[]> {
    const name = this.#names?.nameOf(sql);
    const statement = { text: sql, values: args.map(listText), types: ownTypes };
    try {
      return (await this.query(name === undefined ? statement : { ...statement, name })).rows;
    } catch (error) {
      if (name === undefined || (error as { code?: string }).code !== planOutdatedCode) throw error;
      this.#names?.forget();
      return (await this.query(statement)).rows;
    }
  }

  /** Over a connection of its own. Behind a pooler the process id is the pooler's: there the statement's tag finds it. */
  async #cancel(running: PoolClient, tag: string | null): Promise<void> {
    const client = new Client(
      this.store.directUrl === null
        ? this.clientConfig
        : { ...this.clientConfig, connectionString: this.store.directUrl },
    );
    client.on("error", () => undefined);
    await client.connect();
    try {
      if (tag === null) await client.query("select pg_cancel_backend($1)", [processId(running)]);
      else
        await client.query(
          "select pg_cancel_backend(pid) from pg_stat_activity where query like $1 and pid <> pg_backend_pid()",
          [`${tag}%`],
        );
    } finally {
      await client.end();
    }
  }
}

/** A list of texts as PostgreSQL writes it, where none needs an escape: of thousands the driver looks at each by itself. */
function listText(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0 || !value.every((item) => typeof item === "string")) return value;
  return /["\\]/.test(value.join("")) ? value : `{"${value.join('","')}"}`;
}

/** feature_not_supported: "cached plan must not change result type", when MLflow's upgrade has changed a column's type. */
const planOutdatedCode = "0A000";

/** The driver's own but for 64-bit integers, which it would leave as text. */
const ownTypes = {
  getTypeParser: (oid: number) => (oid === types.builtins.INT8 ? BigInt : types.getTypeParser(oid)),
} as CustomTypesConfig;

/** The server's errors have a severity, the driver's and the network's have none; these of the server end the connection. */
function isLost(error: unknown): boolean {
  const { severity, code = "" } = error as { severity?: string; code?: string };
  return severity === undefined || /^(57P|08)/.test(code);
}

function processId(client: PoolClient | Client): number | null {
  return (client as unknown as { processID: number | null }).processID;
}

/**
 * Session settings travel as start-up parameters, which transaction poolers refuse: with a `directUrl` none are sent.
 * Compiling a statement takes longer than any of ours gains by it. `options` of the URL stand in place of these.
 */
function sessionSettings(store: StoreOptions): Partial<PoolConfig> {
  return store.directUrl === null ? { statement_timeout: store.statementTimeoutMs, options: "-c jit=off" } : {};
}

interface Contact {
  readonly config: ClientConfig;
  /** Where MLflow's tables lie; Prisma would name `public` whatever the connection's search path says. */
  readonly schema: string;
  /** A pooler makes up the process id it tells at connecting; the database knows its own. */
  readonly isPooled: boolean;
}

/** One connection before the pool's: finds out whether the server speaks TLS, and says at once what is wrong with it. */
export async function firstContact(options: StoreOptions): Promise<Contact> {
  const config: ClientConfig = {
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs,
    application_name: "gatehouse",
    ssl: tlsOptions(options.tls),
  };
  try {
    return await contact(config);
  } catch (error) {
    const hasNoTls = error instanceof Error && error.message.includes("does not support SSL");
    if (options.tls.mode !== "prefer" || !hasNoTls) throw error;
    return contact({ ...config, ssl: false });
  }
}

async function contact(config: ClientConfig): Promise<Contact> {
  const client = new Client(config);
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string | null; process: number }>(
      "select current_schema() as schema, pg_backend_pid() as process",
    );
    return { config, schema: rows[0]?.schema ?? "public", isPooled: rows[0]?.process !== processId(client) };
  } finally {
    await client.end();
  }
}

const fragments: Fragments = {
  forUpdate: sql` for update`,
  ledgerTable: sql`select has_table_privilege(c.oid, 'select') as is_readable from pg_class c where c.oid = to_regclass('gatehouse_migrations')`,
  experimentIdMax: 2n ** 31n - 1n,
  exact: (text) => sql`(${text} collate "C")`,
  isIn: isAny,
  isOneOf: isAny, // Every collation of MLflow's columns tells apart what differs in a byte.
  isOneOfKeys,
  matches: postgresMatches,
  jsonValues: postgresJson,
  jsonLists: {
    mayBeCut: false,
    keepOrder: true, // PostgreSQL's manual, "Aggregate Functions": of a sorted subquery, with nothing else beside it.
    integers: (expression, order) => postgresJson.list(postgresJson.integer(expression), order, null),
    metricValues: (value, isNan, order) => postgresJson.list(postgresJson.metricValue(value, isNan), order, null),
  },
  columns: sql`select c.table_name::text as table_name, c.column_name::text as column_name from information_schema.columns c where c.table_schema = any(current_schemas(false))`,
  indexes: sql`select t.relname::text as table_name, i.relname::text as index_name, a.attname::text as column_name, pg_get_expr(x.indpred, x.indrelid) as index_condition
from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
cross join lateral unnest(x.indkey::int2[]) with ordinality k(attnum, place)
left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
where t.relnamespace = any(current_schemas(false)::regnamespace[]) and x.indisvalid and k.place <= x.indnkeyatts
order by 1, 2, k.place`,
  isNumber: (value, isNan) => sql`(not ${isNan} and ${value} <> 'NaN')`,
  // A cast to an integer would round.
  bucketOf: (integer, low, high, count) =>
    sql`least(floor((${double(integer)} - ${double(low)}) * ${count}::float8 / (${double(high)} - ${double(low)} + 1)), ${count - 1}::float8)`,
  metricsByStep: sql`metrics m`,
  eachSeries: (series) => seriesTable(series, sql`s`),
  stepIndex: {
    grid: postgresGrid,
    extremes: (steps, buckets) => postgresExtremes(steps, buckets, fragments.isNumber),
  },
  rowsPerSeek: 5,
  firstOfEach: firstByLateral,
};

/** Values as one array: a statement's text, and so its plan, is then the same for however many. */
function isAny(column: Sql, values: readonly (string | bigint)[]): Sql {
  return values.length > 1 ? sql`${column} = any(${values})` : isIn(column, values);
}

/** A plan for any array compares a row with each of its values, where there is no index; a list of rows it hashes. */
function isOneOfKeys(columns: readonly KeysColumn[]): Sql {
  const lists = columns.map(({ type, values }) =>
    type === "text" ? sql`${values}::text[]` : sql`${values}::integer[]`,
  );
  return sql`(${join(columns.map(({ column }) => column))}) in (select * from unnest(${join(lists)}))`;
}

function double(integer: Sql): Sql {
  return sql`(${integer})::float8`;
}
