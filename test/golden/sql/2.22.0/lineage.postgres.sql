select 'default' as workspace, a.name, a.alias, a.version from registered_model_aliases a where (1 = 1 and (a.name = $1 and a.version = $2)) order by (a.alias collate "C") asc limit $3;

select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where (1 = 1 and (v.name = $1 and v.version = $2)) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where v.source = $1 and 1 = 1 and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') order by (v.name collate "C") asc,('default' collate "C") asc,v.version asc limit $2;

select d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile from datasets d where d.dataset_uuid = any($1) order by d.experiment_id desc, d.name desc, d.digest desc;

select p.seek_key, x.* from unnest($1::text[]) p(seek_key)
cross join lateral (
  select i.source_id as other_id, (select t.value from input_tags t where t.input_uuid = i.input_uuid and t.name = $2) as context from inputs i where i.destination_id = p.seek_key and i.source_type = $3 and i.destination_type = $4 limit $5
) x limit $6;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = $1;
