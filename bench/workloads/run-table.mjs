const sum = (lists) => lists.reduce((total, list) => total + (list?.length ?? 0), 0);

function countOf(runs, params, metrics, tags) {
  return {
    runs: runs.length,
    params: sum(runs.map(params)),
    metrics: sum(runs.map(metrics)),
    tags: sum(runs.map(tags)),
  };
}

const countNodes = (runs) =>
  countOf(
    runs,
    ({ params }) => params.nodes,
    ({ metrics }) => metrics.nodes,
    ({ tags }) => tags.nodes,
  );

const mlflowCount = (runs) => {
  const data = runs.map((run) => run.data);
  return countOf(
    data,
    ({ params }) => params,
    ({ metrics }) => metrics,
    ({ tags }) => tags,
  );
};

export const runTable = {
  id: "W1",
  title: "run table: 50 runs of an experiment with params, latest metrics, tags",
  hasViewer: true,
  expected: () => ({ runs: 50, params: 1_000, metrics: 500, tags: 350 }),
  gatehouse: {
    query: `query ($experiment: String!) {
      experiment(store: "main", mlflowId: $experiment) {
        runs(first: 50) {
          nodes {
            mlflowId name status startTime endTime
            params { nodes { key value } }
            metrics { nodes { key value step timestamp } }
            tags { nodes { key value } }
          }
        }
      }
    }`,
    variables: ({ experiment }) => ({ experiment }),
    count: ({ experiment }) => countNodes(experiment.runs.nodes),
  },
  sql: {
    text: `select json_agg(json_build_object('mlflowId', run_uuid, 'name', name, 'status', status, 'startTime', start_time, 'endTime', end_time,
        'params', (select json_agg(json_build_object('key', key, 'value', value) order by key) from params p where p.run_uuid = r.run_uuid),
        'metrics', (select json_agg(json_build_object('key', key, 'value', value, 'step', step, 'timestamp', timestamp) order by key)
          from latest_metrics m where m.run_uuid = r.run_uuid),
        'tags', (select json_agg(json_build_object('key', key, 'value', value) order by key) from tags t where t.run_uuid = r.run_uuid)
      ) order by start_time desc)::text from (
        select run_uuid, name, status, start_time, end_time from runs where experiment_id = $1::int and lifecycle_stage = 'active'
        order by start_time desc, run_uuid limit 50) r`,
    values: ({ experiment }) => [experiment],
    count: (runs) =>
      countOf(
        runs,
        ({ params }) => params,
        ({ metrics }) => metrics,
        ({ tags }) => tags,
      ),
  },
  postgraphile: {
    query: `query ($experiment: Int!) {
      allRuns(first: 50, condition: { experimentId: $experiment, lifecycleStage: "active" }, orderBy: [START_TIME_DESC, RUN_UUID_ASC]) {
        nodes {
          runUuid name status startTime endTime
          params: paramsByRunUuid { nodes { key value } }
          metrics: latestMetricsByRunUuid { nodes { key value step timestamp isNan } }
          tags: tagsByRunUuid { nodes { key value } }
        }
      }
    }`,
    variables: ({ experiment }) => ({ experiment: Number(experiment) }),
    count: ({ allRuns }) => countNodes(allRuns.nodes),
  },
  mlflow: {
    requests: ({ experiment }) => [
      [
        "POST",
        "runs/search",
        { experiment_ids: [experiment], max_results: 50, order_by: ["attributes.start_time DESC"] },
      ],
    ],
    count: ([{ runs }]) => mlflowCount(runs),
  },
  mlflowGraphql: {
    query: `query ($input: MlflowSearchRunsInput!) {
      mlflowSearchRuns(input: $input) {
        runs {
          info { runId runName status startTime endTime }
          data { params { key value } metrics { key value step timestamp } tags { key value } }
        }
      }
    }`,
    variables: ({ experiment }) => ({
      input: { experimentIds: [experiment], maxResults: 50, orderBy: ["attributes.start_time DESC"] },
    }),
    count: ({ mlflowSearchRuns }) => mlflowCount(mlflowSearchRuns.runs),
  },
};
