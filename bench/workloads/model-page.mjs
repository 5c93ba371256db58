// A registered model, 10 versions, each with its aliases, tags, run, and that run's experiment, params and datasets.
const expected = ({ wideUses }) => ({
  versions: 10,
  aliases: 2,
  tags: 10,
  experiments: 10,
  params: 200,
  datasets: 10 + wideUses,
});

function countOf(versions, lists) {
  const total = (list) => versions.reduce((sum, each) => sum + (list(each)?.length ?? 0), 0);
  return {
    versions: versions.length,
    aliases: total(lists.aliases),
    tags: total(lists.tags),
    experiments: versions.filter(lists.experiment).length,
    params: total(lists.params),
    datasets: total(lists.datasets),
  };
}

export const modelPage = {
  id: "W4",
  title: "model page: 10 versions with aliases, tags, run, its experiment, params, datasets",
  expected,
  gatehouse: {
    query: `query ($model: String!) {
      registeredModel(store: "main", name: $model) {
        name description createdAt
        versions(first: 10) {
          nodes {
            version stage status source createdAt
            aliases { nodes { alias } }
            tags { nodes { key value } }
            run {
              mlflowId name status startTime
              experiment { mlflowId name }
              params { nodes { key value } }
              datasets { nodes { context dataset { name digest source } } }
            }
          }
        }
      }
    }`,
    variables: ({ model }) => ({ model }),
    count: ({ registeredModel }) =>
      countOf(registeredModel.versions.nodes, {
        aliases: ({ aliases }) => aliases.nodes,
        tags: ({ tags }) => tags.nodes,
        experiment: ({ run }) => run.experiment?.name,
        params: ({ run }) => run.params.nodes,
        datasets: ({ run }) => run.datasets.nodes.filter(({ dataset, context }) => dataset.digest && context),
      }),
  },
  sql: {
    text: `select json_build_object('name', m.name, 'description', m.description, 'createdAt', m.creation_time, 'versions', (
        select json_agg(json_build_object('version', v.version, 'stage', v.current_stage, 'status', v.status, 'source', v.source, 'createdAt', v.creation_time,
          'aliases', (select json_agg(json_build_object('alias', alias)) from registered_model_aliases a
            where a.workspace = v.workspace and a.name = v.name and a.version = v.version),
          'tags', (select json_agg(json_build_object('key', key, 'value', value)) from model_version_tags t
            where t.workspace = v.workspace and t.name = v.name and t.version = v.version),
          'run', json_build_object('mlflowId', r.run_uuid, 'name', r.name, 'status', r.status, 'startTime', r.start_time,
            'experiment', json_build_object('mlflowId', e.experiment_id, 'name', e.name),
            'params', (select json_agg(json_build_object('key', key, 'value', value) order by key) from params p where p.run_uuid = r.run_uuid),
            'datasets', (select json_agg(json_build_object('context', c.value, 'dataset',
                json_build_object('name', d.name, 'digest', d.digest, 'source', d.dataset_source)))
              from inputs i join datasets d on d.dataset_uuid = i.source_id
              left join input_tags c on c.input_uuid = i.input_uuid and c.name = 'mlflow.data.context'
              where i.destination_type = 'RUN' and i.destination_id = r.run_uuid and i.source_type = 'DATASET'))) order by v.version desc)
        from model_versions v join runs r on r.run_uuid = v.run_id join experiments e using (experiment_id)
        where v.workspace = m.workspace and v.name = m.name))::text
      from registered_models m where m.workspace = 'default' and m.name = $1`,
    values: ({ model }) => [model],
    count: ({ versions }) =>
      countOf(versions, {
        aliases: ({ aliases }) => aliases,
        tags: ({ tags }) => tags,
        experiment: ({ run }) => run.experiment.name,
        params: ({ run }) => run.params,
        datasets: ({ run }) => run.datasets,
      }),
  },
  postgraphile: {
    query: `query ($model: String!) {
      registeredModelByWorkspaceAndName(workspace: "default", name: $model) {
        name description creationTime
        modelVersionsByWorkspaceAndName(first: 10, orderBy: [VERSION_DESC]) {
          nodes {
            version currentStage status source creationTime
            aliases { nodes { alias } }
            modelVersionTagsByWorkspaceAndNameAndVersion { nodes { key value } }
            run {
              runUuid name status startTime
              experimentByExperimentId { experimentId name }
              paramsByRunUuid { nodes { key value } }
              inputs(condition: { sourceType: "DATASET" }) {
                nodes { inputTags { nodes { name value } } dataset { name digest datasetSource } }
              }
            }
          }
        }
      }
    }`,
    variables: ({ model }) => ({ model }),
    count: ({ registeredModelByWorkspaceAndName: { modelVersionsByWorkspaceAndName: versions } }) =>
      countOf(versions.nodes, {
        aliases: ({ aliases }) => aliases.nodes,
        tags: (version) => version.modelVersionTagsByWorkspaceAndNameAndVersion.nodes,
        experiment: ({ run }) => run.experimentByExperimentId.name,
        params: ({ run }) => run.paramsByRunUuid.nodes,
        datasets: ({ run }) =>
          run.inputs.nodes.filter(({ dataset, inputTags }) => dataset.digest && inputTags.nodes.length > 0),
      }),
  },
  mlflow: {
    /** As its own page does: the model, its versions, then each run and each experiment by itself. */
    async requests({ model }, ask) {
      const search = `model-versions/search?filter=${encodeURIComponent(`name='${model}'`)}&max_results=10`;
      const { model_versions: versions } = await ask("GET", search);
      const runs = versions.map(({ run_id }) => `runs/get?run_id=${run_id}`);
      const found = await Promise.all(runs.map((path) => ask("GET", path)));
      const experiments = new Set(found.map(({ run }) => `experiments/get?experiment_id=${run.info.experiment_id}`));
      return [`registered-models/get?name=${model}`, search, ...runs, ...experiments].map((path) => ["GET", path]);
    },
    /** The aliases come with the model, not with its versions. */
    count: ([{ registered_model: model }, { model_versions: versions }, ...answers]) => {
      const runs = answers.slice(0, 10).map(({ run }) => run);
      const experiments = new Map(answers.slice(10).map(({ experiment }) => [experiment.experiment_id, experiment]));
      const pairs = versions.map((version, at) => ({ version, run: runs[at] }));
      return countOf(pairs, {
        aliases: ({ version }) => model.aliases.filter((each) => each.version === version.version),
        tags: ({ version }) => version.tags,
        experiment: ({ run }) => experiments.get(run.info.experiment_id)?.name,
        params: ({ run }) => run.data.params,
        datasets: ({ run }) => run.inputs.dataset_inputs,
      });
    },
  },
  mlflowGraphql: { cannot: "its versions lead to no run" },
};
