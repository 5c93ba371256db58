select 'default' as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') and 1 = 1 order by (m.name collate "C") asc,('default' collate "C") asc limit $1;

select count(*) as total from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select x.* from (select o.name as owner_1,o.key as item_key,o.value, row_number() over (partition by o.name order by (o.key collate "C") asc) as place from registered_model_tags o where o.name = any($1)) x where x.place <= $2 order by x.place;
