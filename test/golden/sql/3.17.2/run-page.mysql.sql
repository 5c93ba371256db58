select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.workspace from experiments e where e.experiment_id = ?;

select o.run_uuid as owner_0,o.key as item_key,o.value from params o where o.run_uuid = ? order by cast(convert(o.key using utf8mb4) as binary) asc limit ?;

select o.run_uuid as owner_0,o.key as item_key,o.value from tags o where o.run_uuid = ? and o.key in (?,…) and cast(convert(o.key using utf8mb4) as binary) in (cast(convert(? using utf8mb4) as binary),…) order by cast(convert(o.key using utf8mb4) as binary) asc limit ?;

select o.run_uuid as owner_0,o.key as item_key,o.value,o.timestamp,o.step,o.is_nan from latest_metrics o where o.run_uuid = ? order by cast(convert(o.key using utf8mb4) as binary) asc limit ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, t.value as parent_run_id from tags t join runs r on r.run_uuid = t.run_uuid where t.key = 'mlflow.parentRunId' and t.value = ? and cast(convert(t.value using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary) and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,cast(convert(r.run_uuid using utf8mb4) as binary) asc limit ?;

select x.* from (
  select m.run_uuid, m.key as metric_name, m.step from metrics m ignore index (primary)
  where m.run_uuid = ? and m.key = ? and cast(convert(m.key using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary) and m.step >= ?
  order by m.step limit 1 offset ?
) x
union all
select x.* from (
  select m.run_uuid, m.key as metric_name, m.step from metrics m ignore index (primary)
  where m.run_uuid = ? and m.key = ? and cast(convert(m.key using utf8mb4) as binary) = cast(convert(? using utf8mb4) as binary) and m.step >= ?
  order by m.step limit 1 offset ?
) x;

select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, concat('[', group_concat(case when x.step between -9007199254740991 and 9007199254740991 then cast(x.step as char(400)) else concat('"', x.step, '"') end order by x.step, x.timestamp, x.value, x.is_nan separator ','), ']') as steps, concat('[', group_concat(case when x.timestamp between -9007199254740991 and 9007199254740991 then cast(x.timestamp as char(400)) else concat('"', x.timestamp, '"') end order by x.step, x.timestamp, x.value, x.is_nan separator ','), ']') as timestamps, concat('[', group_concat(case when x.is_nan then '"NaN"' when x.value >= 1.7976931348623157e+308 then '"Infinity"' when x.value <= -1.7976931348623157e+308 then '"-Infinity"' when cast(x.value as char(400)) = '-0' then '"-0"' else cast(x.value as char(400)) end order by x.step, x.timestamp, x.value, x.is_nan separator ','), ']') as metric_values, max(x.total) as total from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by m.run_uuid, cast(convert(m.key using utf8mb4) as binary) order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc) as place, count(*) over (partition by m.run_uuid, cast(convert(m.key using utf8mb4) as binary)) as total from metrics m where (m.run_uuid = ? and m.key in (?,…) and cast(convert(m.key using utf8mb4) as binary) in (cast(convert(? using utf8mb4) as binary),…))) x where x.total <= ? or ((x.place - 1) * ?) % case when x.total = 1 then 1 else x.total - 1 end < ? group by x.run_uuid, cast(convert(x.metric_name using utf8mb4) as binary);
