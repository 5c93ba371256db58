import { traceNameTag } from "../../rules/trace-facts.js";
import type { SearchColumn, SearchTable } from "../search-table.js";
import { int32Max, int64Max } from "../search-table.js";
import { type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import { workspaceColumn } from "./workspaces.js";

// What a search can look at in each of MLflow's tables. Aliases: r runs, e experiments, m registered_models,
// v model_versions, d datasets, t trace_info. Within `exists`: x keys and values, i inputs, s the datasets of a run.

export function runSearch(): SearchTable {
  const owned = (x: Sql) => sql`${x}.run_uuid = r.run_uuid`;
  return {
    attributes: {
      run_id: text(sql`r.run_uuid`),
      /** What is shown and ordered by; MLflow filters by the tag. */
      name: text(sql`r.name`),
      run_name: { kind: "tag", key: "mlflow.runName" },
      status: text(sql`r.status`),
      user_id: text(sql`r.user_id`),
      artifact_uri: text(sql`r.artifact_uri`),
      start_time: time(sql`r.start_time`),
      end_time: time(sql`r.end_time`),
    },
    keyed: {
      param: { table: sql`params`, owned },
      tag: { table: sql`tags`, owned },
      metric: { table: sql`latest_metrics`, owned },
    },
    datasets: {
      exists: (inner) =>
        sql`exists (select 1 from inputs i join datasets s on s.dataset_uuid = i.source_id where i.source_type = 'DATASET' and i.destination_type = 'RUN' and i.destination_id = r.run_uuid and ${inner})`,
      fields: {
        name: (test) => test(sql`s.name`),
        digest: (test) => test(sql`s.digest`),
        context: (test) => inContext(sql`input_tags c where c.input_uuid = i.input_uuid`, test),
      },
    },
  };
}

export function experimentSearch({ fragments }: OpenStore): SearchTable {
  return {
    attributes: {
      experiment_id: { kind: "integer", column: sql`e.experiment_id`, max: fragments.experimentIdMax },
      name: text(sql`e.name`),
      artifact_location: text(sql`e.artifact_location`),
      creation_time: time(sql`e.creation_time`),
      last_update_time: time(sql`e.last_update_time`),
    },
    keyed: { tag: { table: sql`experiment_tags`, owned: (x) => sql`${x}.experiment_id = e.experiment_id` } },
    datasets: null,
  };
}

export function registeredModelSearch(open: OpenStore): SearchTable {
  return {
    attributes: {
      name: text(sql`m.name`),
      workspace: text(workspaceColumn(open, sql`m`)),
      description: text(sql`m.description`),
      creation_time: time(sql`m.creation_time`),
      last_updated_time: time(sql`m.last_updated_time`),
    },
    keyed: { tag: { table: sql`registered_model_tags`, owned: (x) => sameModel(open, x, sql`m`) } },
    datasets: null,
  };
}

export function modelVersionSearch(open: OpenStore): SearchTable {
  const owned = (x: Sql) => sql`${sameModel(open, x, sql`v`)} and ${x}.version = v.version`;
  return {
    attributes: {
      name: text(sql`v.name`),
      workspace: text(workspaceColumn(open, sql`v`)),
      version_number: { kind: "integer", column: sql`v.version`, max: int32Max },
      run_id: text(sql`v.run_id`),
      source_path: text(sql`v.source`),
      current_stage: text(sql`v.current_stage`),
      status: text(sql`v.status`),
      description: text(sql`v.description`),
      creation_time: time(sql`v.creation_time`),
      last_updated_time: time(sql`v.last_updated_time`),
    },
    keyed: { tag: { table: sql`model_version_tags`, owned } },
    datasets: null,
  };
}

export function traceSearch({ capabilities }: OpenStore): SearchTable {
  return {
    attributes: {
      name: capabilities.traceColumns ? text(sql`t.trace_name`) : { kind: "tag", key: traceNameTag },
      state: text(sql`t.status`),
      request_time: time(sql`t.timestamp_ms`),
    },
    keyed: { tag: { table: sql`trace_tags`, owned: (x) => sql`${x}.request_id = t.request_id` } },
    datasets: null,
  };
}

/** Here the row is itself the dataset. It has the context that any run read it in. */
export function datasetSearch({ fragments }: OpenStore): SearchTable {
  return {
    attributes: {
      name: text(sql`d.name`),
      digest: text(sql`d.digest`),
      source_type: text(sql`d.dataset_source_type`),
      experiment_id: { kind: "integer", column: sql`d.experiment_id`, max: fragments.experimentIdMax },
    },
    keyed: {},
    datasets: {
      exists: (inner) => inner,
      fields: {
        name: (test) => test(sql`d.name`),
        digest: (test) => test(sql`d.digest`),
        context: (test) =>
          inContext(
            sql`inputs i join input_tags c on c.input_uuid = i.input_uuid where i.source_type = 'DATASET' and i.source_id = d.dataset_uuid`,
            test,
          ),
      },
    },
  };
}

function text(column: Sql): SearchColumn {
  return { kind: "text", column };
}

function time(column: Sql): SearchColumn {
  return { kind: "integer", column, max: int64Max };
}

function sameModel({ capabilities }: OpenStore, x: Sql, model: Sql): Sql {
  const inWorkspace = capabilities.workspaces ? sql` and ${x}.workspace = ${model}.workspace` : sql``;
  return sql`${x}.name = ${model}.name${inWorkspace}`;
}

function inContext(from: Sql, test: (column: Sql) => Sql): Sql {
  return sql`exists (select 1 from ${from} and c.name = 'mlflow.data.context' and ${test(sql`c.value`)})`;
}
