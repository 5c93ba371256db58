select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time from experiments e where e.experiment_id = $1;

select o.run_uuid as owner_0,o.key as item_key,o.value from params o where o.run_uuid = $1 order by (o.key collate "C") asc limit $2;

select o.run_uuid as owner_0,o.key as item_key,o.value from tags o where o.run_uuid = $1 and o.key = any($2) order by (o.key collate "C") asc limit $3;

select o.run_uuid as owner_0,o.key as item_key,o.value,o.timestamp,o.step,o.is_nan from latest_metrics o where o.run_uuid = $1 order by (o.key collate "C") asc limit $2;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = $1;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, t.value as parent_run_id from tags t join runs r on r.run_uuid = t.run_uuid where t.key = 'mlflow.parentRunId' and t.value = $1 and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,(r.run_uuid collate "C") asc limit $2;

select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, '[' || string_agg(case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan) || ']' as steps, '[' || string_agg(case when x.timestamp between -9007199254740991 and 9007199254740991 then x.timestamp::text else '"' || x.timestamp::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan) || ']' as timestamps, '[' || string_agg(case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value::text = '-0' then '"-0"' else x.value::text end, ',' order by x.step, x.timestamp, x.value, x.is_nan) || ']' as metric_values, max(x.total) as total from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by m.run_uuid, (m.key collate "C") order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc) as place, count(*) over (partition by m.run_uuid, (m.key collate "C")) as total from metrics m where (m.run_uuid = $1 and m.key = any($2))) x where x.total <= $3 or ((x.place - 1) * $4) % case when x.total = 1 then 1 else x.total - 1 end < $5 group by x.run_uuid, (x.metric_name collate "C");
