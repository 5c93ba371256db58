// What the benchmarks share: a PostgreSQL database with MLflow's tables, made anew and dropped again, and Gatehouse on it.
import { readFile } from "node:fs/promises";
import pg from "pg";
import { parseConfig } from "../dist/config.js";
import { startGatehouse } from "../dist/main.js";

const server = new URL(process.env.GATEHOUSE_BENCH_POSTGRES_URL ?? "postgresql://postgres@127.0.0.1:5432");
const token = "token-of-the-benchmark";

/**
 * @param fill writes the rows with a pg client, and is told the store's URL
 * @param measure is given `ask(document, variables, token)`, which returns the data (as the bootstrap token's holder without a
 *   token), and `statements()`, how many since the last call
 */
export async function withBenchStore(name, fill, measure) {
  const database = `gatehouse_bench_${name}`;
  const url = new URL(server);
  url.pathname = `/${database}`;
  await onServer(`drop database if exists ${database}`, `create database ${database}`);
  try {
    await seed(url.href, fill);
    await serve(url.href, measure);
  } finally {
    await onServer(`drop database if exists ${database} with (force)`);
  }
}

/** Asks once to warm up and then `repeats` times: [answer, median ms, slowest ms, CPU ms of this process for each]. */
export async function timed(ask, repeats) {
  let answer = await ask();
  const times = [];
  const cpu = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const startedAt = performance.now();
    answer = await ask();
    times.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  return [answer, times[times.length >> 1], times.at(-1), (user + system) / 1_000 / repeats];
}

async function seed(url, fill) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const startedAt = performance.now();
  await client.query(await readFile(new URL("../demo/mlflow-3.17.2.postgres.sql", import.meta.url), "utf8"));
  await client.query("set search_path = public; set synchronous_commit = off");
  await fill(client, url);
  await client.query("analyze");
  console.log(`seeded in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  await client.end();
}

async function serve(url, measure) {
  let statements = 0;
  const config = parseConfig({ port: 0, token, logLevel: "silent", stores: [{ name: "main", url }] }, {});
  const gatehouse = await startGatehouse(config, { onStatement: () => (statements += 1) });
  await measure({
    async ask(query, variables, as = token) {
      const response = await fetch(gatehouse.url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${as}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    statements() {
      const count = statements;
      statements = 0;
      return count;
    },
  });
  await gatehouse.close();
}

async function onServer(...statements) {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
