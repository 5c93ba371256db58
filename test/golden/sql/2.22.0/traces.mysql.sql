SELECT `experiments`.`experiment_id`, `experiments`.`name`, `experiments`.`artifact_location`, `experiments`.`lifecycle_stage`, `experiments`.`creation_time`, `experiments`.`last_update_time` FROM `experiments` WHERE `experiments`.`experiment_id` IN (?);

SELECT `runs`.`run_uuid`, `runs`.`name`, `runs`.`user_id`, `runs`.`status`, `runs`.`start_time`, `runs`.`end_time`, `runs`.`deleted_time`, `runs`.`lifecycle_stage`, `runs`.`artifact_uri`, `runs`.`experiment_id` FROM `runs` WHERE `runs`.`run_uuid` IN (?);

select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where (1 = 1 and (v.name = ? and cast(convert(v.name using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary) and v.version = ?)) and v.current_stage <> 'Deleted_Internal' and exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and cast(convert(p.value using utf8mb4) as binary) = 'true');

select o.request_id as owner_0,o.key as item_key,o.value from trace_request_metadata o where o.request_id = ? and o.key in (?,…) and cast(convert(o.key using utf8mb4) as binary) in (cast(convert(? using utf8mb4) as binary),…) order by cast(convert(o.key using utf8mb4) as binary) asc limit ?;

select o.request_id as owner_0,o.key as item_key,o.value from trace_tags o where o.request_id = ? and o.key = ? and cast(convert(o.key using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary) order by cast(convert(o.key using utf8mb4) as binary) asc limit ?;

select t.request_id, t.experiment_id, t.timestamp_ms, t.execution_time_ms, t.status from trace_info t where t.experiment_id = ? order by t.timestamp_ms desc,cast(convert(t.request_id using utf8mb4) as binary) asc limit ?;

select x.trace_id, x.run_id from (select m.request_id as trace_id, m.value as run_id, 0 as is_link, 0 as linked_at from trace_request_metadata m where m.key = ? and m.request_id = ? and cast(convert(m.request_id using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary)) x order by x.is_link desc, x.linked_at desc, x.run_id desc;
