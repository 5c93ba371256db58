const filter = "metrics.auc > 0.4 and params.p3 != 'relu'";
const pageSize = 50;
const mlflowOrder = ["metrics.auc DESC"];

const query = `query ($filter: String!, $after: String) {
  runs(first: ${pageSize}, after: $after, filterString: $filter, orderBy: [{ metric: "auc", direction: DESCENDING }]) {
    nodes {
      mlflowId name status startTime
      metrics(keys: ["auc"]) { nodes { key value } }
      params(keys: ["p3"]) { nodes { key value } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const text = `select json_agg(json_build_object('mlflowId', run_uuid, 'name', name, 'status', status, 'startTime', start_time,
    'metrics', json_build_array(json_build_object('key', 'auc', 'value', auc)),
    'params', json_build_array(json_build_object('key', 'p3', 'value', p3))) order by auc desc, run_uuid)::text
  from (select r.run_uuid, r.name, r.status, r.start_time, m.value as auc, p.value as p3 from runs r
    join latest_metrics m on m.run_uuid = r.run_uuid and m.key = 'auc' and m.value > 0.4 and not m.is_nan
    join params p on p.run_uuid = r.run_uuid and p.key = 'p3' and p.value <> 'relu'
    where r.lifecycle_stage = 'active' order by m.value desc, r.run_uuid limit ${pageSize} offset $1::int) page`;

const postgraphileQuery = `query ($offset: Int!) {
  allLatestMetrics(first: ${pageSize}, offset: $offset, orderBy: [VALUE_DESC, RUN_UUID_ASC], filter: {
    key: { equalTo: "auc" }, value: { greaterThan: 0.4 }, isNan: { equalTo: false }
    runByRunUuid: { lifecycleStage: { equalTo: "active" }, paramsByRunUuid: { some: { key: { equalTo: "p3" }, value: { notEqualTo: "relu" } } } }
  }) {
    nodes {
      key value
      runByRunUuid { runUuid name status startTime paramsByRunUuid(condition: { key: "p3" }) { nodes { key value } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const mlflowQuery = `query ($input: MlflowSearchRunsInput!) {
  mlflowSearchRuns(input: $input) {
    nextPageToken
    runs { info { runId runName status startTime } data { metrics { key value } params { key value } } }
  }
}`;

export const searchPage1 = page(1);
export const searchPage20 = page(20);

function page(number) {
  const offset = (number - 1) * pageSize;
  return {
    id: `W5-page-${number}`,
    title: `search: metric and param filter over all runs, ordered by a metric, page ${number} of 50`,
    hasViewer: true,
    expected: () => ({ runs: pageSize, found: pageSize, ordered: true }),
    gatehouse: {
      query,
      variables: () => ({ filter }),
      prepare: async (ask, given) => ({
        after: await follow(number, async (after) => (await ask(query, { ...given, after })).runs.pageInfo.endCursor),
      }),
      count: ({ runs }) =>
        countOf(runs.nodes.map((run) => ({ auc: run.metrics.nodes[0]?.value, p3: run.params.nodes[0]?.value }))),
    },
    sql: {
      text,
      values: () => [offset],
      count: (runs) => countOf(runs.map((run) => ({ auc: run.metrics[0].value, p3: run.params[0].value }))),
    },
    postgraphile: {
      query: postgraphileQuery,
      variables: () => ({ offset }),
      count: ({ allLatestMetrics: { nodes } }) =>
        countOf(nodes.map(({ value, runByRunUuid: run }) => ({ auc: value, p3: run.paramsByRunUuid.nodes[0]?.value }))),
    },
    mlflow: {
      async requests({ experiments }, ask) {
        const search = { experiment_ids: experiments, filter, max_results: pageSize, order_by: mlflowOrder };
        const page_token = await follow(
          number,
          async (token) => (await ask("POST", "runs/search", { ...search, page_token: token })).next_page_token,
        );
        return [["POST", "runs/search", { ...search, page_token }]];
      },
      count: ([{ runs }]) => countMlflow(runs),
    },
    mlflowGraphql: {
      query: mlflowQuery,
      async prepare(ask, _given, { experiments }) {
        const input = { experimentIds: experiments, filter, maxResults: pageSize, orderBy: mlflowOrder };
        const pageToken = await follow(number, async (token) => {
          const { mlflowSearchRuns } = await ask(mlflowQuery, { input: { ...input, pageToken: token } });
          return mlflowSearchRuns.nextPageToken;
        });
        return { input: { ...input, pageToken } };
      },
      count: ({ mlflowSearchRuns }) => countMlflow(mlflowSearchRuns.runs),
    },
  };
}

/** The cursor before a page, by following the pages as a client does. */
async function follow(number, next) {
  let cursor;
  for (let at = 1; at < number; at += 1) cursor = await next(cursor);
  return cursor;
}

function countOf(runs) {
  const found = runs.filter(({ auc, p3 }) => auc > 0.4 && p3 !== undefined && p3 !== "relu");
  return {
    runs: runs.length,
    found: found.length,
    ordered: runs.every(({ auc }, at) => at === 0 || runs[at - 1].auc >= auc),
  };
}

const countMlflow = (runs) =>
  countOf(runs.map(({ data }) => ({ auc: valueAt(data.metrics, "auc"), p3: valueAt(data.params, "p3") })));

function valueAt(pairs, key) {
  return pairs.find((each) => each.key === key)?.value;
}
