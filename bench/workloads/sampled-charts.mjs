import { runIdOf } from "../seed.mjs";

const maxPoints = 320;
const run = runIdOf(1);
const noSampling = { cannot: "cannot sample: it would send every point" };

/** Samples keep the first and the last point; how many lie between is the contender's way of sampling. */
const isSampled = (length) => length > maxPoints * 0.9 && length <= maxPoints * 1.1;

export const chartsOfRun = {
  id: "W3-keys",
  title: "sampled charts: 10 keys of a run of 500,000 points, 320 points each",
  expected: () => ({ keys: 10, sampled: 10 }),
  gatehouse: {
    query: `query ($run: String!, $keys: [String!]!) {
      run(store: "main", mlflowId: $run) {
        metricHistory(keys: $keys, maxPoints: ${maxPoints}) { key isSampled columns { steps timestamps values } }
      }
    }`,
    variables: ({ keys }) => ({ run, keys }),
    count: (data) => countSeries(data.run.metricHistory.map(({ columns }) => columns.steps.length)),
  },
  sql: {
    text: sampledSql("unnest($2::text[]) s(key), (select $1::text as run_uuid) r", "key"),
    values: ({ keys }) => [run, keys],
    count: (series) => countSeries(series.map(({ steps }) => steps.length)),
  },
  postgraphile: noSampling,
  mlflow: {
    requests: ({ keys }) => keys.map((key) => ["GET", bulkInterval([run], key)]),
    count: (answers) => countSeries(answers.map(({ metrics }) => metrics.length)),
  },
  mlflowGraphql: {
    query: ({ keys }) =>
      `{ ${keys
        .map(
          (
            key,
          ) => `${key}: mlflowGetMetricHistoryBulkInterval(input: { runIds: ["${run}"], metricKey: "${key}", maxResults: ${maxPoints} }) {
            metrics { key step timestamp value }
          }`,
        )
        .join(" ")} }`,
    count: (data) => countSeries(Object.values(data).map(({ metrics }) => metrics.length)),
  },
};

/** The same charts with every spike: MLflow has one way to sample, and no other to be asked for. */
export const extremesOfRun = {
  ...chartsOfRun,
  id: "W3-extremes",
  title: "sampled charts with every minimum and maximum: 10 keys of a run of 500,000 points, 320 points each",
  gatehouse: {
    ...chartsOfRun.gatehouse,
    query: chartsOfRun.gatehouse.query.replace("maxPoints:", "sample: EXTREMES, maxPoints:"),
  },
  sql: { ...chartsOfRun.sql, text: extremesSql() },
};

const key = "auc";

export const chartOfRuns = {
  id: "W3-runs",
  title: "sampled charts: one key of 50 runs, up to 320 points each",
  expected: ({ size }) => ({ runs: 50, points: 49 * size.points, sampled: 1 }),
  gatehouse: {
    query: `query ($experiment: String!, $key: String!) {
      experiment(store: "main", mlflowId: $experiment) {
        runs(first: 50) {
          nodes { mlflowId metricHistory(keys: [$key], maxPoints: ${maxPoints}) { key isSampled columns { steps timestamps values } } }
        }
      }
    }`,
    variables: ({ bigExperiment }) => ({ experiment: bigExperiment, key }),
    count: ({ experiment }) =>
      countRuns(experiment.runs.nodes.map((each) => each.metricHistory[0].columns.steps.length)),
  },
  sql: {
    text: sampledSql(
      `(select $2::text as key) s, (select run_uuid from runs where experiment_id = $1::int and lifecycle_stage = 'active'
        order by start_time desc, run_uuid limit 50) r`,
      "run_uuid",
    ),
    values: ({ bigExperiment }) => [bigExperiment, key],
    count: (series) => countRuns(series.map(({ steps }) => steps.length)),
  },
  postgraphile: noSampling,
  mlflow: {
    requests: async ({ bigExperiment }, ask) => [["GET", bulkInterval(await runsOf(bigExperiment, ask), key)]],
    count: ([{ metrics }]) => countRuns(lengthsByRun(metrics)),
  },
  mlflowGraphql: {
    query: `query ($input: MlflowGetMetricHistoryBulkIntervalInput!) {
      mlflowGetMetricHistoryBulkInterval(input: $input) { metrics { key step timestamp value runId } }
    }`,
    prepare: async (ask, _given, { bigExperiment }) => {
      const { mlflowSearchRuns } = await ask(
        `{ mlflowSearchRuns(input: { experimentIds: ["${bigExperiment}"], maxResults: 50 }) { runs { info { runId } } } }`,
      );
      return {
        input: { runIds: mlflowSearchRuns.runs.map(({ info }) => info.runId), metricKey: key, maxResults: maxPoints },
      };
    },
    count: (data) => countRuns(lengthsByRun(data.mlflowGetMetricHistoryBulkInterval.metrics)),
  },
};

