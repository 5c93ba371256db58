select a.workspace as workspace, a.name, a.alias, a.version from registered_model_aliases a where (a.workspace = $1 and a.name = $2) order by (a.alias collate "C") asc limit $3;

select m.workspace as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where (m.workspace = $1 and m.name = $2) and exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select o.workspace as owner_0,o.name as owner_1,o.key as item_key,o.value from registered_model_tags o where (o.workspace = $1 and o.name = $2) and not (o.key = $3) order by (o.key collate "C") asc limit $4;

select o.workspace as owner_0,o.name as owner_1,o.version as owner_2,o.key as item_key,o.value from model_version_tags o where (o.workspace = $1 and (o.name = $2 and o.version = $3)) and not (o.key = any($4)) order by (o.key collate "C") asc limit $5;

select o.workspace as owner_0,o.name as owner_1,o.version as owner_2,o.key as item_key,o.value from model_version_tags o where (o.workspace = $1 and (o.name = $2 and o.version = $3)) and o.key = any($4) order by (o.key collate "C") asc limit $5;

select v.workspace as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name and m.workspace = v.workspace where (v.workspace = $1 and v.name = $2) and v.current_stage <> 'Deleted_Internal' and exists (select 1 from registered_model_tags p where p.name = v.name and p.workspace = v.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') order by v.version desc limit $3;
