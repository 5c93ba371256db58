// An MLflow store of any size in PostgreSQL, made by the database itself; the same rows every time.
import { createHash, randomUUID } from "node:crypto";
import { parseConfig } from "../dist/config.js";
import { grantRoles } from "../dist/grant-roles.js";

const keys = ["train_loss", "val_loss", "acc", "f1", "auc", "lr", "grad_norm", "gpu", "mem", "tok_s"];
const t0 = 1_760_000_000_000;

/** 3 million metric points: two runs of 500,000 (10 keys of 50,000 each), 100 points a key in the others. */
export const fullSize = { experiments: 40, runs: 2_000, points: 100, bigRuns: 2, bigPoints: 50_000, models: 200 };
export const quickSize = { experiments: 2, runs: 100, points: 50, bigRuns: 1, bigPoints: 20_000, models: 10 };

/** What the seed calls run n, and how SQL says it. */
export const runIdOf = (n) => createHash("md5").update(`run ${n}`).digest("hex");
const runId = (n) => `md5('run ' || ${n})`;
const experimentOf = (n, { experiments }) => `1 + (${n}) % ${experiments}`;

/** What the workloads ask about. Run 1 is big, run 2 too in the full store; run n belongs to experiment 1 + n % experiments. */
export function landmarks(size) {
  const bigExperiment = "2";
  return {
    size,
    keys,
    experiment: size.experiments > 2 ? "5" : "2",
    bigExperiment,
    experiments: Array.from({ length: size.experiments }, (_, at) => String(at + 1)),
    model: "model-7",
    wideDataset: { experiment: "1", name: "wide", digest: "wide", uses: size.runs / 2 },
    // Versions 1 to 10 of a model come from runs in a row: every other one read the wide dataset.
    wideUses: 5,
    aliasesOfWide: size.models,
  };
}

export async function fillStore(client, url, size) {
  await fillRuns(client, size);
  await fillMetrics(client, size);
  await fillDatasets(client, size);
  await fillRegistry(client, size);
  const config = parseConfig({ token: "token-of-the-benchmark", stores: [{ name: "main", url }] }, {});
  await grantRoles(config, [], { issuer: "bench", systemUser: "bench", now: Date.now, newId: randomUUID });
}

async function fillRuns(client, size) {
  const { experiments, runs } = size;
  await client.query(`
    insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
      select n, 'team-' || n % 7 || '/project-' || n, 's3://ml/' || n, 'active', ${t0} + n, ${t0} + n from generate_series(1, ${experiments}) n;
    select setval('experiments_experiment_id_seq', ${experiments});
    insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version,
        lifecycle_stage, artifact_uri, experiment_id)
      select ${runId("n")}, 'run-' || n, 'LOCAL', 'train.py', '', 'user' || n % 23,
        (array['FINISHED', 'FAILED', 'RUNNING', 'FINISHED', 'KILLED'])[1 + n % 5], ${t0} + n * 60000,
        case n % 5 when 2 then null else ${t0} + n * 60000 + 3600000 end, '', case n % 50 when 0 then 'deleted' else 'active' end,
        's3://ml/' || ${experimentOf("n", size)} || '/' || ${runId("n")} || '/artifacts', ${experimentOf("n", size)}
      from generate_series(0, ${runs - 1}) n;
    insert into params (key, value, run_uuid)
      select 'p' || k, (array['0.1', '0.01', 'adam', 'sgd', '64', '128', 'relu'])[1 + (n * 31 + k * 17) % 7], ${runId("n")}
      from generate_series(0, ${runs - 1}) n, generate_series(0, 19) k;
    insert into tags (key, value, run_uuid)
      select t.key, t.value, ${runId("n")} from generate_series(0, ${runs - 1}) n, lateral (values
        ('mlflow.runName', 'run-' || n), ('mlflow.user', 'user' || n % 23), ('mlflow.source.name', 'train.py'),
        ('mlflow.source.type', 'LOCAL'), ('mlflow.source.git.commit', left(md5('commit ' || n) || md5(n::text), 40)),
        ('team', 't' || n % 7), ('feature_store', 'fs-' || n % 9)) t(key, value)`);
}

