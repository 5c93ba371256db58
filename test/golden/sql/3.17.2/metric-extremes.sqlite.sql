select m.run_uuid, min(m.key) as metric_name, count(*) as total, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high from metrics m where (m.run_uuid = ? and m.key in (?,…)) group by m.run_uuid, m.key;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = ?;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by b.bucket, m.value order by m.step, m.timestamp) as place
  from (select min(cast((cast(m.step as real) - cast(? as real)) * ? / (cast(? as real) - cast(? as real) + 1) as integer), ?) as bucket, min(m.value) as lowest, max(m.value) as highest from metrics m where m.run_uuid = ? and m.key = ? and not m.is_nan group by 1) b
  join metrics m on min(cast((cast(m.step as real) - cast(? as real)) * ? / (cast(? as real) - cast(? as real) + 1) as integer), ?) = b.bucket and m.value in (b.lowest, b.highest) where m.run_uuid = ? and m.key = ? and not m.is_nan) x where x.place = 1 order by x.step, x.timestamp, x.value, x.is_nan;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by m.run_uuid, m.key order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc) as place, count(*) over (partition by m.run_uuid, m.key) as total from metrics m where (m.run_uuid = ? and m.key = ?)) x where x.total <= ? or ((x.place - 1) * ?) % case when x.total = 1 then 1 else x.total - 1 end < ? order by x.step, x.timestamp, x.value, x.is_nan;
