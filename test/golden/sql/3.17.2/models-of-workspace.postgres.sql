select count(*) as total from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') and m.workspace = $1;

select m.workspace as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') and m.workspace = $1 and 1 = 1 order by (m.name collate "C") asc,(m.workspace collate "C") asc limit $2;

select x.* from (select o.workspace as owner_0,o.name as owner_1,o.key as item_key,o.value, row_number() over (partition by o.workspace,o.name order by (o.key collate "C") asc) as place from registered_model_tags o where (o.workspace = $1 and o.name = any($2))) x where x.place <= $3 order by x.place;
