// The databases of the benchmarks, on the server that GATEHOUSE_BENCH_POSTGRES_URL names.
import { readFile } from "node:fs/promises";
import pg from "pg";

const named = process.env.GATEHOUSE_BENCH_POSTGRES_URL;
let server = new URL(named ?? "postgresql://postgres@127.0.0.1:5432");

export const isServerNamed = named !== undefined;

export function useServer(url) {
  server = new URL(url);
}

export function urlOf(database) {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Makes a database anew with MLflow's tables; `fill` writes the rows with a client and is told the store's URL. */
export async function createDatabase(database, fill) {
  await onServer(`drop database if exists ${database} with (force)`, `create database ${database}`);
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  const startedAt = performance.now();
  await client.query(await readFile(new URL("../demo/mlflow-3.17.2.postgres.sql", import.meta.url), "utf8"));
  await client.query("set search_path = public; set synchronous_commit = off");
  await fill(client, urlOf(database));
  await client.query("vacuum analyze");
  console.error(`${database}: filled in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  await client.end();
}

/** Uses the database again when it bears the mark, which it is given once it is filled. */
export async function ensureDatabase(database, mark, fill) {
  const [found] = await onServer(
    `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = '${database}'`,
  );
  if (found?.mark === mark) return;
  await createDatabase(database, fill);
  await onServer(`comment on database ${database} is '${mark}'`);
}

export async function dropDatabase(database) {
  await onServer(`drop database if exists ${database} with (force)`);
}

/** @returns the rows of the last statement */
export async function onServer(...statements) {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  let rows = [];
  for (const statement of statements) rows = (await client.query(statement)).rows;
  await client.end();
  return rows;
}
