select 'default' as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and cast(convert(p.value using utf8mb4) as binary) = 'true') and 1 = 1 order by cast(convert(m.name using utf8mb4) as binary) asc,cast(convert('default' using utf8mb4) as binary) asc limit ?;

select count(*) as total from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.key = 'mlflow.prompt.is_prompt' and cast(convert(p.value using utf8mb4) as binary) = 'true');

select x.* from (select o.name as owner_1,o.key as item_key,o.value, row_number() over (partition by o.name order by cast(convert(o.key using utf8mb4) as binary) asc) as place from registered_model_tags o where o.name in (?,…)) x where x.place <= ? order by x.place;