/** The indexes are made after the rows: a third of the time. Values have all their digits, as learned ones have. */
async function fillMetrics(client, { runs, points, bigRuns, bigPoints }) {
  const rows = (from, to, count) => `
    insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
      select k.key, case s % 997 when 996 then 0 else (0.2 + (n * 7919 + k.at * 104729) % 1009 / 1009.0) * exp(-s / 20000.0::float8)
          + 0.05 * sin(n + s * 0.7::float8) end,
        ${t0} + n * 60000 + s * 250, ${runId("n")}, s, s % 997 = 996
      from generate_series(${from}, ${to}) n, unnest($1::text[]) with ordinality k(key, at), generate_series(0, ${count - 1}) s`;
  await client.query(`alter table metrics drop constraint metric_pk; alter table metrics drop constraint metrics_run_uuid_fkey;
    drop index index_metrics_run_uuid; drop index index_metrics_run_uuid_key_step`);
  await client.query(rows(0, 0, points), [keys]);
  await client.query(rows(1, bigRuns, bigPoints), [keys]);
  await client.query(rows(bigRuns + 1, runs - 1, points), [keys]);
  await client.query(`set maintenance_work_mem = '512MB';
    alter table metrics add constraint metric_pk primary key (key, "timestamp", step, run_uuid, value, is_nan);
    create index index_metrics_run_uuid on metrics (run_uuid);
    create index index_metrics_run_uuid_key_step on metrics (run_uuid, key, step);
    alter table metrics add constraint metrics_run_uuid_fkey foreign key (run_uuid) references runs (run_uuid);
    insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
      select m.key, m.value, m.timestamp, m.step, m.is_nan, m.run_uuid from metrics m
      join runs r using (run_uuid) where m.step = case when r.name in (${names(bigRuns)}) then ${bigPoints - 1} else ${points - 1} end`);
}

const names = (bigRuns) => Array.from({ length: bigRuns }, (_, at) => `'run-${at + 1}'`).join(", ");

/** Each run read its experiment's dataset, and half of them the wide one too. */
async function fillDatasets(client, size) {
  const { experiments, runs } = size;
  await client.query(`
    insert into datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile)
      select md5('dataset ' || n), n, 'ds-' || n % 11, lpad((n % 13)::text, 8, '0'), 's3', '{"uri": "s3://data/' || n % 11 || '"}',
        '{"mlflow_colspec": [{"type": "double", "name": "x", "required": true}]}', '{"num_rows": ' || 1000 + n || '}'
      from generate_series(1, ${experiments}) n;
    insert into datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source) values ('wide', 1, 'wide', 'wide', 's3', '{}');
    insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id)
      select md5('input ' || n), 'DATASET', md5('dataset ' || ${experimentOf("n", size)}), 'RUN', ${runId("n")} from generate_series(0, ${runs - 1}) n;
    insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id)
      select md5('wide ' || n), 'DATASET', 'wide', 'RUN', ${runId("n")} from generate_series(1, ${runs - 1}, 2) n;
    insert into input_tags select input_uuid, 'mlflow.data.context', 'train' from inputs`);
}

async function fillRegistry(client, { runs, models }) {
  await client.query(`
    insert into registered_models (name, creation_time, last_updated_time, description)
      select 'model-' || m, ${t0} + m, ${t0} + m, 'model ' || m from generate_series(0, ${models - 1}) m;
    insert into model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status)
      select 'model-' || m, v, ${t0} + v, ${t0} + v, '', 'user1', case v when 9 then 'Production' when 10 then 'Staging' else 'None' end,
        's3://ml/' || ${runId(`(m * 10 + v) % ${runs}`)} || '/artifacts/model', ${runId(`(m * 10 + v) % ${runs}`)}, 'READY'
      from generate_series(0, ${models - 1}) m, generate_series(1, 10) v;
    insert into registered_model_aliases (alias, version, name)
      select a.alias, a.version, 'model-' || m from generate_series(0, ${models - 1}) m, (values ('champion', 9), ('challenger', 10)) a(alias, version);
    insert into model_version_tags (key, value, name, version) select 'cost_per_1k', '0.' || version * 7 || length(name), name, version from model_versions`);
}
