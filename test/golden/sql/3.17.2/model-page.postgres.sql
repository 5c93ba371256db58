select a.workspace as workspace, a.name, a.alias, a.version from registered_model_aliases a where (a.workspace = $1 and a.name = $2) order by (a.alias collate "C") asc limit $3;

select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.workspace from experiments e where e.experiment_id = $1;

select m.workspace as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where (m.workspace = $1 and m.name = $2) and not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select o.workspace as owner_0,o.name as owner_1,o.key as item_key,o.value from registered_model_tags o where (o.workspace = $1 and o.name = $2) order by (o.key collate "C") asc limit $3;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = any($1);

select v.workspace as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name and m.workspace = v.workspace where (v.workspace = $1 and v.name = $2) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.workspace = v.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') order by v.version desc limit $3;

select x.* from (select a.workspace as workspace, a.name, a.alias, a.version, row_number() over (partition by a.workspace,a.name,a.version order by (a.alias collate "C") asc) as place from registered_model_aliases a where (a.workspace = $1 and (a.name = $2 and a.version = any($3)))) x where x.place <= $4 order by x.place;

select x.* from (select o.workspace as owner_0,o.name as owner_1,o.version as owner_2,o.key as item_key,o.value, row_number() over (partition by o.workspace,o.name,o.version order by (o.key collate "C") asc) as place from model_version_tags o where (o.workspace = $1 and (o.name = $2 and o.version = any($3)))) x where x.place <= $4 order by x.place;
