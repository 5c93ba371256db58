select 'default' as workspace, a.name, a.alias, a.version from registered_model_aliases a where (1 = 1 and a.name = ?) order by a.alias asc limit ?;

select 'default' as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where (1 = 1 and m.name = ?) and exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true');

select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where (1 = 1 and v.name = ?) and v.current_stage <> 'Deleted_Internal' and exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true') order by v.version desc limit ?;

select o.name as owner_1,o.key as item_key,o.value from registered_model_tags o where o.name = ? and not (o.key = ?) order by o.key asc limit ?;

select o.name as owner_1,o.version as owner_2,o.key as item_key,o.value from model_version_tags o where (o.name = ? and o.version = ?) and not (o.key in (?,…)) order by o.key asc limit ?;

select o.name as owner_1,o.version as owner_2,o.key as item_key,o.value from model_version_tags o where (o.name = ? and o.version = ?) and o.key in (?,…) order by o.key asc limit ?;
