select 'default' as workspace, a.name, a.alias, a.version from registered_model_aliases a where (1 = 1 and a.name = $1) order by (a.alias collate "C") asc limit $2;

select 'default' as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where (1 = 1 and m.name = $1) and exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select 'default' as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name where (1 = 1 and v.name = $1) and v.current_stage <> 'Deleted_Internal' and exists (select 1 from registered_model_tags p where p.name = v.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') order by v.version desc limit $2;

select o.name as owner_1,o.key as item_key,o.value from registered_model_tags o where o.name = $1 and not (o.key = $2) order by (o.key collate "C") asc limit $3;

select o.name as owner_1,o.version as owner_2,o.key as item_key,o.value from model_version_tags o where (o.name = $1 and o.version = $2) and not (o.key = any($3)) order by (o.key collate "C") asc limit $4;

select o.name as owner_1,o.version as owner_2,o.key as item_key,o.value from model_version_tags o where (o.name = $1 and o.version = $2) and o.key = any($3) order by (o.key collate "C") asc limit $4;
