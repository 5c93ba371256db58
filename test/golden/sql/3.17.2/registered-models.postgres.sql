select count(*) as total from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');

select m.workspace as workspace, m.name, m.creation_time, m.last_updated_time, m.description from registered_models m where not exists (select 1 from registered_model_tags p where p.name = m.name and p.workspace = m.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true') and 1 = 1 order by (m.name collate "C") asc,(m.workspace collate "C") asc limit $1;

select x.* from (select a.workspace as workspace, a.name, a.alias, a.version, row_number() over (partition by a.workspace,a.name order by (a.alias collate "C") asc) as place from registered_model_aliases a where (a.workspace = $1 and a.name = any($2))) x where x.place <= $3 order by x.place;
