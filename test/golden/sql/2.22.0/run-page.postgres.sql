SELECT "public"."experiments"."experiment_id", "public"."experiments"."name", "public"."experiments"."artifact_location", "public"."experiments"."lifecycle_stage", "public"."experiments"."creation_time", "public"."experiments"."last_update_time" FROM "public"."experiments" WHERE "public"."experiments"."experiment_id" IN ($1) OFFSET $2;

SELECT "public"."runs"."run_uuid", "public"."runs"."name", "public"."runs"."user_id", "public"."runs"."status", "public"."runs"."start_time", "public"."runs"."end_time", "public"."runs"."deleted_time", "public"."runs"."lifecycle_stage", "public"."runs"."artifact_uri", "public"."runs"."experiment_id" FROM "public"."runs" WHERE "public"."runs"."run_uuid" IN ($1) OFFSET $2;

select o.run_uuid as owner_0,o.key as item_key,o.value from params o where o.run_uuid = $1 order by (o.key collate "C") asc limit $2;

select o.run_uuid as owner_0,o.key as item_key,o.value from tags o where o.run_uuid = $1 and o.key in ($2,…) order by (o.key collate "C") asc limit $11;

select o.run_uuid as owner_0,o.key as item_key,o.value,o.timestamp,o.step,o.is_nan from latest_metrics o where o.run_uuid = $1 order by (o.key collate "C") asc limit $2;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, t.value as parent_run_id from tags t join runs r on r.run_uuid = t.run_uuid where t.key = 'mlflow.parentRunId' and t.value = $1 and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,(r.run_uuid collate "C") asc limit $2;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by m.run_uuid, (m.key collate "C") order by m.step asc,m.timestamp asc,m.value asc,case when m.is_nan then 1 else 0 end asc) as place, count(*) over (partition by m.run_uuid, (m.key collate "C")) as total from metrics m where m.run_uuid = $1 and m.key in ($2,…)) x where x.total <= $4 or ((x.place - 1) * $5) % case when x.total = 1 then 1 else x.total - 1 end < $6 order by x.place;
