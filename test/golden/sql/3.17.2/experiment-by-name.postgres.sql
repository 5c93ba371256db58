select d.dataset_uuid, d.experiment_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile from datasets d where d.experiment_id = $1 order by (d.name collate "C") asc,(d.digest collate "C") asc limit $2;

select e.experiment_id from experiments e where e.name = $1 and e.workspace = $2;

select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.workspace from experiments e where e.experiment_id = $1;

select x.* from (select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, i.source_id as dataset_uuid, row_number() over (partition by (i.source_id collate "C") order by case when r.start_time is null then 1 else 0 end,r.start_time desc,(r.run_uuid collate "C") asc) as place from inputs i join runs r on r.run_uuid = i.destination_id where i.source_type = 'DATASET' and i.destination_type = 'RUN' and i.source_id = any($1)) x where x.place <= $2 order by x.place;

select x.owner_0, count(*) as listed, '[' || coalesce(string_agg('{' || $1::text || coalesce(to_json(x.item_key)::text, 'null') || '}', ',' order by x.place) filter (where x.place <= $2), '') || ']' as nodes, min((x.item_key collate "C")) as first_key, max((x.item_key collate "C")) filter (where x.place <= $3) as last_key from (select o.experiment_id as owner_0,o.key as item_key,o.value, row_number() over (partition by o.experiment_id order by (o.key collate "C") asc) as place from experiment_tags o where o.experiment_id = $4) x where x.place <= $5 group by x.owner_0;
