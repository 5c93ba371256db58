select d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile from datasets d where (d.experiment_id = ? and (d.name = ? and d.digest = ?));

select p.value as seek_key, i.destination_id as other_id, (select t.value from input_tags t where t.input_uuid = i.input_uuid and t.name = ?) as context from json_each(?) p
cross join inputs i on i.rowid in (
  select i.rowid from inputs i where i.source_id = p.value and i.source_type = ? and i.destination_type = ? order by i.destination_id limit ?
) limit ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid in (?,…);

select x.* from (select 'default' as workspace, a.name, a.alias, a.version, row_number() over (partition by a.name,a.version order by a.alias asc) as place from registered_model_aliases a where (1 = 1 and (a.name = ? and a.version in (?,…)))) x where x.place <= ? order by x.place;

select x.* from (select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message, row_number() over (partition by v.run_id order by v.name asc,'default' asc,v.version asc) as place from model_versions v join registered_models m on m.name = v.name where v.run_id in (?,…) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true')) x where x.place <= ? order by x.place;

select x.* from (select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message, row_number() over (partition by v.source,'default' order by v.name asc,'default' asc,v.version asc) as place from model_versions v join registered_models m on m.name = v.name where v.source in (?,…) and 1 = 1 and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true')) x where x.place <= ? order by x.place;
