select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time from experiments e where e.experiment_id = ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.experiment_id = ? and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,r.run_uuid asc limit ?;

select x.* from (select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message, row_number() over (partition by v.run_id order by v.name asc,'default' asc,v.version asc) as place from model_versions v join registered_models m on m.name = v.name where v.run_id in (?,…) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true')) x where x.place <= ? order by x.place;

select x.* from (select i.input_uuid, i.destination_id as run_id, c.value as context, d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile, row_number() over (partition by i.destination_id order by d.name asc,d.digest asc,d.experiment_id asc,d.dataset_uuid asc) as place from inputs i join datasets d on d.dataset_uuid = i.source_id left join input_tags c on c.input_uuid = i.input_uuid and c.name = ? where i.source_type = 'DATASET' and i.destination_type = 'RUN' and i.destination_id in (?,…)) x where x.place <= ? order by x.place;

select x.* from (select o.run_uuid as owner_0,o.key as item_key,o.value, row_number() over (partition by o.run_uuid order by o.key asc) as place from params o where o.run_uuid in (?,…)) x where x.place <= ? order by x.place;

select x.* from (select o.run_uuid as owner_0,o.key as item_key,o.value, row_number() over (partition by o.run_uuid order by o.key asc) as place from tags o where o.run_uuid in (?,…) and o.key in (?,…)) x where x.place <= ? order by x.place;

select x.* from (select o.run_uuid as owner_0,o.key as item_key,o.value, row_number() over (partition by o.run_uuid order by o.key asc) as place from tags o where o.run_uuid in (?,…)) x where x.place <= ? order by x.place;

select x.* from (select o.run_uuid as owner_0,o.key as item_key,o.value,o.timestamp,o.step,o.is_nan, row_number() over (partition by o.run_uuid order by o.key asc) as place from latest_metrics o where o.run_uuid in (?,…)) x where x.place <= ? order by x.place;
