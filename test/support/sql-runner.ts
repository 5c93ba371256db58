import { createClient, type InValue } from "@libsql/client";
import { createConnection, type TypeCastFunction } from "mariadb";
import pg from "pg";

/** A raw connection for the hands of a test: no Prisma, nothing of the code under test. */
export interface SqlRunner {
  /**
   * Runs one statement. `?` marks a parameter and `"` quotes a name on every dialect. Integers of any width come back as bigint,
   * floating-point numbers as number.
   */
  query<Row = Record<string, SqlValue>>(statement: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs several statements, separated by semicolons, without parameters. SQLite's driver rolls back what is open at the end. */
  script(statements: string): Promise<void>;
  close(): Promise<void>;
}

export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly (string | number | bigint | boolean | null)[];

/** Opens a connection to the database that a store URL names. */
export async function openSql(url: string): Promise<SqlRunner> {
  if (url.startsWith("sqlite:")) return openSqlite(url.slice("sqlite:".length));
  return url.startsWith("mysql:") ? openMysql(url) : openPostgres(url);
}

async function openPostgres(url: string): Promise<SqlRunner> {
  const client = new pg.Client({
    connectionString: url,
    types: { getTypeParser: postgresParser as typeof pg.types.getTypeParser },
  });
  client.on("error", () => {}); // Dropping a database ends its connections; the next statement tells.
  await client.connect();
  return {
    async query<Row>(statement: string, parameters: readonly SqlValue[] = []) {
      return (await client.query(numberParameters(statement), [...parameters])).rows as Row[];
    },
    async script(statements) {
      await client.query(statements);
    },
    close: () => client.end(),
  };
}

const postgresIntegerTypes: readonly number[] = [
  pg.types.builtins.INT2,
  pg.types.builtins.INT4,
  pg.types.builtins.INT8,
];

function postgresParser(typeId: number, format?: "text" | "binary"): unknown {
  return postgresIntegerTypes.includes(typeId) ? BigInt : pg.types.getTypeParser(typeId, format as "text");
}

/** PostgreSQL numbers its parameters; question marks inside quotes are left alone. */
function numberParameters(statement: string): string {
  let count = 0;
  return statement.replace(/'[^']*'|"[^"]*"|\?/g, (piece) => (piece === "?" ? `$${++count}` : piece));
}

async function openMysql(url: string): Promise<SqlRunner> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = await createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(pathname.length > 1 ? { database: decodeURIComponent(pathname.slice(1)) } : {}),
    charset: "utf8mb4",
    multipleStatements: true,
    typeCast: mysqlValue,
    initSql: "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
  });
  connection.on("error", () => {});
  return {
    async query<Row>(statement: string, parameters: readonly SqlValue[] = []) {
      const rows: unknown = await connection.execute(statement, [...parameters]);
      return (Array.isArray(rows) ? [...rows] : []) as Row[];
    },
    async script(statements) {
      await connection.query(statements);
    },
    close: () => connection.end(),
  };
}

const mysqlValue = ((field, next) => {
  const value: unknown = next();
  return typeof value === "number" && !["FLOAT", "DOUBLE"].includes(String(field.type)) ? BigInt(value) : value;
}) as TypeCastFunction; // The driver hands on whatever comes back; its types list fewer.

async function openSqlite(path: string): Promise<SqlRunner> {
  const client = createClient({ url: `file:${path}`, intMode: "bigint" });
  return {
    async query<Row>(statement: string, parameters: readonly SqlValue[] = []) {
      const { columns, rows } = await client.execute(statement, [...parameters] as InValue[]);
      return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))) as Row[];
    },
    async script(statements) {
      await client.executeMultiple(statements);
    },
    async close() {
      client.close();
    },
  };
}
