select count(*) as total from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true') and m.workspace = ?;

select m.workspace as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true') and m.workspace = ? and 1 = 1 order by m.name asc,m.workspace asc limit ?;

select x.* from (select o.workspace as owner_0,o.name as owner_1,o.key as item_key,o.value, row_number() over (partition by o.workspace,o.name order by o.key asc) as place from registered_model_tags o where (o.workspace = ? and o.name in (?,…))) x where x.place <= ? order by x.place;
