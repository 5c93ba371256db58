select d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile from datasets d where (d.experiment_id = $1 and (d.name = $2 and d.digest = $3));

select p.seek_key, x.* from unnest($1::text[]) p(seek_key)
cross join lateral (
  select i.destination_id as other_id, (select t.value from input_tags t where t.input_uuid = i.input_uuid and t.name = $2) as context from inputs i where i.source_id = p.seek_key and i.source_type = $3 and i.destination_type = $4 order by i.destination_id limit $5
) x limit $6;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = any($1);

select x.* from (select 'default' as workspace, a.name, a.alias, a.version, row_number() over (partition by a.name,a.version order by (a.alias collate "C") asc) as place from registered_model_aliases a where (1 = 1 and (a.name = $1 and a.version = any($2)))) x where x.place <= $3 order by x.place;

select x.* from (select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message, row_number() over (partition by (v.run_id collate "C") order by (v.name collate "C") asc,('default' collate "C") asc,v.version asc) as place from model_versions v join registered_models m on m.name = v.name where (v.run_id) in (select * from unnest($1::text[])) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true')) x where x.place <= $2 order by x.place;

select x.* from (select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message, row_number() over (partition by (v.source collate "C"),'default' order by (v.name collate "C") asc,('default' collate "C") asc,v.version asc) as place from model_versions v join registered_models m on m.name = v.name where (v.source) in (select * from unnest($1::text[])) and 1 = 1 and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true')) x where x.place <= $2 order by x.place;
