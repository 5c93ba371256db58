// What page 1 and a page far behind it cost, of 100,000 runs in several orders, on PostgreSQL over HTTP.
//   npm run build && GATEHOUSE_BENCH_POSTGRES_URL=postgresql://postgres@127.0.0.1:5432 node bench/pages.mjs
import { timed, withBenchStore } from "./bench-store.mjs";

const repeats = 15;
const pageSize = 50;
const deepPage = 400;

const document = `query ($after: String, $orderBy: [RunOrder!], $filterString: String) {
  runs(first: ${pageSize}, after: $after, orderBy: $orderBy, filterString: $filterString) {
    nodes { mlflowId } pageInfo { endCursor }
  }
}`;

const orders = [
  ["latest start", {}],
  ["by a metric", { orderBy: [{ metric: "auc", direction: "DESCENDING" }] }],
  [
    "by a metric, filtered",
    { orderBy: [{ metric: "auc", direction: "DESCENDING" }], filterString: "metrics.auc > 0.5" },
  ],
  ["by a param", { orderBy: [{ param: "depth" }] }],
];

await withBenchStore("pages", fill, async ({ ask }) => {
  console.log("| order | page 1, median ms | CPU ms | page 400, median ms | CPU ms |\n| --- | --- | --- | --- | --- |");
  for (const [title, variables] of orders) {
    const cells = [];
    for (const page of [1, deepPage]) {
      const after = await cursorBefore(ask, variables, page);
      const [, median, , cpu] = await timed(() => ask(document, { ...variables, after }), repeats);
      cells.push(median.toFixed(1), cpu.toFixed(1));
    }
    console.log(`| ${[title, ...cells].join(" | ")} |`);
  }
});

async function fill(client) {
  await client.query(`
    insert into experiments (experiment_id, name, lifecycle_stage) values (1, 'bench', 'active');
    insert into runs (run_uuid, name, status, experiment_id, lifecycle_stage, start_time)
      select lpad(n::text, 32, '0'), 'run ' || n, 'FINISHED', 1, 'active', 1700000000000 + (n * 7919 % 100003) from generate_series(1, 100000) n;
    insert into latest_metrics (run_uuid, key, value, timestamp, step, is_nan)
      select lpad(n::text, 32, '0'), 'auc', (n * 7919 % 100003) / 100003.0, 1, 1, false from generate_series(1, 100000) n;
    insert into params (run_uuid, key, value)
      select lpad(n::text, 32, '0'), 'depth', (n % 12)::text from generate_series(1, 100000) n`);
}

/** Follows the pages, as a client does, to where the page begins. */
async function cursorBefore(ask, variables, page) {
  let after = null;
  for (let at = 1; at < page; at += 1) after = (await ask(document, { ...variables, after })).runs.pageInfo.endCursor;
  return after;
}
