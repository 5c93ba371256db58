select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where (1 = 1 and (v.name = $1 and v.version = $2)) and v.current_stage <> 'Deleted_Internal' and exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time from experiments e where e.experiment_id = $1;

select o.request_id as owner_0,o.key as item_key,o.value from trace_request_metadata o where o.request_id = $1 and o.key = any($2) order by (o.key collate "C") asc limit $3;

select o.request_id as owner_0,o.key as item_key,o.value from trace_tags o where o.request_id = $1 and o.key = $2 order by (o.key collate "C") asc limit $3;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = $1;

select t.request_id, t.experiment_id, t.timestamp_ms, t.execution_time_ms, t.status from trace_info t where t.experiment_id = $1 order by t.timestamp_ms desc,(t.request_id collate "C") asc limit $2;

select x.trace_id, x.run_id from (select m.request_id as trace_id, m.value as run_id, 0 as is_link, 0 as linked_at from trace_request_metadata m where m.key = $1 and m.request_id = $2) x order by x.is_link desc, x.linked_at desc, x.run_id desc;
