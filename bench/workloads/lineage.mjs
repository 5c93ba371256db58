import { globalId } from "../global-id.mjs";

/** From the dataset to the runs that read it, the versions that they became, and the aliases of those. */
const expected = ({ wideDataset, aliasesOfWide }) => ({
  nodes: 1 + 2 * wideDataset.uses + aliasesOfWide,
  complete: true,
});
const noWalk = { cannot: "has no walk: a nested query has a fixed shape and does not know what it missed" };
const noLineage = { cannot: "cannot be asked which runs a dataset was used by" };

export const lineage = {
  id: "W6",
  title: "lineage: both ways, depth 5, from a dataset that 1,000 runs used",
  expected,
  gatehouse: {
    query: `query ($of: ID!) {
      lineage(of: $of, direction: BOTH, depth: 5, fanOut: 1000, nodes: 5000) {
        complete cutBy
        nodes { kind mlflowId name version alias depth }
        edges { from to kind context }
      }
    }`,
    variables: ({ wideDataset: { experiment, name, digest } }) => ({
      of: globalId("Dataset", experiment, name, digest),
    }),
    count: ({ lineage: { nodes, complete } }) => ({ nodes: nodes.length, complete }),
  },
  sql: {
    text: `with r as (select r.run_uuid, r.name, i.input_uuid from datasets d join inputs i on i.source_type = 'DATASET' and i.source_id = d.dataset_uuid
          and i.destination_type = 'RUN' join runs r on r.run_uuid = i.destination_id where d.name = $1 and d.digest = $2),
        v as (select v.workspace, v.name, v.version, r.run_uuid from r join model_versions v on v.run_id = r.run_uuid),
        a as (select a.alias, a.name, a.version from v join registered_model_aliases a using (workspace, name, version))
      select json_build_object(
        'nodes', (select json_agg(n) from (
          select json_build_object('kind', 'DATASET', 'name', $1::text) as n
          union all select json_build_object('kind', 'RUN', 'mlflowId', run_uuid, 'name', name) from r
          union all select json_build_object('kind', 'MODEL_VERSION', 'name', name, 'version', version) from v
          union all select json_build_object('kind', 'ALIAS', 'name', name, 'alias', alias) from a) nodes),
        'edges', (select json_agg(e) from (
          select json_build_object('from', $1::text, 'to', run_uuid, 'kind', 'READ_BY', 'context', t.value) as e
            from r left join input_tags t on t.input_uuid = r.input_uuid and t.name = 'mlflow.data.context'
          union all select json_build_object('from', run_uuid, 'to', name || version, 'kind', 'REGISTERED_AS') from v
          union all select json_build_object('from', name || version, 'to', alias, 'kind', 'KNOWN_AS') from a) edges))::text`,
    values: ({ wideDataset: { name, digest } }) => [name, digest],
    count: ({ nodes }) => ({ nodes: nodes.length, complete: true }),
  },
  postgraphile: noWalk,
  mlflow: noLineage,
  mlflowGraphql: noLineage,
};
