select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, t.key as fact, t.value as fact_value from runs r left join tags t on t.run_uuid = r.run_uuid and t.key = any($1) where r.run_uuid = any($2);

select x.* from (select o.run_uuid, o.key as item_key, o.value, dense_rank() over (order by (o.key collate "C")) as place from params o where o.run_uuid = any($1)) x where x.place <= $2;

select x.* from (select o.run_uuid, o.key as item_key, o.value, dense_rank() over (order by (o.key collate "C")) as place from tags o where o.run_uuid = any($1)) x where x.place <= $2;

select x.* from (select o.run_uuid, o.key as item_key, o.value,o.timestamp,o.step,o.is_nan, dense_rank() over (order by (o.key collate "C")) as place from latest_metrics o where o.run_uuid = any($1)) x where x.place <= $2;