/** Seeks one point a step of the grid, by MLflow's index; a series that is shorter than its grid is read whole. */
function sampledSql(series, name) {
  return `select json_agg(json_build_object('${name}', ${name}, 'steps', steps, 'timestamps', timestamps, 'values', "values"))::text from (
    select ${name === "key" ? "s.key" : "r.run_uuid"} as ${name}, json_agg(m.step) as steps, json_agg(m.timestamp) as timestamps, json_agg(m.value) as "values"
    from ${series}, lateral (select step as last from latest_metrics l where l.run_uuid = r.run_uuid and l.key = s.key) l,
      lateral (select distinct i * l.last / ${maxPoints - 1} as step from generate_series(0::bigint, ${maxPoints - 1}) i) g,
      lateral (select step, timestamp, case when is_nan then '"NaN"'::json else to_json(value) end as value from metrics m
        where m.run_uuid = r.run_uuid and m.key = s.key and m.step = g.step limit 1) m
    group by 1) charts`;
}

/** Reads each series once, and then the rows of each bucket by MLflow's index. */
function extremesSql() {
  const buckets = maxPoints / 2;
  const firstStep = (bucket) => `((${bucket}) * (l.last + 1) + ${buckets - 1}) / ${buckets}`;
  return `select json_agg(json_build_object('key', key, 'steps', steps, 'timestamps', timestamps, 'values', "values"))::text from (
    select s.key, json_agg(m.step order by m.step) as steps, json_agg(m.timestamp order by m.step) as timestamps, json_agg(m.value order by m.step) as "values"
    from unnest($2::text[]) s(key), lateral (select step as last from latest_metrics l where l.run_uuid = $1::text and l.key = s.key) l,
      lateral (select step * ${buckets} / (l.last + 1) as bucket, min(value) as low, max(value) as high from metrics m
        where m.run_uuid = $1::text and m.key = s.key and not m.is_nan group by 1) b,
      lateral (select distinct on (value) step, timestamp, value from metrics m
        where m.run_uuid = $1::text and m.key = s.key and m.step >= ${firstStep("b.bucket")} and m.step < ${firstStep("b.bucket + 1")}
          and m.value in (b.low, b.high) and not m.is_nan order by value, step) m
    group by 1) charts`;
}

function bulkInterval(runs, metricKey) {
  return `metrics/get-history-bulk-interval?${runs.map((each) => `run_ids=${each}`).join("&")}&metric_key=${metricKey}&max_results=${maxPoints}`;
}

async function runsOf(experiment, ask) {
  const { runs } = await ask("POST", "runs/search", { experiment_ids: [experiment], max_results: 50 });
  return runs.map(({ info }) => info.run_id);
}

function countSeries(lengths) {
  return { keys: lengths.length, sampled: lengths.filter(isSampled).length };
}

function countRuns(lengths) {
  const long = lengths.filter(isSampled);
  const points = lengths.filter((length) => !isSampled(length)).reduce((sum, length) => sum + length, 0);
  return { runs: lengths.length, points, sampled: long.length };
}

function lengthsByRun(metrics) {
  const lengths = new Map();
  for (const { run_id, runId } of metrics) lengths.set(run_id ?? runId, (lengths.get(run_id ?? runId) ?? 0) + 1);
  return [...lengths.values()];
}
