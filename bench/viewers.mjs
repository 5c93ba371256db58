// What a viewer with 50 grants pays over an admin, on PostgreSQL over HTTP: 100,000 registered models, a run page, a model page.
//   npm run build && GATEHOUSE_BENCH_POSTGRES_URL=postgresql://postgres@127.0.0.1:5432 node bench/viewers.mjs
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseConfig } from "../dist/config.js";
import { grantRoles } from "../dist/grant-roles.js";
import { timed, withBenchStore } from "./bench-store.mjs";
import { viewerWithGrants } from "./viewer.mjs";

const repeats = 6;
const warmUpRounds = 30;
const rounds = 120;
const grants = 50;
const modelOf = (at) => `model-${String(at * 1_999 + 7).padStart(6, "0")}`;

const operation = (name) => readFile(new URL(`../schema/operations/${name}.graphql`, import.meta.url), "utf8");
const list = "{ registeredModels(first: 50) { nodes { name } pageInfo { hasNextPage } } }";

await withBenchStore("viewers", fill, async ({ ask }) => {
  const viewer = await viewerWithGrants(ask, [
    { kind: "EXPERIMENT", experimentId: "1" },
    ...Array.from({ length: grants - 1 }, (_, at) => ({ kind: "REGISTERED_MODEL", pattern: modelOf(at) })),
  ]);
  const run = Buffer.from(`main:Run:${"0".repeat(31)}1`).toString("base64url");
  const questions = [
    ["page of 50 of 100,000 models", list, {}],
    ["run page", await operation("run-page"), { run, charts: ["loss"] }],
    ["model page", await operation("model-page"), { store: "main", name: modelOf(0), first: 10 }],
  ];
  console.log("| question | viewer, ms | admin, ms | viewer, CPU ms | admin, CPU ms | CPU ratio |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const [title, document, variables] of questions) {
    const [viewers, admins] = await interleaved([
      () => ask(document, variables, viewer),
      () => ask(document, variables),
    ]);
    const cells = [viewers.ms, admins.ms, viewers.cpu, admins.cpu].map((ms) => ms.toFixed(1));
    console.log(`| ${[title, ...cells, (viewers.cpu / admins.cpu).toFixed(2)].join(" | ")} |`);
  }
});

/**
 * Many short rounds of the two, each beginning every other round, so that both meet the same noise; the first warm up. Of
 * each the lower quartile, which collections of garbage and other programs disturb least.
 */
async function interleaved(asks) {
  const measured = asks.map(() => ({ medians: [], cpus: [] }));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const turns = [...asks.entries()];
    for (const [at, ask] of round % 2 === 0 ? turns : turns.reverse()) {
      const [, median, , cpu] = await timed(ask, repeats);
      if (round < 0) continue;
      measured[at].medians.push(median);
      measured[at].cpus.push(cpu);
    }
  }
  const quartile = (values) => values.sort((a, b) => a - b)[values.length >> 2];
  return measured.map(({ medians, cpus }) => ({ ms: quartile(medians), cpu: quartile(cpus) }));
}

async function fill(client, url) {
  await client.query(`
    insert into experiments (experiment_id, name, lifecycle_stage) select n, 'experiment ' || n, 'active' from generate_series(1, 100) n;
    insert into runs (run_uuid, name, status, experiment_id, lifecycle_stage, start_time)
      select lpad(n::text, 32, '0'), 'run ' || n, 'FINISHED', n, 'active', n from generate_series(1, 100) n;
    insert into params (run_uuid, key, value) select lpad('1', 32, '0'), 'param ' || n, n::text from generate_series(1, 40) n;
    insert into tags (run_uuid, key, value) select lpad('1', 32, '0'), 'tag ' || n, n::text from generate_series(1, 40) n;
    insert into metrics (run_uuid, key, value, timestamp, step, is_nan)
      select lpad('1', 32, '0'), 'loss', 1.0 / n, n, n, false from generate_series(1, 5000) n;
    insert into latest_metrics (run_uuid, key, value, timestamp, step, is_nan) values (lpad('1', 32, '0'), 'loss', 0.0002, 5000, 5000, false);
    insert into registered_models (name, creation_time) select 'model-' || lpad(n::text, 6, '0'), 1 from generate_series(1, 100000) n;
    insert into model_versions (name, version, creation_time, current_stage, status, run_id)
      select '${modelOf(0)}', n, 1, 'None', 'READY', lpad('1', 32, '0') from generate_series(1, 10) n`);
  const config = parseConfig({ token: "token-of-the-benchmark", stores: [{ name: "main", url }] }, {});
  await grantRoles(config, [], { issuer: "bench", systemUser: "bench", now: Date.now, newId: randomUUID });
}
