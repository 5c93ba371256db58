select 'default' as workspace, a.name, a.alias, a.version from registered_model_aliases a where (1 = 1 and a.name = ? and cast(convert(a.name using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary)) order by cast(convert(a.alias using utf8mb4) as binary) asc limit ?;

select 'default' as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where (1 = 1 and m.name = ? and cast(convert(m.name using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary)) and not exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and cast(convert(p.value using utf8mb4) as binary) = 'true');

select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where (1 = 1 and v.name = ? and cast(convert(v.name using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary)) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and cast(convert(p.value using utf8mb4) as binary) = 'true') order by v.version desc limit ?;

select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time from experiments e where e.experiment_id = ?;

select o.name as owner_1,o.key as item_key,o.value from registered_model_tags o where o.name = ? order by cast(convert(o.key using utf8mb4) as binary) asc limit ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid in (?,…);

select x.* from (select 'default' as workspace, a.name, a.alias, a.version, row_number() over (partition by a.name,a.version order by cast(convert(a.alias using utf8mb4) as binary) asc) as place from registered_model_aliases a where (1 = 1 and (a.name = ? and cast(convert(a.name using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary) and a.version in (?,…)))) x where x.place <= ? order by x.place;

select x.* from (select o.name as owner_1,o.version as owner_2,o.key as item_key,o.value, row_number() over (partition by o.name,o.version order by cast(convert(o.key using utf8mb4) as binary) asc) as place from model_version_tags o where (o.name = ? and o.version in (?,…))) x where x.place <= ? order by x.place;
