// What the benchmarks share: a PostgreSQL database with MLflow's tables, made anew and dropped again, and Gatehouse on it.
import { parseConfig } from "../dist/config.js";
import { startGatehouse } from "../dist/main.js";
import { createDatabase, dropDatabase, urlOf } from "./database.mjs";

const token = "token-of-the-benchmark";

/**
 * @param fill writes the rows with a pg client, and is told the store's URL
 * @param measure is given `ask(document, variables, token)`, which returns the data (as the bootstrap token's holder without a
 *   token), and `statements()`, how many since the last call
 */
export async function withBenchStore(name, fill, measure) {
  const database = `gatehouse_bench_${name}`;
  try {
    await createDatabase(database, fill);
    await serve(urlOf(database), measure);
  } finally {
    await dropDatabase(database);
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
