// How long lineage takes over HTTP, on PostgreSQL: a ladder, a graph of cycles, a hub of 200,000 runs, a million edges.
//   npm run build && GATEHOUSE_BENCH_POSTGRES_URL=postgresql://postgres@127.0.0.1:5432 node bench/lineage.mjs
// docs/benchmarks.md has figures.
import { readFile } from "node:fs/promises";
import { timed, withBenchStore } from "./bench-store.mjs";
import { globalId } from "./global-id.mjs";

const repeats = 9;

await withBenchStore("lineage", fill, measure);

/** Nodes are numbered within a shape: even ones are runs, odd ones logged models. */
async function fill(client) {
  await client.query("insert into experiments (experiment_id, name, lifecycle_stage) values (1, 'bench', 'active')");
  const id = (shape, at) => `lpad((${shape}000000000 + ${at})::text, 32, '0')`;
  const edges = (shape, rows) => `
    insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id)
      select md5('${shape} ' || f || ' ' || t), case f % 2 when 0 then 'RUN_OUTPUT' else 'RUN_INPUT' end,
        ${id(shape, "case f % 2 when 0 then f else t end")}, case f % 2 when 0 then 'MODEL_OUTPUT' else 'MODEL_INPUT' end,
        'm-' || ${id(shape, "case f % 2 when 0 then t else f end")} from (${rows}) e`;
  const nodes = (shape, count) => `
    insert into runs (run_uuid, name, status, experiment_id, lifecycle_stage)
      select ${id(shape, "n")}, 'run ' || n, 'FINISHED', 1, 'active' from generate_series(0, ${count}, 2) n;
    insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage)
      select 'm-' || ${id(shape, "n")}, 1, 'model ' || n, 's3://models', 1, 1, 2, 'active' from generate_series(1, ${count}, 2) n`;
  const rung = (at, place) => `case ${at} when 0 then 0 else 2 * (10 * (${at}) + ${place}) + (${at}) % 2 end`;
  await client.query(`${nodes(1, 500)};
    ${edges(1, `select distinct ${rung("l", "a")} as f, ${rung("l + 1", "b")} as t from generate_series(0, 19) l, generate_series(0, 9) a, generate_series(0, 9) b`)}`);
  await client.query(`${nodes(2, 50)};
    ${edges(2, "select n as f, (n + s) % 50 as t from generate_series(0, 49) n, unnest(array[1, 7, 11]) s")}`);
  await client.query(`${nodes(3, 400_000)};
    insert into datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source) values ('hub', 1, 'hub', 'hub', 's3', '{}'), ('wide', 1, 'wide', 'wide', 's3', '{}');
    insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id)
      select md5('hub ' || n), 'DATASET', 'hub', 'RUN', ${id(3, "n")} from generate_series(0, 399999, 2) n;
    insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id)
      select md5('wide ' || n), 'DATASET', 'wide', 'RUN', ${id(4, "n")} from generate_series(0, 1999, 2) n;
    insert into input_tags select input_uuid, 'mlflow.data.context', 'training' from inputs where source_type = 'DATASET'`);
  await client.query(`${nodes(4, 2_000)}; ${edges(4, "select n as f, n + 1 as t from generate_series(0, 1999, 2) n")}`);
  await client.query(`${nodes(5, 302_000)};
    ${edges(5, "select n as f, n + 1 + 2 * ((n::bigint * 7919 + w * 104729) % 997) as t from generate_series(0, 249999) n, generate_series(0, 3) w")}`);
  const { rows } = await client.query("select count(*) as edges from inputs");
  console.log(`${rows[0].edges} edges`);
}

async function measure({ ask, statements }) {
  const document = await readFile(new URL("../schema/operations/lineage.graphql", import.meta.url), "utf8");
  const run = (shape, at = 0) => globalId("Run", String(shape * 1_000_000_000 + at).padStart(32, "0"));
  const dataset = (name) => globalId("Dataset", "1", name, name);
  const questions = [
    ["ladder, 20 layers, depth 20", { of: run(1), direction: "DOWNSTREAM", depth: 20 }],
    ["50 nodes on cycles, depth 20, both ways", { of: run(2), depth: 20 }],
    ["hub of 200,000 runs, depth 2", { of: dataset("hub"), depth: 2 }],
    ["dataset of 1,000 runs, fan-out 1,000, both ways", { of: dataset("wide"), fanOut: 1_000, nodes: 5_000 }],
    ["million edges, depth 5", { of: run(5), direction: "DOWNSTREAM" }],
    ["million edges, depth 10", { of: run(5), direction: "DOWNSTREAM", depth: 10 }],
    ["million edges, depth 10, both ways from the middle", { of: run(5, 100_000), depth: 10 }],
    ["million edges, depth 10, 5,000 nodes", { of: run(5), direction: "DOWNSTREAM", depth: 10, nodes: 5_000 }],
  ];
  console.log(
    "| question | nodes | edges | statements | cut by | median ms | slowest ms | CPU ms |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
  );
  for (const [title, variables] of questions) {
    const [answer, median, slowest, cpu] = await timed(() => {
      statements();
      return ask(document, variables);
    }, repeats);
    const { nodes, edges, cutBy } = answer.lineage;
    const found = [nodes.length, edges.length, statements(), cutBy.join(" ") || "-"];
    console.log(`| ${[title, ...found, ...[median, slowest, cpu].map(Math.round)].join(" | ")} |`);
  }
}
