SELECT `main`.`workspaces`.`name`, `main`.`workspaces`.`description` FROM `main`.`workspaces` WHERE `main`.`workspaces`.`name` IN (?) LIMIT ? OFFSET ?;

select d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile from datasets d where (d.experiment_id = ? and (d.name = ? and d.digest = ?));

select v.workspace as workspace, v.name, v.version, m.creation_time as model_creation_time, v.creation_time, v.last_updated_time, v.description, v.current_stage, v.source, v.storage_location, v.run_id, v.run_link, v.status, v.status_message from model_versions v join registered_models m on m.name = v.name and m.workspace = v.workspace where (v.workspace = ? and (v.name = ? and v.version = ?)) and v.current_stage <> 'Deleted_Internal' and not exists (select 1 from registered_model_tags p where p.name = v.name and p.workspace = v.workspace and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true');
