import { runIdOf } from "../seed.mjs";

const run = runIdOf(1);
const key = "auc";
/** All of the big run's points of a key, in any store that the benchmark makes. */
const points = 50_000;

const historyQuery = (selection) => `query ($run: String!, $key: String!) {
  run(store: "main", mlflowId: $run) { metricHistory(keys: [$key], first: ${points}) { key totalPoints ${selection} } }
}`;

const ordered = `(select step, timestamp, case when is_nan then '"NaN"'::json else to_json(value) end as value
  from metrics where run_uuid = $1 and key = $2 order by step, timestamp, metrics.value) m`;
const values = () => [run, key];

const noColumns = { cannot: "has points only" };

export const historyColumns = {
  id: "W2-columns",
  title: "history: 50,000 points of one key, complete, as columns",
  expected: ({ size: { bigPoints } }) => ({ steps: bigPoints, values: bigPoints, timestamps: bigPoints }),
  gatehouse: {
    query: historyQuery("columns { steps timestamps values }"),
    variables: () => ({ run, key }),
    count: (data) => countColumns(data.run.metricHistory[0].columns),
  },
  sql: {
    text: `select json_build_object('steps', json_agg(step), 'timestamps', json_agg(timestamp), 'values', json_agg(value))::text from ${ordered}`,
    values,
    count: countColumns,
  },
  postgraphile: noColumns,
  mlflow: noColumns,
  mlflowGraphql: noColumns,
};

export const historyPoints = {
  id: "W2-points",
  title: "history: 50,000 points of one key, complete, as {step value timestamp}",
  expected: ({ size: { bigPoints } }) => ({ points: bigPoints }),
  gatehouse: {
    query: historyQuery("points { step value timestamp }"),
    variables: () => ({ run, key }),
    count: (data) => ({ points: data.run.metricHistory[0].points.length }),
  },
  sql: {
    text: `select json_agg(json_build_object('step', step, 'value', value, 'timestamp', timestamp))::text from ${ordered}`,
    values,
    count: (rows) => ({ points: rows.length }),
  },
  postgraphile: {
    query: `query ($run: String!, $key: String!) {
      allMetrics(condition: { runUuid: $run, key: $key }, orderBy: [STEP_ASC, TIMESTAMP_ASC]) { nodes { step value timestamp isNan } }
    }`,
    variables: () => ({ run, key }),
    count: ({ allMetrics }) => ({ points: allMetrics.nodes.length }),
  },
  mlflow: {
    requests: () => [["GET", `metrics/get-history?run_id=${run}&metric_key=${key}&max_results=${points}`]],
    count: ([{ metrics }]) => ({ points: metrics.length }),
  },
  mlflowGraphql: { cannot: "its history is always sampled" },
};

function countColumns({ steps, values: numbers, timestamps }) {
  return { steps: steps.length, values: numbers.length, timestamps: timestamps.length };
}
