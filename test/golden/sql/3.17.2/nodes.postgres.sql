SELECT "public"."workspaces"."name", "public"."workspaces"."description" FROM "public"."workspaces" WHERE "public"."workspaces"."name" IN ($1) OFFSET $2;

select d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile from datasets d where (d.experiment_id = $1 and (d.name = $2 and d.digest = $3));

select v.workspace as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name and m.workspace = v.workspace where (v.workspace = $1 and (v.name = $2 and v.version = $3)) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.workspace = v.workspace and p.key = 'mlflow.prompt.is_prompt' and (p.value collate "C") = 'true');
